"""Reading as an agency: PostgreSQL answers the rows of that agency and no others, whatever is asked.

A connection of this pool has no other role than the reader's, and shows nothing until it is told whose rows.
That is said anew for every read and ends with its transaction: a connection that goes back to the pool knows
nobody (docs/adr/0150).
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from domain.access import OVERSIGHT
from domain.catalogue import REGISTRY
from projections.arrays import Uuids

HERE = Path(__file__).parent
BECOME, BECOME_PAGING, BECOME_OF_CASE, BECOME_AUDITOR = (
    (HERE / f"{name}.sql").read_bytes()
    for name in ("become", "become_paging", "become_of_case", "become_auditor")
)
ABOUT, COPIED = (HERE / "about.sql").read_bytes(), (HERE / "copied.sql").read_bytes()
GIVES_A_COPY = REGISTRY["SubjectAccessGiven"].type

Said = tuple[bytes, dict[str, Any]]


class AsAgency:
    """Connections that read as one agency; in the place of a pool for all that only reads. `said`: what
    PostgreSQL is told first, one after the other."""

    def __init__(self, pool: AsyncConnectionPool[Any], *said: Said) -> None:
        self._pool = pool
        self._said = said

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """One transaction, in which PostgreSQL is told first whose rows are read.

        Its statements travel together: nothing waits for the first answer. What is fetched after the block
        costs one way to the server and back, what is fetched within it a second one. psycopg.Error and
        psycopg_pool.PoolTimeout where the database fails.
        """
        async with self._pool.connection() as conn, conn.pipeline():
            for statement, told in self._said:
                await conn.execute(statement, told, prepare=True)
            yield conn


class SecondLine:
    """The reader's connections. `pool`: of `server.database.open_pool` with the role READER."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    def as_agency(self, agency: str, kind: str) -> AsAgency:
        """Reads as an agency of that kind; one that watches over every case sees what all such see."""
        return AsAgency(self._pool, _become(agency, kind))

    def paging(self, agency: str, kind: str, after: int, limit: int) -> AsAgency:
        """The same for a page of its ledger, the `limit` rows after row `after`: PostgreSQL finds out at once
        which events they give (docs/adr/0241). And it is planned once for all: PostgreSQL cannot know how
        short a page is, and would plan it anew each time, a quarter of reading it."""
        _, who = _become(agency, kind)
        page = {"after": Int8(after), "upto": Int8(after + limit)}
        return AsAgency(self._pool, (BECOME_PAGING, {**who, **page}))

    def of_case(self, agency: str, kind: str, case: UUID) -> AsAgency:
        """The same for one case: PostgreSQL finds out at once which of its events the agency may read, and
        plans once for all how (docs/adr/0247)."""
        _, who = _become(agency, kind)
        return AsAgency(self._pool, (BECOME_OF_CASE, {**who, "case": case}))

    def about(self, agency: str, kind: str, cases: Iterable[UUID]) -> AsAgency:
        """Reads as an agency, and besides what all agencies were owed, have read and have acknowledged of
        these cases, as far as it has something of them itself; no body and nothing sealed."""
        return AsAgency(self._pool, _become(agency, kind), (ABOUT, {"cases": Uuids(cases)}))

    def copying(self, agency: str, kind: str, case: UUID) -> AsAgency:
        """Reads as an agency, and besides the events of one case in which a copy of a person's data was given
        (docs/adr/0180)."""
        return AsAgency(self._pool, _become(agency, kind), (COPIED, {"case": case, "given": GIVES_A_COPY}))

    def as_auditor(self, agency: str) -> AsAgency:
        """Reads the whole log as signed and the whole read log, for one that audits by its office; in such a
        transaction nothing that is sealed."""
        return AsAgency(self._pool, (BECOME_AUDITOR, {"agency": agency}))


def _become(agency: str, kind: str) -> Said:
    return BECOME, {"agency": agency, "oversees": "yes" if kind in OVERSIGHT else ""}
