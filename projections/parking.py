"""Cases that a projection passes over: because one event of theirs could not be applied."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from projections.statements import statement

PARK = statement("park")
PARKED = statement("parked")
ENTRIES = statement("parked_entries")


class Parked(NamedTuple):
    """The first event of a case that a projection could not apply; the error by its type only."""

    projection: str
    case: UUID
    position: int
    error_type: str


ParkedCases = dict[str, set[UUID]]


async def parked_cases(conn: AsyncConnection[Any], names: Sequence[str]) -> ParkedCases:
    """Per projection the cases it passes over; every name has an entry."""
    cursor = await conn.execute(PARKED, {"names": list(names)})
    found: ParkedCases = {name: set() for name in names}
    for projection, case in await cursor.fetchall():
        found[projection].add(case)
    return found


async def parked_entries(conn: AsyncConnection[Any], name: str) -> list[Parked]:
    """What one projection passes over, in log order."""
    cursor = await conn.execute(ENTRIES, {"name": name})
    return [Parked(*entry) for entry in await cursor.fetchall()]


async def park(conn: AsyncConnection[Any], parked: Iterable[Parked]) -> None:
    """Records parked cases, in the transaction that moves the checkpoint past them."""
    for entry in parked:
        await conn.execute(PARK, entry._asdict())
