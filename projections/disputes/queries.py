"""The disputes of an agency, page by page, and the case a dispute is in."""

from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.statements import statement

OF_AGENCY = statement("of_agency", folder="disputes")
CASES_OF = statement("cases_of", folder="disputes")
END = 2**62


class ListedDispute(NamedTuple):
    """One dispute in an agency's list; `opened_position` is the key of the page."""

    case: UUID
    dispute: UUID
    status: str
    opened_position: int


class DisputeFilter(NamedTuple):
    """What to list: disputes in this status, of this case."""

    status: str | None = None
    case: UUID | None = None


EVERYTHING = DisputeFilter()


async def list_disputes(
    conn: AsyncConnection[Any],
    agency: str,
    *,
    before: int = END,
    limit: int = 100,
    only: DisputeFilter = EVERYTHING,
) -> list[ListedDispute]:
    """A page of disputes, opened last first; `before` is the `opened_position` that ended the page before."""
    parameters = {
        "agency": agency,
        "before": Int8(before),
        "limit": Int8(limit),
        "status": only.status,
        "case": only.case,
    }
    cursor = await conn.execute(OF_AGENCY, parameters)
    return [ListedDispute(*row) for row in await cursor.fetchall()]


async def cases_of(conn: AsyncConnection[Any], agency: str, dispute: UUID) -> list[UUID]:
    """The cases in which the agency may see a dispute of this id: one, unless two offices chose the same."""
    cursor = await conn.execute(CASES_OF, {"agency": agency, "dispute": dispute})
    return [case for (case,) in await cursor.fetchall()]
