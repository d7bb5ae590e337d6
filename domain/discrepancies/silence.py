"""Silence past a clock: what clockwork put on record, and the event that came all the same."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies.shape import Discrepancy, Kind, Side
from domain.fold.corrections import heads_that_count
from domain.shapes.clockwork import Lapse

SILENCE = Kind(
    DiscrepancyKind.SILENCE,
    "KUHAP 1981 arts 109-110, 138; KUHAP 2025 arts 23, 60-62; SOP of the task force",
    bare=True,
)
KINDS = (SILENCE,)


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """Every lapse; what was recorded later, however late, ends it."""
    for lapse in state.lapses:
        owner = lapse.owner or lapse.owner_kind or ""
        yield Discrepancy(
            SILENCE.code.value,
            str(lapse.position),
            (lapse.position,),
            (Side(owner, 0, (lapse.rule,), lapse.due.date()),),
            lapse.position,
            _ended(state, lapse),
            _file(state, _about(lapse)),
        )


def _ended(state: CaseState, lapse: Lapse) -> int:
    """The first event after the lapse that stops its clock, or moved it where it had lapsed."""
    moved = (
        each.position
        for each in state.recomputed
        if each.position > lapse.position
        and (each.rule, each.ref, each.before) == (lapse.rule, lapse.ref, lapse.due)
    )
    ends = [position for position in (_stopped(state, lapse), next(moved, 0)) if position]
    return min(ends, default=0)


def _stopped(state: CaseState, lapse: Lapse) -> int:
    rule, about = lapse.rule.rpartition(".")[2], _about(lapse)
    for head in heads_that_count(state):
        if head.position > lapse.position and rule in REGISTRY[head.type].stops:
            named = {str(each) for each in (head.about, head.person) if each is not None}
            if not named or about in named:
                return head.position
    return 0


def _about(lapse: Lapse) -> str:
    return lapse.ref.partition("/")[0]


def _file(state: CaseState, about: str) -> UUID | None:
    return next((file for file in state.files if str(file) == about), None)
