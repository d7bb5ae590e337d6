"""Deadlines that passed without what they waited for: that is put on record, dated when it was due."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from domain.clocks.clock import Clock, in_time
from domain.clocks.place import ZONES
from domain.ids import source_of
from server.clockwork.cases import cases_at_head, clocks_at
from server.clockwork.finding import LONG_AGO, Finding, instant
from server.clockwork.restitution import restitution_defaulted
from server.clockwork.round import PAGE, PutOff, Turn, settle

LAPSED = (Path(__file__).parent / "deadlines.sql").read_bytes()


class RanOut(NamedTuple):
    """A row of the board: the clock that ran out, and when it was due."""

    case: UUID
    rule: str
    ref: str
    started_position: int
    due_at: datetime


BEGINNING = RanOut(UUID(int=0), "", "", 0, LONG_AGO)


class Deadlines:
    """The rule for DeadlineLapsed."""

    name = "deadlines"

    def __init__(self) -> None:
        self._after = BEGINNING
        self._put_off = PutOff[RanOut]()

    async def run(self, turn: Turn) -> int:
        """Records the lapses that are due, a page of them; the next turn goes on behind it."""
        page = await _page(turn, self._after)
        self._after = page[-1] if len(page) == PAGE else BEGINNING
        return await settle(turn, self.name, page, judge, self._put_off)


async def judge(turn: Turn, row: RanOut) -> list[Finding]:
    """What the log says of a row of the board."""
    state = (await cases_at_head(turn, [row.case]))[row.case]
    on_record = {(lapse.rule, lapse.ref, lapse.started, lapse.due) for lapse in state.lapses}
    lapsed = [
        (clock, clock.due_at)
        for clock in clocks_at(turn, state)
        if (clock.rule, clock.ref, clock.started_position) == row[1:4]
        and clock.due_at is not None
        and ran_out(clock, turn.now)
        and (clock.rule, clock.ref, clock.started, clock.due_at) not in on_record
    ]
    # A default comes first: whoever dies between the two finds the clock without its lapse, and both again.
    defaults = [each for clock, due in lapsed for each in restitution_defaulted(state, clock, due)]
    return defaults + [deadline_lapsed(row.case, clock, due) for clock, due in lapsed]


def ran_out(clock: Clock, now: datetime) -> bool:
    """Whether the due second passed without what the clock waited for, met later or not."""
    if clock.stopped_at is not None:
        return not in_time(clock.stopped_at, clock.due_at)
    return clock.standing_pause is None and not in_time(now, clock.due_at)


def deadline_lapsed(case: UUID, clock: Clock, due: datetime) -> Finding:
    """The cause is the clock, by its starting event, and its due time: one that moved may lapse again."""
    agency, event_id = clock.started
    data: dict[str, Any] = {
        "rule": clock.rule,
        "ref_kind": clock.ref_kind,
        "ref": clock.ref,
        "owner": clock.owner,
        "owner_kind": clock.owner_kind,
        "started_source": source_of(agency),
        "started_id": event_id,
        "due": due,
        "basis": clock.basis,
    }
    causes = (str(case), clock.rule, clock.ref, agency, event_id, instant(due))
    return Finding("DeadlineLapsed", case, due.astimezone(ZONES[clock.zone]), causes, data)


async def _page(turn: Turn, after: RanOut) -> list[RanOut]:
    asked = {
        "now": turn.now,
        "due_at": after.due_at,
        "case": after.case,
        "rule": after.rule,
        "ref": after.ref,
        "position": Int8(after.started_position),
        "limit": Int8(PAGE),
    }
    cursor = await turn.conn.execute(LAPSED, asked)
    return [RanOut(*row) for row in await cursor.fetchall()]
