"""Referrals: offers to answer, and returns, which need an answer too."""

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
TAKE_BACK_REFERRAL = ItemKind(
    "take_back_referral",
    "Terima kembali rujukan yang dikembalikan",
    "Take back the referral that was returned",
    ("ReferralAccepted", "ReferralDeclined"),
    "UU 21/2007 arts 51-52; Permen PPPA 8/2021",
)
KINDS = (ANSWER_REFERRAL, TAKE_BACK_REFERRAL)


def owed(state: CaseState) -> Owed:
    """An offer waits for the agency it names, a return for the one that offered it."""
    for referral in state.referrals.values():
        if referral.awaits is not None:
            kind = TAKE_BACK_REFERRAL if referral.status == "returned" else ANSWER_REFERRAL
            yield referral.awaits, item(kind, referral.id, referral.waiting_since)
