"""How much of a discrepancy an agency may see: no more than of the events it rests on."""

from __future__ import annotations

from datetime import datetime

from domain.access import visible
from domain.case_state import CaseState
from domain.discrepancies.shape import Discrepancy, Kind, head_at
from domain.matrix import BODY_LEVEL, NO_LEVEL, STAGE_LEVEL, Matrix


def sight(
    state: CaseState,
    found: Discrepancy,
    kind: Kind,
    reader: tuple[str, str],
    matrix: Matrix,
    at: datetime,
) -> int:
    """BODY_LEVEL: all of it. STAGE_LEVEL: that it is there and since when. NO_LEVEL: nothing.

    `reader`: the agency and its kind. What one event of it says in its body is not told to those who may
    not read that body, be it the event that settled it; a bare kind says no more than bare rows do.
    """
    agency, agency_kind = reader
    least = min(
        visible(state, agency, agency_kind, head_at(state, position), matrix, at).level
        for position in found.rests_on
    )
    if least == STAGE_LEVEL and not kind.bare:
        return NO_LEVEL
    return least


__all__ = ["BODY_LEVEL", "NO_LEVEL", "STAGE_LEVEL", "sight"]
