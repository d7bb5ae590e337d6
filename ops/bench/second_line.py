"""What the second line costs: calls as they are, beside the same calls read as the writer, plainly."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import uvloop
from litestar import Litestar
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from ops.bench.figures import Figure, Window, faster, windowed
from ops.bench.fill import fill
from ops.bench.growth import CASE_IDS
from ops.bench.load import TURNS, keep_calling
from ops.bench.machine import checkpoint, measured_database, measured_server, working_directory
from ops.bench.run import Run
from ops.bench.site import ESCROW, FOLLOWING, deployment, settings_of, settled
from server.app import create_app
from server.database import WRITER, as_role

EVENTS, CASES, PAGE = 6_000, 100, 100
CALLERS = 8  # that keep the server busy: what is promised is throughput
LEAST = 0.9  # of the rate without the second line
HEAD = "SELECT n FROM jejak.ledger_head WHERE agency = %s"
SAY_WHO = b"SELECT set_config('jejak.agency', %s, false)"
PLANNED_ONCE = b"SET plan_cache_mode = force_generic_plan"  # as the pages of the second line are

Measured = dict[str, tuple[list[Window], list[Window]]]


class Plain:
    """In the place of the second line: connections of the writer, all of them one agency's for good."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    def as_agency(self, agency: str, kind: str) -> AsyncConnectionPool[Any]:
        """The same connections whoever asks."""
        return self._pool

    def paging(self, agency: str, kind: str, after: int, limit: int) -> AsyncConnectionPool[Any]:
        """The same for a page of a ledger."""
        return self._pool


def second_line(run: Run) -> Iterator[Figure]:
    """Whole calls, all but the network: a page of the feed and the view of a case."""
    for profile in run.profiles:
        with (
            measured_server(profile) as server,
            measured_database(server) as dsn,
            working_directory() as directory,
        ):
            run.say(f"access, {profile}: publishing {EVENTS:,} events")
            with deployment(dsn, directory) as site:
                fill(site, EVENTS, 1, lambda _: None)
                settled(site)
            checkpoint(server)
            run.say(f"access, {profile}: reading")
            token = site.tokens[FOLLOWING]["reader"]
            yield from _figures(profile, uvloop.run(_measured(dsn, directory, token, run.seconds)))


def _figures(profile: str, measured: Measured) -> Iterator[Figure]:
    for name, (bound, plain) in measured.items():
        peer = windowed("access", profile, f"{name}, plain", f"{CALLERS} callers", plain)
        yield peer
        ours = windowed("access", profile, f"{name}, as the agency", f"{CALLERS} callers", bound)
        yield ours.compared(faster(peer, bound, plain, LEAST))


async def _measured(dsn: str, directory: Path, token: str, seconds: float) -> Measured:
    """By call the windows with the second line and without, taken in turns."""
    found = {}
    async with _both(dsn, directory) as apps:
        for name, paths in _calls(dsn).items():
            windows: tuple[list[Window], list[Window]] = ([], [])
            for _ in range(TURNS):
                for services, kept in zip(apps.services, windows, strict=True):
                    apps.app.state.services = services
                    kept.append(await _window(apps.app, token, paths, seconds / TURNS / 2))
            found[name] = windows
    return found


class _Apps:
    """The application, and its services with the second line and without."""

    def __init__(self, app: Litestar, plain: AsyncConnectionPool[Any]) -> None:
        services = app.state.services
        self.app = app
        self.services = services, replace(services, second_line=Plain(plain))


@asynccontextmanager
async def _both(dsn: str, directory: Path) -> AsyncIterator[_Apps]:
    async def one_agency(connection: AsyncConnection[Any]) -> None:
        await as_role(WRITER, connection)
        await connection.execute(SAY_WHO, [FOLLOWING])
        await connection.execute(PLANNED_ONCE)

    app = create_app(settings_of(dsn, directory), clockwork=False)
    options: dict[str, Any] = {"kwargs": {"autocommit": True}, "min_size": 1, "max_size": 8}
    async with (
        app.lifespan(),
        AsyncConnectionPool(dsn, configure=one_agency, open=False, **options) as plain,
    ):
        yield _Apps(app, plain)


async def _window(app: Litestar, token: str, paths: Sequence[str], seconds: float) -> Window:
    wanted = cycle(paths)
    for path in paths[:20]:
        await _ask(app, token, path)
    return await keep_calling(CALLERS, seconds, lambda _: _ask(app, token, next(wanted)))


async def _ask(app: Litestar, token: str, target: str) -> None:
    """One call, without the network. Raises AssertionError for an answer that is not 200."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"bench"), (b"authorization", f"Bearer {token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200, message

    await app(scope, receive, send)  # type: ignore[arg-type]


def _calls(dsn: str) -> dict[str, list[str]]:
    """What is asked, by what it is."""
    with psycopg.connect(dsn) as connection:
        cases = [row[0] for row in connection.execute(CASE_IDS, [f"/agencies/{ESCROW}"]).fetchall()]
        ((head,),) = connection.execute(HEAD, [FOLLOWING]).fetchall()
    chosen = Random(1).sample(cases, min(CASES, len(cases)))
    pages = range(0, head - PAGE, PAGE)
    return {
        f"feed, {PAGE} rows": [f"/v1/feed?after={after}&limit={PAGE}" for after in pages],
        "case view": [f"/v1/cases/{case}" for case in chosen],
    }
