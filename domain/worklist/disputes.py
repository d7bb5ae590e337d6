"""Disputes: what each side holds, and whether it accepts how the dispute is to end."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.worklist.items import ItemKind, Owed, item

STATE_POSITION = ItemKind(
    "state_position",
    "Nyatakan pendapat dalam sengketa",
    "State your position in the dispute",
    ("PositionRecorded",),
    "KUHAP 2025 arts 59(4), 62",
)
ANSWER_PROPOSAL = ItemKind(
    "answer_proposal",
    "Jawab usulan penyelesaian sengketa",
    "Answer the proposed outcome of the dispute",
    ("DisputeOutcomeAccepted", "DisputeOutcomeProposed", "DisputeEscalated"),
    "KUHAP 2025 arts 59(4), 62",
)
KINDS = (STATE_POSITION, ANSWER_PROPOSAL)


def owed(state: CaseState) -> Owed:
    """Both sides of a dispute that goes on."""
    for dispute in state.disputes.values():
        if dispute.ended:
            continue
        for side in dispute.parties:
            if not any(held.agency == side for held in dispute.positions):
                yield side, item(STATE_POSITION, dispute.id, dispute.opened_at)
            if dispute.proposal is not None and side not in dispute.accepted_by:
                yield side, item(ANSWER_PROPOSAL, dispute.id, dispute.proposal.position)
