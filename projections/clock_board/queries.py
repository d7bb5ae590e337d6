"""The board of clocks, page by page."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.clocks.clock import Status
from projections.statements import statement

PAGE = statement("page", folder="clock_board")
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # where a clock without a due time stands


class ClockKey(NamedTuple):
    """Place on the board: what is due first stands first. An event starts one clock of a rule, so what that
    is about need not be named here to those who may not know it."""

    due: datetime
    case: UUID
    rule: str
    started_position: int


BEGINNING = ClockKey(datetime(1, 1, 2, tzinfo=UTC), UUID(int=0), "", 0)


class ClockFilter(NamedTuple):
    """What to list: clocks that show this, of this case, owed by this agency, due before this moment."""

    status: Status | None = None
    case: UUID | None = None
    owner: str | None = None
    due_before: datetime | None = None


EVERYTHING = ClockFilter()


class ListedClock(NamedTuple):
    """One clock of the board, and what it shows at the moment asked for."""

    case: UUID
    rule: str
    ref: str
    started_position: int
    ref_kind: str
    owner: str | None
    owner_kind: str | None
    started_agency: str
    started_id: str
    started_at: datetime
    stated_at: datetime
    due_at: datetime | None
    soon_at: datetime | None
    stopped_position: int | None
    stopped_at: datetime | None
    paused_position: int | None
    paused_at: datetime | None
    pause_reason: str | None
    presumed: bool
    lapsed_position: int | None
    warning: str | None
    basis: str
    confidence: str
    zone: str
    status: Status

    @property
    def key(self) -> ClockKey:
        """Its place on the board."""
        return ClockKey(self.due_at or NEVER, self.case, self.rule, self.started_position)


async def clock_board(
    conn: AsyncConnection[Any],
    agency: str | None,
    now: datetime,
    *,
    after: ClockKey = BEGINNING,
    limit: int = 100,
    only: ClockFilter = EVERYTHING,
) -> list[ListedClock]:
    """Clocks of the cases that the agency may be able to see (of all cases for None), after a place."""
    parameters = {
        "all": agency is None,
        "agency": agency,
        "now": now,
        "due": after.due,
        "case_after": after.case,
        "rule": after.rule,
        "position": Int8(after.started_position),
        "status": only.status,
        "case": only.case,
        "owner": only.owner,
        "due_before": only.due_before,
        "limit": Int8(limit),
    }
    cursor = await conn.execute(PAGE, parameters)
    return [ListedClock(*row) for row in await cursor.fetchall()]
