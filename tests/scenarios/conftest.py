import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from socket import socket
from typing import NamedTuple

import pytest
import uvloop
from litestar import Litestar

from ops.demo import register, settle
from ops.desk import Desk, open_desks
from ops.play import Outbox, Played, play
from ops.registration import Registered
from ops.roster import demo_roster
from ops.scenario import shipped_scenarios
from ops.serving import StopServing, listening, serve, url_of
from server.app import create_app
from server.config import Settings
from tests.servers import DatabaseServer, NatsServer


class Served(NamedTuple):
    """A deployment with the demo's agencies, served over HTTP, and each agency's desk."""

    url: str
    registered: Registered
    desks: dict[str, Desk]
    data: Path


@contextmanager
def serving(app: Litestar, bound: socket) -> Iterator[None]:
    """The application served by a thread of its own."""
    answers, end = threading.Event(), threading.Event()

    async def while_serving() -> None:
        answers.set()
        await asyncio.to_thread(end.wait, 300)
        raise StopServing

    thread = threading.Thread(target=serve, args=(app, bound, while_serving), daemon=True)
    thread.start()
    try:
        assert answers.wait(30), "the server does not answer"
        yield
    finally:
        end.set()
        thread.join(30)


@pytest.fixture(scope="session")
def deployment(
    postgres_server: DatabaseServer,
    migrated_template: str,
    nats_server: NatsServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    data, roster = tmp_path_factory.mktemp("deployment"), demo_roster()
    with ExitStack() as stack:
        bound = stack.enter_context(listening("127.0.0.1", 0))
        settings = Settings(
            database_url=stack.enter_context(postgres_server.fresh_database(migrated_template)),
            keys_dir=data / "keys",
            origin=roster.origin,
            nats_url=nats_server.url,
            nats_seed_file=nats_server.seed_file,
        )
        registered = uvloop.run(register(settings, roster, data))
        stack.enter_context(serving(create_app(settings), bound))
        desks = open_desks(stack, url_of(bound), registered.tokens, registered.keys)
        yield Served(url_of(bound), registered, desks, data)


@pytest.fixture(scope="session")
def played(deployment: Served) -> dict[str, Played]:
    """Every shipped scenario, played once through the API."""
    outbox, settled = Outbox(deployment.data), partial(settle, deployment.url)
    return {each.id: play(each, deployment.desks, outbox, settled) for each in shipped_scenarios()}
