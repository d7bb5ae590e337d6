"""The victims that an agency may be told of, page by page."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import Uuids, teach_arrays
from projections.statements import statement

OF_AGENCY = statement("of_agency", folder="rights")
RETENTION = statement("retention", folder="rights")
BEFORE_ALL = -(2**62)


class PersonKey(NamedTuple):
    """Place in the list: alerts stand first."""

    calm: bool
    place: int
    case: UUID
    person: UUID


BEGINNING = PersonKey(False, BEFORE_ALL, UUID(int=0), UUID(int=0))


class ListedPerson(NamedTuple):
    """One victim; `since_position`: the first event about it whose body the agency may see."""

    key: PersonKey
    since_position: int


class PersonFilter(NamedTuple):
    """Whom to list; `alert`: those alone who left before any testimony."""

    of_case: UUID | None = None
    of_person: UUID | None = None
    alert: bool = False


EVERYONE = PersonFilter()


async def persons(
    conn: AsyncConnection[Any],
    agency: str,
    only: PersonFilter = EVERYONE,
    after: PersonKey = BEGINNING,
    limit: int = 50,
) -> list[ListedPerson]:
    """A page of the list after a place."""
    parameters = {
        "agency": agency,
        "calm": after.calm,
        "place": Int8(after.place),
        "case": after.case,
        "person": after.person,
        "limit": Int8(limit),
        **only._asdict(),
    }
    cursor = await conn.execute(OF_AGENCY, parameters)
    return [ListedPerson(PersonKey(*row[:4]), row[4]) for row in await cursor.fetchall()]


async def retention_ends(
    conn: AsyncConnection[Any], cases: Collection[UUID]
) -> dict[tuple[UUID, int], datetime | None]:
    """By case and position of its closing: when retention ends by the clock of its task force, if any."""
    teach_arrays(conn)
    cursor = await conn.execute(RETENTION, {"cases": Uuids(cases)})
    return {(case, position): due for case, position, due in await cursor.fetchall()}
