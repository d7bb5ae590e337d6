"""The board of commitments, page by page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import Dates, Uuids, teach_arrays
from projections.statements import statement

OF_AGENCY = statement("of_agency", folder="commitments")
BEFORE_ALL = -(2**62)


class CommitmentKey(NamedTuple):
    """Place on the board: what is still owed stands first."""

    settled: bool
    place: int
    stream: UUID
    commitment: UUID


BEGINNING = CommitmentKey(False, BEFORE_ALL, UUID(int=0), UUID(int=0))


class ListedCommitment(NamedTuple):
    """One commitment; `progress` as said last, at `last_position`; times are those of recording."""

    key: CommitmentKey
    made_by: str
    owner: str
    with_agencies: tuple[str, ...]
    topic: str
    meeting: UUID | None
    indicator: str | None
    progress: str
    due: date
    first_due: date
    fulfilled_on: date | None
    made_position: int
    made_at: datetime
    last_position: int
    last_at: datetime
    overdue: bool


class CommitmentFilter(NamedTuple):
    """What to list; `standing` is due, overdue, fulfilled or dropped."""

    owner: str | None = None
    topic: str | None = None
    standing: str | None = None


EVERYTHING = CommitmentFilter()


async def commitments(
    conn: AsyncConnection[Any],
    agency: str,
    todays: Mapping[UUID, date],
    only: CommitmentFilter = EVERYTHING,
    after: CommitmentKey = BEGINNING,
    limit: int = 100,
) -> list[ListedCommitment]:
    """A page of the board after a place; `todays`: the streams to list, each with the day it is there."""
    teach_arrays(conn)
    parameters = {
        "agency": agency,
        "streams": Uuids(todays),
        "todays": Dates(todays.values()),
        "settled": after.settled,
        "place": Int8(after.place),
        "case": after.stream,
        "commitment": after.commitment,
        "limit": Int8(limit),
        **only._asdict(),
    }
    cursor = await conn.execute(OF_AGENCY, parameters)
    return [_listed(row) for row in await cursor.fetchall()]


def _listed(row: tuple[Any, ...]) -> ListedCommitment:
    made_by, owner, with_agencies, *rest = row[4:]
    return ListedCommitment(CommitmentKey(*row[:4]), made_by, owner, tuple(with_agencies.split()), *rest)
