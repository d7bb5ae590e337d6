"""Reading as an agency: PostgreSQL answers the rows of that agency and no others, whatever is asked.

A connection of this pool has no other role than the reader's, and shows nothing until it is told whose rows.
That is said anew for every read and ends with its transaction: a connection that goes back to the pool knows
nobody (docs/adr/0150).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from domain.access import OVERSIGHT

HERE = Path(__file__).parent
BECOME = (HERE / "become.sql").read_bytes()
BECOME_AUDITOR = (HERE / "become_auditor.sql").read_bytes()


class AsAgency:
    """Connections that read as one agency; in the place of a pool for all that only reads."""

    def __init__(self, pool: AsyncConnectionPool[Any], become: bytes, who: dict[str, str]) -> None:
        self._pool = pool
        self._become = become
        self._who = who

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """One transaction, in which PostgreSQL is told first whose rows are read.

        Its statements travel together: nothing waits for the first answer. What is fetched after the block
        costs one way to the server and back, what is fetched within it a second one. psycopg.Error and
        psycopg_pool.PoolTimeout where the database fails.
        """
        async with self._pool.connection() as conn, conn.pipeline():
            await conn.execute(self._become, self._who, prepare=True)
            yield conn


class SecondLine:
    """The reader's connections. `pool`: of `server.database.open_pool` with the role READER."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    def as_agency(self, agency: str, kind: str) -> AsAgency:
        """Reads as an agency of that kind; one that watches over every case sees what all such see."""
        who = {"agency": agency, "oversees": "yes" if kind in OVERSIGHT else ""}
        return AsAgency(self._pool, BECOME, who)

    def as_auditor(self, agency: str) -> AsAgency:
        """Reads the whole log as signed and the whole read log, for one that audits by its office; in such a
        transaction nothing that is sealed."""
        return AsAgency(self._pool, BECOME_AUDITOR, {"agency": agency})
