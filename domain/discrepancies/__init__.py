"""Derived disagreements of a case: what its agencies state that does not go together. Pure.

Agencies contradict each other in fact, so contradiction is not refused: both statements are recorded and the
discrepancy is derived from the two (DESIGN section 3). It is never recorded itself.
"""

from __future__ import annotations

from domain.case_state import CaseState
from domain.discrepancies import acts, items, journeys, law, passages, persons, silence
from domain.discrepancies.settling import settled
from domain.discrepancies.shape import Discrepancy, Kind, Side

_CHAPTERS = (passages, items, law, acts, persons, silence)
KINDS: dict[str, Kind] = {kind.code.value: kind for chapter in _CHAPTERS for kind in chapter.KINDS}
_DERIVED = (*_CHAPTERS, journeys)  # what is on its way home differs in kinds that papers differ in


def discrepancies(state: CaseState) -> tuple[Discrepancy, ...]:
    """Every discrepancy of a case, open ones and settled ones, oldest first; none of any other stream."""
    if state.kind != "case":
        return ()
    found = [each for chapter in _DERIVED for each in chapter.of_case(state)]
    return tuple(sorted(settled(state, found), key=_age))


def _age(found: Discrepancy) -> tuple[int, str, str]:
    return found.since_position, found.kind, found.ref


__all__ = ["KINDS", "Discrepancy", "Kind", "Side", "discrepancies"]
