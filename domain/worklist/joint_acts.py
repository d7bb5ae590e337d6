"""Joint acts that other parties confirm or contest."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.worklist.items import ItemKind, Owed, item

CONFIRM_JOINT_ACT = ItemKind(
    "confirm_joint_act",
    "Benarkan atau sanggah catatan bersama",
    "Confirm or contest the joint act",
    ("RecordConfirmed", "RecordContested"),
    "KUHAP 2025 art 59(4)",
)
# Nothing its publisher records answers it: it ends when the party that contested the act confirms it.
SETTLE_CONTESTED_ACT = ItemKind(
    "settle_contested_act",
    "Catatan bersama disanggah: selesaikan dengan pihak lain",
    "The joint act is contested: settle it with the other party",
    (),
    "KUHAP 2025 art 59(4)",
)
KINDS = (CONFIRM_JOINT_ACT, SETTLE_CONTESTED_ACT)


def owed(state: CaseState) -> Owed:
    """Those named answer; the publisher of a contested act settles it with them."""
    for act in state.joint_acts.values():
        ref = f"{act.agency}/{act.event[1]}"
        for agency in act.awaited:
            yield agency, item(CONFIRM_JOINT_ACT, ref, act.position)
        if act.contested:
            yield act.agency, item(SETTLE_CONTESTED_ACT, ref, act.position)
