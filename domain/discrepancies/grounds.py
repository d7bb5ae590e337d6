"""Whether anything that a discrepancy is derived from has changed between two states of a case."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.events import Marks

_CONFLICTING = int(Marks.CONFLICTING)
# What the chapters read. What else they read of single events changes one of these too, but for those below.
_MEMBERS = ("files", "joint_acts", "persons", "lapses", "recomputed", "disputes", "engagements")
_GIVES_WAY = "PositionRecorded"


def same_grounds(before: CaseState, after: CaseState) -> bool:
    """Whether both states have the same discrepancies for want of anything new that one could rest on."""
    if any(getattr(before, member) is not getattr(after, member) for member in _MEMBERS):
        return False
    if any(head.type == _GIVES_WAY for head in after.events[before.version :]):
        return False
    if after.lapses:  # any later event may be the one that a lapsed clock waited for
        return False
    return not any(head.marks & _CONFLICTING for head in after.events)
