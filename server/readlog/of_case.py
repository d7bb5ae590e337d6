"""The reads of one case, as the read log has them."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import BigInts, Texts
from server.readlog.leaves import ReadRow

OF_CASE = (Path(__file__).parent / "of_case.sql").read_bytes()
END = 2**63 - 1


class AskedReads(NamedTuple):
    """Whose reads of which case: of these agencies, before a leaf, so many at most. `positions`: those of its
    events. `longest_page`: the most rows of a ledger that one fetch of the feed can serve."""

    case: UUID
    positions: Collection[int]
    agencies: Collection[str]
    before: int
    limit: int
    longest_page: int


async def reads_of_case(conn: AsyncConnection[Any], asked: AskedReads) -> list[ReadRow]:
    """The reads, last first, each with all that it told, of other cases too."""
    given = {
        "case": asked.case,
        "positions": BigInts(asked.positions),
        "agencies": Texts(asked.agencies),
        "before": Int8(asked.before),
        "limit": Int8(asked.limit),
        "page": Int8(asked.longest_page),
    }
    cursor = await conn.execute(OF_CASE, given, prepare=True)
    return [ReadRow(*row) for row in await cursor.fetchall()]
