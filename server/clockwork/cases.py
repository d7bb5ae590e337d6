"""What rules read of cases: as the log has them, never as a view has them."""

from collections.abc import Iterable
from uuid import UUID

from domain.case_state import CaseState
from domain.events import EventHead
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


def head_at(state: CaseState, position: int) -> EventHead:
    """The event of the case at that log position. Raises ValueError where it has none there."""
    for head in state.events:
        if head.position == position:
            return head
    raise ValueError("the case has no event at that position")
