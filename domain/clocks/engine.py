"""The clocks of a case, from what is on record alone. No moment of today enters: replay gives the same.

`clocks_of` walks the acts of a case in the order in which they happened and lets each start, stop, pause and
resume what the tables say. A late act finds its place in that order; nothing remembers how it was before.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from domain.case_state import CaseState
from domain.clocks.acts import Act, Order, acts_of
from domain.clocks.clock import Clock, Pause, in_time
from domain.clocks.days import Calendar, DayRule, Length, due_after, end_of, extended
from domain.clocks.detention import detention_clocks
from domain.clocks.lapses import lapse_of
from domain.clocks.limitation import limitation_clocks
from domain.clocks.moved import may_go_on, owners_may_change
from domain.clocks.owners import owner_of
from domain.clocks.place import Place
from domain.clocks.rows import Row, ref_of
from domain.clocks.tables import ClockTables
from domain.clocks.telling import Run, Telling
from domain.facts import fact
from domain.fold.corrections import heads_that_count


def clocks_of(state: CaseState, tables: ClockTables, place: Place) -> tuple[Clock, ...]:
    """Every clock that was ever started in the case, oldest first; none in streams that are no case."""
    return tuple(sorted(Tale(state, tables, place).clocks, key=_age))


class Tale:
    """The clocks of a case at one state, unsorted, and what it takes to tell on from there."""

    def __init__(self, state: CaseState, tables: ClockTables, place: Place) -> None:
        self.state = state
        self.clocks: list[Clock] = []
        self._tables = tables
        self._place = place
        self._telling = Telling(state, tables, place)
        self._told: dict[int, Clock] = {}
        self._last: dict[str, Order] = {}  # by rule, of the acts told that touch its clocks
        self._owners_stand = False
        if state.kind == "case":
            self._take(acts_of(heads_that_count(state), tables, self._zone()))

    def go_on(self, state: CaseState, place: Place) -> Tale:
        """The tale of a later state of the case. This one is spent: it told on, where nothing hinders that.

        What hinders: an act that happened before one already told of the same rule, or a state in which an
        earlier act would count otherwise.
        """
        known = self.state
        if state.kind == "case" and place is self._place and may_go_on(known, state):
            acts = acts_of(state.events[known.version :], self._tables, self._zone())
            if all(self._follows(act) for act in acts):
                self._owners_stand = not owners_may_change(known, state)
                self.state = state
                self._telling.go_on(state)
                self._take(acts)
                return self
        return Tale(state, self._tables, place)

    def _follows(self, act: Act) -> bool:
        """Whether it happened after all that was told of the rules it touches."""
        last = self._last
        return not any(
            rule in last and last[rule] > act.order
            for rule in self._tables.touched_by(act.head.type, act.receipt)
        )

    def _take(self, acts: list[Act]) -> None:
        for act in acts:
            self._telling.take(act)
            self._last.update(dict.fromkeys(self._tables.touched_by(act.head.type, act.receipt), act.order))
        self.clocks = [self._clock(run) for run in self._telling.runs]
        self._telling.moved.clear()
        self.clocks += detention_clocks(self.state, self._tables, self._place)
        self.clocks += limitation_clocks(self.state, self._tables, self._place)

    def _clock(self, run: Run) -> Clock:
        """The clock of a run, made anew where an act moved it or somebody else owes it now."""
        known = self._told.get(id(run))
        if known is None or run in self._telling.moved:
            clock = _clock(run, self.state, self._place)
        elif self._owners_stand:
            return known
        else:
            clock = _as_it_stands(known, run, self.state)
        self._told[id(run)] = clock
        return clock

    def _zone(self) -> tzinfo:
        return self._place.calendar_at(self.state.position).zone


def _as_it_stands(clock: Clock, run: Run, state: CaseState) -> Clock:
    owner, kind = owner_of(run.row, run.start, state)
    lapse = lapse_of(state, clock.rule, clock.started)
    position = lapse.position if lapse else None
    if (owner, kind, position) == (clock.owner, clock.owner_kind, clock.lapsed_position):
        return clock
    due = lapse.due if lapse else None
    return clock._replace(owner=owner, owner_kind=kind, lapsed_position=position, lapsed_due=due)


def _clock(run: Run, state: CaseState, place: Place) -> Clock:
    row, head, stop = run.row, run.start.head, run.stop
    due, pauses = _due(run, place)
    owner, kind = owner_of(row, run.start, state)
    ref, started = ref_of(row.about, head, state), (head.agency, head.id)
    lapse = lapse_of(state, row.rule, started)
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
        _soon(due, row.warn) if due is not None else None,
        stop.head.position if stop is not None else None,
        stop.at if stop is not None else None,
        pauses,
        run.presumed,
        lapse.position if lapse else None,
        lapse.due if lapse else None,
        None,
        row.basis,
        row.mark,
        place.zone_at(head.position),
    )


def _due(run: Run, place: Place) -> tuple[datetime | None, tuple[Pause, ...]]:
    """When it is due, and the pauses that it had before: what has run out stands still no more."""
    row, start = run.row, run.start
    calendar = place.calendar_at(start.head.position)
    if row.until is not None:
        day = fact(start.head, row.until)
        last = None if day is None else end_of(day, calendar.zone)
        return last, tuple(pause for pause in run.pauses if in_time(pause.since, last))
    length = _length(row, start, place)
    if length is None:
        return None, tuple(run.pauses)
    # Hours that a regency sets are hours, also where the row counts in calendar days.
    rule: DayRule = "24h" if length.unit == "hours" else row.day
    due = due_after(start.at, length, rule, calendar, start.by_date)
    return _after_pauses(run, due, rule, calendar) if run.pauses else (due, ())


def _after_pauses(
    run: Run, due: datetime, rule: DayRule, calendar: Calendar
) -> tuple[datetime, tuple[Pause, ...]]:
    pauses: list[Pause] = []
    for pause in run.pauses:
        if in_time(pause.since, due):
            pauses.append(pause)
            if pause.until is not None:
                due = extended(due, pause.since, pause.until, rule, calendar)
    return due, tuple(pauses)


def _length(row: Row, start: Act, place: Place) -> Length | None:
    """The length in the row, or what the regency had set where the row leaves it to the regency."""
    if not row.local:
        return row.length
    lengths = place.setting_at(start.head.position).lengths
    return lengths.get(row.rule) or lengths.get(row.rule.partition(".")[2]) or row.length


def _age(clock: Clock) -> tuple[float, str, str, tuple[str, str]]:
    return clock.started_at.timestamp(), clock.rule, clock.ref, clock.started


def _soon(due: datetime, hours: int) -> datetime:
    """From when on it is due soon; where a paper names year 1 as the end, there is no time before it."""
    return due - timedelta(hours=hours) if due.year > 1 else due
