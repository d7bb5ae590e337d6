import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket
from typing import NamedTuple

import pytest
import uvloop
from litestar import Litestar

from ops.demo import before, register
from ops.desk import Desk, open_desks
from ops.play import Outbox, Played, play
from ops.registration import Registered
from ops.roster import demo_roster
from ops.scenario import shipped_scenarios
from ops.serving import StopServing, listening, serve, url_of
from ops.simulation import Simulation, StoryClock
from server.app import create_app
from server.config import Settings
from tests.servers import DatabaseServer, NatsServer


class Served(NamedTuple):
    """A deployment with the demo's agencies, served over HTTP, and each agency's desk."""

    url: str
    registered: Registered
    desks: dict[str, Desk]
    data: Path
    world: Simulation
    clock: StoryClock


@contextmanager
def serving(app: Litestar, bound: socket) -> Iterator[asyncio.AbstractEventLoop]:
    """The application served by a thread of its own; yields its loop."""
    answers, end = threading.Event(), threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def while_serving() -> None:
        loops.append(asyncio.get_running_loop())
        answers.set()
        await asyncio.to_thread(end.wait, 600)
        raise StopServing

    thread = threading.Thread(target=serve, args=(app, bound, while_serving), daemon=True)
    thread.start()
    try:
        assert answers.wait(30), "the server does not answer"
        yield loops[0]
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
        clock = StoryClock()
        clock.stand_at(before(shipped_scenarios()))
        registered, _ = uvloop.run(register(settings, roster, data, clock))
        app = create_app(settings, clock, clockwork=False)
        loop = stack.enter_context(serving(app, bound))
        desks = open_desks(stack, url_of(bound), registered.tokens, registered.keys)
        world = Simulation(clock, app.state.services, loop)
        yield Served(url_of(bound), registered, desks, data, world, clock)
        world.close()


@pytest.fixture(scope="session")
def played(deployment: Served) -> dict[str, Played]:
    """Every shipped scenario, played once through the API, to its last day."""
    scenarios = shipped_scenarios()
    played = play(scenarios, deployment.desks, Outbox(deployment.data), deployment.world)
    return {scenario.id: each for scenario, each in zip(scenarios, played, strict=True)}
