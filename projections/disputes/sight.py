"""What an agency may see of a dispute: whether it is there at all, and in what status."""

from bisect import bisect_left
from datetime import datetime

from domain.access import visible
from domain.case_state import CaseState, Dispute
from domain.matrix import BODY_LEVEL, Matrix
from domain.shapes.conference import DisputeStatus


def status_seen(
    state: CaseState, dispute: Dispute, agency: str, kind: str, matrix: Matrix, at: datetime
) -> DisputeStatus | None:
    """The last status whose event is open to the agency in full; None where the opening is not.

    A bare row says that something happened. That it is a dispute, and between whom, is in the body.
    """
    events = state.events

    def opens(position: int) -> bool:
        head = events[bisect_left(events, position, key=lambda each: each.position)]
        return visible(state, agency, kind, head, matrix, at).level == BODY_LEVEL

    if not opens(dispute.opened_at):
        return None
    return next(turn.status for turn in reversed(dispute.turns) if opens(turn.position))
