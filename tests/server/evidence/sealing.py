"""A deployment whose logs a test fills, seals, tampers with and restores. Nothing runs in the background."""

import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from psycopg import sql

from domain.leaf import leaf_entry
from domain.merkle import Tree
from server.config import Settings
from server.evidence.checking import Checked, check
from server.evidence.logs import EVENTS, Kind, Log
from server.evidence.sealer import Sealer, origin_now, pen_of
from server.evidence.signed_file import LastSigned, SignedFile
from server.evidence.tree import Signed, all_signed
from server.log.group_commit import GroupCommit
from server.log.units import NewEvent, Unit
from server.readlog.reader import operator_at
from server.services import Services
from server.start import open_services
from tests.server.api.agencies import ORIGIN
from tests.server.api.deployment import Time
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

ANY_REGISTRY = 2**62
ROWS = """
SELECT notification_id, originator_version, recorded_at, marks, classes, state
FROM jejak.log ORDER BY notification_id
"""


@dataclass
class Sealing:
    """A founded deployment. What a test appends says nothing, and nobody reads it but the sealer."""

    services: Services
    log: GroupCommit
    superuser: str  # the database, as one whom nothing in it stops

    async def append(self, events: int = 1) -> None:
        """So many events, each of a case of its own."""
        sent = [
            NewEvent("x", f"state {number}".encode(), "/agencies/x", uuid4().hex) for number in range(events)
        ]
        waiting = [self.log.submit(Unit(uuid4(), 0, (event,), ANY_REGISTRY)) for event in sent]
        for future in waiting:
            await future

    async def read(self, reads: int = 1) -> None:
        """So many reads by the operator."""
        for _ in range(reads):
            await self.services.reads.record(operator_at("deployment"), "verifyReads", [])

    async def seal(self) -> dict[Kind, Any] | None:
        """Seals once, as a signer that has just come to lead; by log why it was not."""
        return await Sealer(self.services).run_once()

    async def served(self, log: Log = EVENTS) -> list[Signed]:
        """Every checkpoint that was ever given out, the smallest first."""
        async with self.services.pool.connection() as conn:
            return await all_signed(conn, self.origin(log))

    async def newest(self, log: Log = EVENTS) -> Signed:
        """The newest checkpoint."""
        return (await self.served(log))[-1]

    async def check(self, log: Log = EVENTS, kept: Iterable[tuple[int, bytes]] = ()) -> Checked:
        """The log computed anew from its rows."""
        async with self.services.pool.connection() as conn:
            return await check(conn, log.kind, self.origin(log), kept)

    def origin(self, log: Log = EVENTS) -> str:
        """What the log is called."""
        return origin_now(self.services, log)

    def opened(self, signed: Signed, log: Log = EVENTS) -> Checkpoint:
        """What a checkpoint says, its signature verified."""
        return open_checkpoint(signed.note.encode(), pen_of(self.services, log).key).checkpoint

    def file(self, log: Log = EVENTS) -> SignedFile:
        """What says outside PostgreSQL what was signed last."""
        return SignedFile(self.services.settings.signed_files, log.kind)

    def last_signed(self, log: Log = EVENTS) -> LastSigned | None:
        """What it says."""
        return self.file(log).read()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a superuser does or sees, every trigger and every right passed over."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            cursor = connection.execute(query.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def roots(self) -> list[bytes]:
        """The root over the first n rows of the log as they stand, by n."""
        tree, found = Tree(), [Tree().root()]
        for row in self.rows(ROWS):
            tree = tree.with_leaf(leaf_entry(*row))
            found.append(tree.root())
        return found


@asynccontextmanager
async def opened(server: DatabaseServer, url: str, keys_dir: Path, **others: Any) -> AsyncIterator[Sealing]:
    """The deployment on this database, with these keys."""
    settings = Settings(database_url=url, keys_dir=keys_dir, origin=ORIGIN, **others)
    superuser = urlsplit(server.admin_url)._replace(path=urlsplit(url).path).geturl()
    async with open_services(settings, Time()) as services:
        log = GroupCommit(url, services.clock)
        await log.start()
        yield Sealing(services, log, superuser)
        await log.stop()


@asynccontextmanager
async def sealing(
    server: DatabaseServer, founding: Founding, place: Path, **others: Any
) -> AsyncIterator[Sealing]:
    """A deployment of its own; its agencies are registered and nothing is sealed yet."""
    shutil.copytree(founding.keys_dir, place / "keys")
    with server.fresh_database(founding.database) as url:
        async with opened(server, url, place / "keys", **others) as found:
            yield found


@contextmanager
def backup(server: DatabaseServer, url: str) -> Iterator[str]:
    """A copy of a database that nobody is connected to, as a backup of this moment would restore it."""
    with server.fresh_database(urlsplit(url).path[1:]) as copy:
        yield copy


def drop_connections(server: DatabaseServer, url: str) -> None:
    """Ends every connection to a database."""
    ended = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute(ended.format(sql.Literal(urlsplit(url).path[1:])))
