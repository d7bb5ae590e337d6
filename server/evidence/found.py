"""Reading what was found, as far as an agency may know of the events (server/evidence/findings.py)."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from server.evidence.findings import Kind
from server.second_line.reading import AsAgency

SQL = Path(__file__).parent / "sql"
PAGE, OF_CASE, END = (
    (SQL / f"{name}.sql").read_bytes() for name in ("findings_page", "findings_of_case", "findings_end")
)
STRETCH = 20_000  # findings looked through for one page: an agency may know of none of them


class Found(NamedTuple):
    """A finding as it is kept, with the case of its event; `n` counts all findings."""

    n: int
    position: int
    kind: Kind
    other: int | None
    found_at: datetime
    case: UUID


class Looked(NamedTuple):
    """The last finding there is, and the log position up to which events were looked through."""

    last: int
    position: int


async def looked(pool: AsyncConnectionPool[Any]) -> Looked:
    """How far it has come."""
    async with pool.connection() as conn:
        row = await (await conn.execute(END, prepare=True)).fetchone()
    assert row is not None, "a migration made it, and a trigger keeps it"
    return Looked(*row)


async def page(reading: AsAgency, after: int, last: int, limit: int) -> tuple[list[Found], int | None]:
    """The findings after one, and after which the next page begins, None at the end. A page may be empty
    before the end."""
    upto = min(last, after + STRETCH)
    asked = {"after": Int8(after), "upto": Int8(upto), "limit": Int8(limit)}
    found = await _fetch(reading, PAGE, asked)
    reached = found[-1].n if len(found) == limit else upto
    return found, reached if reached < last else None


async def of_case(reading: AsAgency, case: UUID, after: int, limit: int) -> tuple[list[Found], int | None]:
    """The same of one case."""
    found = await _fetch(reading, OF_CASE, {"case": case, "after": Int8(after), "limit": Int8(limit)})
    return found, found[-1].n if len(found) == limit else None


async def _fetch(reading: AsAgency, query: bytes, asked: dict[str, Any]) -> list[Found]:
    async with reading.connection() as conn:
        cursor = await conn.execute(query, asked, prepare=True)
    return [Found(*row) for row in await cursor.fetchall()]
