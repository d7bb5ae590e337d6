"""Lists of discrepancies, page by page. How much of each a reader may see is for the caller to ask."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.discrepancies import Discrepancy, Side
from projections.statements import statement

OF_AGENCY = statement("of_agency", folder="discrepancies")
OF_ALL = statement("of_all", folder="discrepancies")
_decode_sides = msgspec.json.Decoder(tuple[Side, ...]).decode


class DiscrepancyKey(NamedTuple):
    """Place in the list: what has stood longest stands first."""

    since_position: int
    id: UUID


class DiscrepancyFilter(NamedTuple):
    """What to list; None does not narrow."""

    case: UUID | None = None
    kind: str | None = None
    settled: bool | None = None


class ListedDiscrepancy(NamedTuple):
    """One discrepancy of a case. `since`, `settled_at`: when the events that brought it about and that ended
    it were recorded."""

    key: DiscrepancyKey
    case: UUID
    found: Discrepancy
    since: datetime
    settled_at: datetime | None


BEGINNING = DiscrepancyKey(0, UUID(int=0))
EVERYTHING = DiscrepancyFilter()


async def list_discrepancies(
    conn: AsyncConnection[Any],
    agency: str,
    *,
    only: DiscrepancyFilter = EVERYTHING,
    after: DiscrepancyKey = BEGINNING,
    limit: int = 100,
    every_case: bool = False,
) -> list[ListedDiscrepancy]:
    """A page of discrepancies, oldest first, after a place.

    every_case: for an agency whose kind is among `domain.access.OVERSIGHT`.
    """
    parameters = {
        "agency": agency,
        "position": Int8(after.since_position),
        "id": after.id,
        "case": only.case,
        "kind": only.kind,
        "settled": only.settled,
        "limit": Int8(limit),
    }
    cursor = await conn.execute(OF_ALL if every_case else OF_AGENCY, parameters)
    return [_listed(*row) for row in await cursor.fetchall()]


def _listed(
    case: UUID,
    row_id: UUID,
    kind: str,
    ref: str,
    positions: str,
    sides: str,
    since_position: int,
    since: datetime,
    settled_by: int,
    settled_at: datetime | None,
    file: UUID | None,
) -> ListedDiscrepancy:
    rests_on = tuple(map(int, positions.split()))
    found = Discrepancy(kind, ref, rests_on, _decode_sides(sides), since_position, settled_by, file)
    return ListedDiscrepancy(DiscrepancyKey(since_position, row_id), case, found, since, settled_at)
