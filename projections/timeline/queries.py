"""Reading the timeline. What an agency may see of it is for the caller to ask `visible`, head by head."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import EventHead
from projections.statements import statement

OF_CASE = statement("of_case", folder="timeline")
DELIVERIES = statement("deliveries", folder="timeline")


class Delivery(NamedTuple):
    """What became of one event at one agency. Times are None until it happened.

    kind: of the ledger row that first gave the agency a right to the event; n: its place in that ledger;
    cause: log position of the event that made the row.
    """

    position: int
    agency: str
    kind: str
    n: int
    cause: int
    fetched_at: datetime | None
    acknowledged_at: datetime | None


async def timeline(
    conn: AsyncConnection[Any], case: UUID, after: int = 0, limit: int = 1_000
) -> list[EventHead]:
    """The heads of a case's events after a version, in version order; none for an unknown case."""
    cursor = await conn.execute(OF_CASE, {"case": case, "after": after, "limit": limit})
    return [_head(*row) for row in await cursor.fetchall()]


async def deliveries(
    conn: AsyncConnection[Any],
    case: UUID,
    positions: Sequence[int],
    agencies: Sequence[str],
    longest_page: int,
) -> list[Delivery]:
    """Who received some events of a case, and when: by position, then agency.

    agencies: those to tell of. longest_page: the most ledger rows that one fetch of the feed can serve.
    """
    parameters = {
        "case": case,
        "positions": list(positions),
        "agencies": list(agencies),
        "page": longest_page,
    }
    cursor = await conn.execute(DELIVERIES, parameters)
    return [Delivery(*row) for row in await cursor.fetchall()]


def _head(
    position: int,
    version: int,
    type_name: str,
    agency: str,
    event_id: str,
    occurred: datetime,
    offset: int,
    recordedat: datetime,
    *rest: Any,
) -> EventHead:
    written = occurred.astimezone(timezone(timedelta(minutes=offset)))
    return EventHead(position, version, type_name, agency, event_id, written, recordedat, *rest)
