"""Reading the ledger: pages for a fetch, heads, what an agency was ever owed of a case."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from domain.events import LogRow
from projections.arrays import BigInts, Uuids
from server.database import Connections
from server.ledger.chain import LedgerRow, genesis
from server.ledger.statements import LIVE, statement
from server.ledger.writer import Head

PAGE_BYTES = 4 * 1024 * 1024  # of events on one page: 500 of the largest would be 32 MiB
FIRST = UUID(int=0)


class OwedRow(NamedTuple):
    """One numbered row of a ledger, with the event it means and what is sealed of that; None for the frames
    of a backfill, and where the agency may not read the body."""

    n: int
    hash: bytes
    row: LedgerRow
    event: LogRow | None
    items: bytes | None


class Asked(NamedTuple):
    """What an agency knew of some events of a case by a moment (None: by now). `longest_page`: the most rows
    of a ledger that one fetch of the feed can serve."""

    agency: str
    case: UUID
    positions: Sequence[int]
    by: datetime | None
    longest_page: int


class LedgerReader:
    """Reads as an agency (server/second_line), or through a pool of `server.database.open_pool` for those who
    check ledgers. psycopg.Error where the database fails."""

    def __init__(self, reading: Connections, schema: str = LIVE) -> None:
        """`schema`: where the ledger stands, the live one or a copy of it."""
        self._reading = reading
        self._schema = schema

    async def page(self, agency: str, after: int, limit: int) -> list[OwedRow]:
        """The rows n > `after`: at most `limit`, and at most PAGE_BYTES of events beyond the first."""
        found = await self._fetch("page", _page_after(agency, after, limit))
        return [_owed(agency, values) for values in found]

    async def after(self, agency: str, n: int, limit: int) -> tuple[Head, list[OwedRow]]:
        """The last row, and the page after row `n`; the head is read first, so that no row is
        missing between the two."""
        async with self._reading.connection() as connection:
            head = await connection.execute(statement("head"), {"agency": agency}, prepare=True)
            page = await connection.execute(statement("page"), _page_after(agency, n, limit), prepare=True)
        found = await head.fetchone()
        rows = [_owed(agency, values) for values in await page.fetchall()]
        return (Head(*found) if found else Head(0, genesis(agency))), rows

    async def head(self, agency: str) -> Head:
        """The last row; number 0 and the genesis hash before the first."""
        found = await self._fetch("head", {"agency": agency})
        return Head(*found[0]) if found else Head(0, genesis(agency))

    async def hash_at(self, agency: str, n: int) -> bytes | None:
        """The running hash of one row, None where there is no such row."""
        found = await self._fetch("hash_at", {"agency": agency, "n": Int8(n)})
        return found[0][0] if found else None

    async def owed_cases(self, agency: str, after: UUID | None, limit: int) -> list[UUID]:
        """The next cases by id of which the agency was ever owed anything."""
        asked = {"agency": agency, "after": after or FIRST, "limit": Int8(limit)}
        return [case for (case,) in await self._fetch("owed_cases", asked)]

    async def owed_rows(self, agency: str, cases: Collection[UUID], upto: int) -> list[LedgerRow]:
        """All rows of these cases up to row `upto`, in the order of the ledger."""
        asked = {"agency": agency, "cases": Uuids(cases), "upto": Int8(upto)}
        return [LedgerRow(*values) for values in await self._fetch("owed_rows", asked)]

    async def rows(self, agency: str, after: int, limit: int) -> list[tuple[Head, LedgerRow]]:
        """The bare rows n > `after` with number and hash."""
        asked = {"agency": agency, "after": Int8(after), "limit": Int8(limit)}
        found = await self._fetch("rows", asked)
        return [(Head(n, digest), LedgerRow(*rest)) for n, digest, *rest in found]

    async def served(self, asked: Asked) -> list[tuple[int, int]]:
        """What the agency had been served of these events, by feed, case and list: (position, classes) pairs,
        the classes -1 where it was the bare row. The longest page of the feed bounds the search."""
        return await self._known("served", asked, positions=BigInts(asked.positions))

    async def taken_in(self, asked: Asked) -> list[tuple[int, int]]:
        """What of the case it had acknowledged, in the same form."""
        return await self._known("taken_in", asked)

    async def _known(self, name: str, asked: Asked, **more: Any) -> list[tuple[int, int]]:
        about = {"agency": asked.agency, "case": asked.case, "by": asked.by, "page": Int8(asked.longest_page)}
        found = await self._fetch(name, {**about, **more})
        return [(position, classes) for position, classes in found]

    async def _fetch(self, name: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
        async with self._reading.connection() as connection:
            cursor = await connection.execute(statement(name, self._schema), asked, prepare=True)
        return await cursor.fetchall()


def _page_after(agency: str, n: int, limit: int) -> dict[str, Any]:
    return {"agency": agency, "after": Int8(n), "limit": Int8(limit), "bytes": Int8(PAGE_BYTES)}


def _owed(agency: str, values: tuple[Any, ...]) -> OwedRow:
    n, digest, kind, cause, position, case, classes, stage, on_date, detail = values[:10]
    version, topic, state, source, event_id, recordedat, marks, event_classes, items = values[10:]
    row = LedgerRow(agency, kind, cause, position, case, classes, stage, on_date, detail)
    if position is None or state is None:
        return OwedRow(n, digest, row, None, None)
    event = LogRow(position, case, version, topic, state, source, event_id, recordedat, marks, event_classes)
    return OwedRow(n, digest, row, event, items)
