"""An agency's board of referrals, page by page, and since when addressees have what they were offered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import BigInts, Texts, Uuids, teach_arrays
from projections.statements import statement

OF_AGENCY = statement("of_agency", folder="referral_board")
SEEN = statement("seen", folder="referral_board")
BEFORE_ALL = -(2**62)


class ReferralKey(NamedTuple):
    """Place on the board: what waits for an answer stands first."""

    answered: bool
    place: int
    case: UUID
    referral: UUID


BEGINNING = ReferralKey(False, BEFORE_ALL, UUID(int=0), UUID(int=0))


class ListedReferral(NamedTuple):
    """One referral as an agency may know of it; times are those of recording."""

    key: ReferralKey
    offered_by: str
    offered_to: str
    service: str
    person: UUID | None
    urgency: str
    status: str
    awaits: str | None
    offered_position: int
    offered_at: datetime
    last_position: int
    last_at: datetime


class ReferralFilter(NamedTuple):
    """What to list; `awaits`: those that wait for this agency's answer."""

    status: str | None = None
    service: str | None = None
    offered_by: str | None = None
    offered_to: str | None = None
    awaits: str | None = None
    of_case: UUID | None = None


EVERYTHING = ReferralFilter()


async def referrals(
    conn: AsyncConnection[Any],
    agency: str,
    only: ReferralFilter = EVERYTHING,
    after: ReferralKey = BEGINNING,
    limit: int = 100,
) -> list[ListedReferral]:
    """A page of the board after a place."""
    parameters = {
        "agency": agency,
        "answered": after.answered,
        "place": Int8(after.place),
        "case": after.case,
        "referral": after.referral,
        "limit": Int8(limit),
        **only._asdict(),
    }
    cursor = await conn.execute(OF_AGENCY, parameters)
    return [ListedReferral(ReferralKey(*row[:4]), *row[4:]) for row in await cursor.fetchall()]


async def seen_at(
    conn: AsyncConnection[Any], asked: Sequence[tuple[UUID, str, int]], longest_page: int
) -> list[datetime | None]:
    """When each (case, agency, position) was first served to that agency with its body; None: not yet.

    longest_page: the most ledger rows that one fetch of the feed can serve.
    """
    if not asked:
        return []
    teach_arrays(conn)
    cases, agencies, positions = zip(*asked, strict=True)
    parameters = {
        "cases": Uuids(cases),
        "agencies": Texts(agencies),
        "positions": BigInts(positions),
        "page": Int8(longest_page),
    }
    cursor = await conn.execute(SEEN, parameters)
    return [found for (found,) in await cursor.fetchall()]
