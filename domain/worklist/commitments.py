"""What members of a task force have undertaken, in the stream of the task force."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.worklist.items import ItemKind, Owed, item

FULFIL_COMMITMENT = ItemKind(
    "fulfil_commitment",
    "Laksanakan komitmen rapat",
    "Do what was undertaken at the meeting",
    ("CommitmentProgressed", "CommitmentFulfilled"),
    "UU 21/2007 art 58",
)
KINDS = (FULFIL_COMMITMENT,)


def owed(state: CaseState) -> Owed:
    """Every commitment that is neither fulfilled nor dropped, by who made it."""
    for commitment in state.commitments.values():
        if commitment.open:
            yield commitment.owner, item(FULFIL_COMMITMENT, commitment.id, commitment.position)
