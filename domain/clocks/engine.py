"""The clocks of a case, from what is on record alone. No moment of today enters: replay gives the same.

`clocks_of` walks the acts of a case in the order in which they happened and lets each start, stop, pause and
resume what the tables say. A late act finds its place in that order; nothing remembers how it was before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.case_state import CaseState
from domain.clocks.acts import Act, acts_of
from domain.clocks.clock import Clock
from domain.clocks.days import Calendar, Length, due_after, end_of, extended
from domain.clocks.detention import detention_clocks
from domain.clocks.limitation import limitation_clocks
from domain.clocks.owners import owner_of
from domain.clocks.place import Place
from domain.clocks.rows import Row, ref_of
from domain.clocks.tables import ClockTables
from domain.clocks.telling import Run, Telling
from domain.facts import fact


def clocks_of(state: CaseState, tables: ClockTables, place: Place) -> tuple[Clock, ...]:
    """Every clock that was ever started in the case, oldest first; none in streams that are no case."""
    if state.kind != "case":
        return ()
    telling = Telling(state, tables, place)
    for act in acts_of(state, tables, place.calendar_at(state.position).zone):
        telling.take(act)
    clocks = [_clock(run, state, place) for run in telling.runs]
    clocks += detention_clocks(state, tables, place)
    clocks += limitation_clocks(state, tables, place)
    clocks.sort(key=_age)
    return tuple(clocks)


def _clock(run: Run, state: CaseState, place: Place) -> Clock:
    row, head, stop = run.row, run.start.head, run.stop
    due = _due(run, place)
    owner, kind = owner_of(row, run.start, state)
    ref, started = ref_of(row.about, head, state), (head.agency, head.id)
    return Clock(
        row.rule,
        row.about,
        ref,
        owner,
        kind,
        head.position,
        started,
        run.start.at,
        head.occurred,
        due,
        due - timedelta(hours=row.warn) if due is not None else None,
        stop.head.position if stop is not None else None,
        stop.at if stop is not None else None,
        tuple(run.pauses),
        run.presumed,
        _lapsed(state, row.rule, ref, started),
        None,
        row.basis,
        row.mark,
        place.zone_at(head.position),
    )


def _due(run: Run, place: Place) -> datetime | None:
    row, start = run.row, run.start
    calendar = place.calendar_at(start.head.position)
    if row.until is not None:
        day = fact(start.head, row.until)
        return None if day is None else end_of(day, calendar.zone)
    length = _length(row, start, place)
    if length is None:
        return None
    due = due_after(start.at, length, row.day, calendar, start.by_date)
    return _after_pauses(run, due, calendar) if run.pauses else due


def _after_pauses(run: Run, due: datetime, calendar: Calendar) -> datetime:
    for pause in run.pauses:
        if pause.until is not None and pause.since < due:
            due = extended(due, pause.since, pause.until, run.row.day, calendar)
    return due


def _length(row: Row, start: Act, place: Place) -> Length | None:
    """The length in the row, or what the regency had set where the row leaves it to the regency."""
    if not row.local:
        return row.length
    lengths = place.setting_at(start.head.position).lengths
    return lengths.get(row.rule) or lengths.get(row.rule.partition(".")[2]) or row.length


def _lapsed(state: CaseState, rule: str, ref: str, started: tuple[str, str]) -> int | None:
    """The log position at which the lapse of a clock was put on record."""
    for lapse in state.lapses:
        if lapse.rule == rule and lapse.ref == ref and lapse.started == started:
            return lapse.position
    return None


def _age(clock: Clock) -> tuple[float, str, str, tuple[str, str]]:
    return clock.started_at.timestamp(), clock.rule, clock.ref, clock.started
