"""The way home leg by leg: handed over by one office, taken over by the next (PP 9/2008 art 19).

A leg that did not arrive is none: its receiver has it on its worklist, and its clock lapses.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.case_state import CaseState
from domain.discrepancies.passages import DOCUMENTS_DIFFER, RECEIVED_BEFORE_SENT
from domain.discrepancies.shape import Discrepancy, between, side_at
from domain.shapes.person_facts import Leg


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """What the two offices of a leg state of it that does not go together."""
    for person in state.persons.values():
        for leg in person.legs:
            if leg.departed and leg.arrived:
                yield from _of_leg(state, f"{person.id}/{leg.number}", leg)


def _of_leg(state: CaseState, ref: str, leg: Leg) -> Iterator[Discrepancy]:
    there, here = leg.departed_sha256, leg.arrived_sha256
    if there and here and there != here:
        sides = side_at(state, leg.departed, there), side_at(state, leg.arrived, here)
        yield between(DOCUMENTS_DIFFER, ref, sides)
    departed, arrived = side_at(state, leg.departed, "departed"), side_at(state, leg.arrived, "arrived")
    if departed.on and arrived.on and arrived.on < departed.on:
        yield between(RECEIVED_BEFORE_SENT, ref, (departed, arrived))
