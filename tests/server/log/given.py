"""Units to append, a cable that can be cut, and what must hold for any log."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg

from server.clock import Clock, system_clock
from server.log.group_commit import GroupCommit
from server.log.units import NewEvent, NewKey, Unit

SOURCE = "/agencies/polres-ttu"


def event(event_id: str | None = None, **fields: Any) -> NewEvent:
    """An event whose state nobody else has."""
    state = uuid4().hex.encode()
    return NewEvent(
        **{"topic": "t", "state": state, "source": SOURCE, "event_id": event_id or state.decode()} | fields
    )


def unit(
    stream: UUID, expected: int, *events: NewEvent, registry: int = 0, keys: Sequence[NewKey] = ()
) -> Unit:
    """A unit of these events (one, when none is given), judged when the registry stood at `registry`."""
    return Unit(stream, expected, events or (event(),), registry, tuple(keys))


@asynccontextmanager
async def committing(dsn: str, clock: Clock = system_clock, **options: Any) -> AsyncIterator[GroupCommit]:
    """A running committer."""
    log = GroupCommit(dsn, clock, **options)
    await log.start()
    try:
        yield log
    finally:
        await asyncio.wait_for(log.stop(), 30)


class Watch:
    """A connection beside those of the committers, to see what they made of the log."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True, row_factory=psycopg.rows.dict_row)

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *failure: object) -> None:
        self.connection.close()

    def rows(self) -> list[dict[str, Any]]:
        """Every row of the log by position."""
        return self.connection.execute("SELECT * FROM jejak.log ORDER BY notification_id").fetchall()

    def head(self) -> dict[str, Any]:
        """The head row."""
        row = self.connection.execute("SELECT * FROM jejak.log_head").fetchone()
        assert row is not None
        return row

    def sound_rows(self) -> list[dict[str, Any]]:
        """Every row, after a check of what must hold for any log, whatever happened."""
        rows = self.rows()
        assert [row["notification_id"] for row in rows] == list(range(1, len(rows) + 1))
        assert self.head()["position"] == len(rows)
        assert all(earlier["recorded_at"] <= later["recorded_at"] for earlier, later in pairwise(rows))
        versions: dict[UUID, int] = {}
        for row in rows:
            assert row["originator_version"] == versions.get(row["originator_id"], 0) + 1
            versions[row["originator_id"]] = row["originator_version"]
        assert max(Counter((row["source"], row["event_id"]) for row in rows).values(), default=1) == 1
        return rows

    def cut_connections(self) -> int:
        """Terminates every other connection to the database; answers how many there were."""
        cut = self.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return len(cut.fetchall())


def stored(dsn: str) -> list[dict[str, Any]]:
    """Every row of the log by position."""
    with Watch(dsn) as watch:
        return watch.rows()


def head(dsn: str) -> dict[str, Any]:
    """The head row."""
    with Watch(dsn) as watch:
        return watch.head()


def assert_sound(dsn: str) -> list[dict[str, Any]]:
    """What must hold for any log, whatever happened; answers its rows."""
    with Watch(dsn) as watch:
        return watch.sound_rows()


def cut_connections(dsn: str) -> int:
    """Terminates every connection to the database; answers how many there were."""
    with Watch(dsn) as watch:
        return watch.cut_connections()


class Cable:
    """A TCP connection to the database that can lose an answer: what PostgreSQL says is thrown away and the
    connection is cut, after the commit."""

    def __init__(self, dsn: str) -> None:
        self._parts = urlsplit(dsn)
        self.lose_next_answer = False
        self.lost = 0
        self._server: asyncio.Server | None = None
        self._carriers: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Cable":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *failure: object) -> None:
        assert self._server is not None
        self._server.close()
        for carrier in self._carriers:
            carrier.cancel()
        await asyncio.gather(*self._carriers, return_exceptions=True)

    @property
    def dsn(self) -> str:
        """The database's URL by way of this cable."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        account = self._parts.netloc.rpartition("@")[0]
        return self._parts._replace(netloc=f"{account}@127.0.0.1:{port}").geturl()

    def _accept(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self._carriers.add(asyncio.create_task(self._carry(client, to_client)))

    async def _carry(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        there = asyncio.create_task(self._copy(client, to_server))
        try:
            await self._copy(server, to_client, answers=True)
        finally:
            there.cancel()
            for writer in (to_client, to_server):
                writer.close()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        try:
            while data := await reader.read(65536):
                if answers and self.lose_next_answer:
                    self.lose_next_answer, self.lost = False, self.lost + 1
                    return
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            return
