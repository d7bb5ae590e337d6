"""What rules read of cases: as the log has them, never as a view has them."""

from collections.abc import Iterable
from uuid import UUID

from domain.case import evolve, fold
from domain.case_state import CaseState
from domain.clocks.clock import Clock
from domain.clocks.engine import clocks_of
from domain.clocks.place import Place, Places
from domain.events import EventHead, RecordedEvent, read_event
from server.clockwork.round import Turn


class CaseNotReadable(Exception):
    """A case holds an event that this server cannot read; `server/current_cases.py` has said which."""


async def cases_at_head(turn: Turn, cases: Iterable[UUID]) -> dict[UUID, CaseState]:
    """The cases with every event committed by now. Raises CaseNotReadable where one cannot be read."""
    wanted = dict.fromkeys(cases)
    found = await turn.services.cases.at_head(wanted)
    if len(found) < len(wanted):
        raise CaseNotReadable
    return found


async def case_before_and_after(
    turn: Turn, position: int
) -> tuple[CaseState | None, RecordedEvent, CaseState]:
    """The event at a log position, and its case on both sides of it."""
    row = (await turn.services.reader.page(position - 1, 1))[0]
    events = [read_event(each) for each in await turn.services.reader.case_rows(row.case, position)]
    before, event = fold(events[:-1]), events[-1]
    return before, event, evolve(before, event)


def clocks_at(turn: Turn, state: CaseState) -> tuple[Clock, ...]:
    """The clocks of a case in this state, by the tables and the task force in force where each started."""
    return clocks_of(state, turn.services.rules.clocks, place_of(turn, state))


def place_of(turn: Turn, state: CaseState) -> Place:
    """The zone, the holidays and the regency's own times of a case."""
    return Places(turn.services.rules.clocks).of(turn.services.directory.current, state)


def head_at(state: CaseState, position: int) -> EventHead:
    """The event of the case at that log position. Raises ValueError where it has none there."""
    for head in state.events:
        if head.position == position:
            return head
    raise ValueError("the case has no event at that position")
