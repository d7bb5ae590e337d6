"""What the data protection officer owes: glass that was broken, erasures that were asked for."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.worklist.items import ItemKind, Owed, any_of, item

REVIEW_BREAK_GLASS = ItemKind(
    "review_break_glass",
    "Periksa pembukaan data darurat",
    "Review the emergency opening of data",
    ("BreakGlassReviewed",),
    "UU 27/2022 arts 31, 53; reference/domain.md 3.2 (B)",
)
REVIEW_ERASURE = ItemKind(
    "review_erasure",
    "Periksa dasar permintaan penghapusan data",
    "Review on what ground data are to be erased or kept",
    ("ErasureApproved",),
    "UU 27/2022 arts 8, 15, 43-44, 50",
)
KINDS = (REVIEW_BREAK_GLASS, REVIEW_ERASURE)


def owed(state: CaseState) -> Owed:
    """By every data protection officer, until one of them has done it."""
    for opened in state.break_glass.values():
        if not opened.reviewed:
            yield any_of("dpo"), item(REVIEW_BREAK_GLASS, "/".join(opened.event), opened.position)
    for erasure in state.erasures.values():
        if erasure.requested and not erasure.approved_position:
            yield any_of("dpo"), item(REVIEW_ERASURE, erasure.id, erasure.requested)
