"""Silence past a clock: what clockwork put on record, and the event that came all the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from uuid import UUID

import msgspec

from domain.case_state import CaseState
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.clocks.reader import RawTable, rows_of
from domain.clocks.rows import About, Clause, Row, key_of, of_same_file
from domain.discrepancies.shape import Discrepancy, Kind, Side, head_at
from domain.events import EventHead
from domain.fold.corrections import UNDOES, entry_of, head_undone, heads_that_count
from domain.shapes.clockwork import Lapse, Recomputation
from domain.shapes.corrections import Entry
from domain.shapes.custody import Detention

SILENCE = Kind(
    DiscrepancyKind.SILENCE,
    "KUHAP 1981 arts 109-110, 138; KUHAP 2025 arts 23, 60-62; SOP of the task force",
    bare=True,
)
KINDS = (SILENCE,)
# What a clock may be about that one id does not tell: several agencies each have their own.
_EXACT: dict[str, About] = {"event": "event", "service": "service"}


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
            _file(state, lapse),
        )


def _ended(state: CaseState, lapse: Lapse) -> int:
    """The first event that stops the lapsed clock, or moved it where it had lapsed."""
    moved = (
        each.position
        for each in state.recomputed
        if each.position > lapse.position
        and (each.rule, each.ref, each.before) == (lapse.rule, lapse.ref, lapse.due)
        and _moved_this_one(state, lapse, each)
    )
    ends = [position for position in (_stopped(state, lapse), next(moved, 0)) if position]
    return min(ends, default=0)


def _moved_this_one(state: CaseState, lapse: Lapse, moved: Recomputation) -> bool:
    """Whether what moved a clock moved the one that lapsed, where others of its rule may be due with it: what
    concerns the event that started another leaves this one as it was."""
    if lapse.rule not in _several():
        return True
    cause = _cause(state, moved.because)
    started = next((each for each in state.events if entry_of(each) == lapse.started), None)
    if cause is None or started is None:
        return False
    return entry_of(cause) == lapse.started if cause.type == started.type else of_same_file(started, cause)


def _cause(state: CaseState, because: Entry) -> EventHead | None:
    """The event of that name; of one that takes back or corrects, what it undoes."""
    head = next((each for each in state.events if entry_of(each) == because), None)
    while head is not None and head.type in UNDOES:
        undone = head_undone(state, head)
        head = undone if undone is not None and undone.position < head.position else None
    return head


def _stopped(state: CaseState, lapse: Lapse) -> int:
    """What is recorded in one go with what it is late for stands in the log before the lapse does."""
    if lapse.ref_kind == "detention":
        return next((each.ended_position for each in state.detentions if _is_of(state, each, lapse)), 0)
    clauses = _stops().get(lapse.rule, ())
    ends = (
        head.position
        for head in heads_that_count(state)
        if (head.position > lapse.position or head.occurred > lapse.due)
        and _concerns(state, lapse, head)
        and any(each.type == head.type and each.takes(head, state, _nobody) for each in clauses)
    )
    return next(ends, 0)


def _is_of(state: CaseState, detention: Detention, lapse: Lapse) -> bool:
    return entry_of(head_at(state, detention.position)) == lapse.started


def _concerns(state: CaseState, lapse: Lapse, head: EventHead) -> bool:
    """Whether the event is about what the clock was about: the same act, the same service of the same agency,
    or the id in `ref`."""
    exact = _EXACT.get(lapse.ref_kind)
    if exact is not None:
        started = (each for each in state.events if entry_of(each) == lapse.started)
        return any(key_of(exact, each, state) == key_of(exact, head, state) for each in started)
    if lapse.rule in _several():
        started = (each for each in state.events if entry_of(each) == lapse.started)
        return all(of_same_file(each, head) for each in started)
    about = lapse.ref.partition("/")[0]
    named = {str(each) for each in (head.about, head.person) if each is not None}
    return about == str(state.id) or not named or about in named


def _file(state: CaseState, lapse: Lapse) -> UUID | None:
    """The file that the clock was about; of a detention that for which it was ordered."""
    if lapse.ref_kind == "detention":
        return next((each.file for each in state.detentions if _is_of(state, each, lapse)), None)
    about = lapse.ref.partition("/")[0]
    return next((file for file in state.files if str(file) == about), None)


def _nobody(agency: str) -> None:
    """No clock is stopped by whom an event is addressed to."""


@cache
def _stops() -> dict[str, tuple[Clause, ...]]:
    """By rule the events that stop its clock, by every table that comes with the code: a lapse names the rule
    that was in force when it was recorded."""
    stops: dict[str, tuple[Clause, ...]] = {}
    for row in _rows():
        stops[row.rule] = (*stops.get(row.rule, ()), *row.ends)
    return stops


@cache
def _several() -> frozenset[str]:
    """The rules of which a case may have several clocks, one for each event that starts one."""
    return frozenset(row.rule for row in _rows() if row.each)


@cache
def _rows() -> tuple[Row, ...]:
    rows: list[Row] = []
    for file in sorted(files("domain").joinpath("clocks").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            content = tomllib.loads(file.read_text(encoding="utf-8"))
            if content["kind"] == "clocks":
                rows += rows_of(msgspec.convert(content, RawTable))
    return tuple(rows)
