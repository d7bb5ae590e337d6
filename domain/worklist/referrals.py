"""Referrals: offers to answer."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.worklist.items import ItemKind, Owed, item

ANSWER_REFERRAL = ItemKind(
    "answer_referral",
    "Jawab rujukan",
    "Answer the referral",
    ("ReferralAccepted", "ReferralDeclined"),
    "UU 21/2007 arts 51-52; Permen PPPA 8/2021",
)
KINDS = (ANSWER_REFERRAL,)


def owed(state: CaseState) -> Owed:
    """An offer waits for the agency it names, a return for the one that had offered."""
    for referral in state.referrals.values():
        if referral.awaits is not None:
            yield referral.awaits, item(ANSWER_REFERRAL, referral.id, referral.waiting_since)
