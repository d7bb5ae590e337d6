"""One walk through the acts of a case: what each starts, stops, pauses and resumes, by the tables. Pure."""

from __future__ import annotations

from datetime import datetime, time

from domain.case_state import CaseState
from domain.clocks.acts import Act
from domain.clocks.clock import Pause
from domain.clocks.place import Place
from domain.clocks.rows import About, Clause, Condition, Key, Pausing, Row, Trigger, key_of, of_same_file
from domain.clocks.tables import ClockTables
from domain.facts import fact
from domain.regimes import regime_of

_Name = tuple[str, Key]


class Run:
    """A clock while it is being told: what started it, and what has happened to it since."""

    __slots__ = ("key", "left", "name", "pauses", "presumed", "row", "start", "stop")

    def __init__(self, row: Row, key: Key, name: _Name, start: Act, presumed: bool) -> None:
        self.row = row
        self.key = key
        self.name = name
        self.start = start
        self.presumed = presumed
        self.stop: Act | None = None
        self.left = row.nth
        self.pauses: list[Pause] = []

    def resume(self, at: datetime) -> None:
        """Ends the pause that stands."""
        if self.pauses and self.pauses[-1].until is None:
            self.pauses[-1] = self.pauses[-1]._replace(until=at)


class Telling:
    """The runs of a case, as the acts taken so far made them; acts are taken in the order they happened.
    `moved`: those that an act stopped, paused, resumed or dated anew."""

    def __init__(self, state: CaseState, tables: ClockTables, place: Place) -> None:
        self.runs: list[Run] = []
        self.moved: set[Run] = set()
        self._state = state
        self._tables = tables
        self._place = place
        self._open: dict[_Name, Run] = {}
        self._done: set[_Name] = set()
        self._by_date: list[tuple[Row, Key, Act]] = []  # what stops clocks of which there are several

    def go_on(self, state: CaseState) -> None:
        """Later acts are of this later state of the case."""
        self._state = state

    def take(self, act: Act) -> None:
        """What one act does: it stops, pauses and resumes what ran before it, then starts what it starts."""
        name, tables = act.head.type, self._tables
        book = tables.books[self._place.rules_at(act.head.position)]
        if act.receipt:
            self._start(act, book.received_by.get(name, ()))
            return
        stopping, pausing, starting = (
            tables.stopped_by.get(name),
            tables.paused_by.get(name),
            book.started_by.get(name),
        )
        if stopping:
            self._stop(act, stopping)
        if name in tables.renewed_by:
            self._renew(act, tables.renewed_by[name])
        if pausing:
            self._pause(act, pausing)
        if starting:
            self._start(act, starting)
        for trigger in tables.said_by.get(name, ()):
            self._stop(_dated(act, trigger.row.stopped_on), (trigger,))

    def _stop(self, act: Act, triggers: tuple[Trigger, ...]) -> None:
        keys: dict[About, Key | None] = {}
        for row, conditions, _ in triggers:
            key = self._key(keys, row.about, act)
            if key is None or not self._hold(conditions, act):
                continue
            if row.once:
                self._done.add((row.rule, key))
            if row.each and act.by_date:
                self._by_date.append((row, key, act))
            for run in self._stopped(row, key, act):
                self._stop_run(run, act)

    def _stopped(self, row: Row, key: Key, act: Act) -> list[Run]:
        if row.each:
            return [run for run in self._open.values() if _answers(act, run, row, key)]
        run = self._open.get((row.rule, key))
        return [] if run is None else [run]

    def _renew(self, act: Act, triggers: tuple[Trigger, ...]) -> None:
        """What ran has ended, and is owed once more when it starts again."""
        self._stop(act, triggers)
        for row, conditions, _ in triggers:
            key = self._key({}, row.about, act)
            if key is not None and self._hold(conditions, act):
                self._done.discard((row.rule, key))

    def _stop_run(self, run: Run, act: Act) -> None:
        self.moved.add(run)
        run.left -= 1
        if run.left == 0:
            run.stop = act
            run.resume(act.at)
            del self._open[run.name]

    def _pause(self, act: Act, pausings: tuple[Pausing, ...]) -> None:
        for pausing in pausings:
            key = key_of(pausing.about, act.head, self._state)
            pauses = self._takes(pausing.pause, act)
            if key is None or not (pauses or self._takes(pausing.resume, act)):
                continue
            for run in self._open.values():
                if run.row.table in pausing.tables and self._concerns(run, pausing.about, key):
                    self.moved.add(run)
                    _stand_still(run, act, pausing) if pauses else run.resume(act.at)

    def _concerns(self, run: Run, about: About, key: Key) -> bool:
        return key_of(about, run.start.head, self._state) == key

    def _start(self, act: Act, triggers: tuple[Trigger, ...]) -> None:
        keys: dict[About, Key | None] = {}
        law: str | None = None
        for row, conditions, presumed in triggers:
            if row.law is not None:
                law = law or self._law(act)
                if law != row.law:
                    continue
            key = self._key(keys, row.about, act)
            if key is not None and self._hold(conditions, act):
                self._open_clock(row, key, _dated(act, row.started_on) if row.started_on else act, presumed)

    def _open_clock(self, row: Row, key: Key, act: Act, presumed: bool) -> None:
        head = act.head
        name = row.rule, (*key, head.agency, head.id) if row.each else key
        known = self._open.get(name)
        if known is not None:
            if known.presumed and not presumed:  # what was implied is stated now
                known.start, known.presumed = act, False
                self.moved.add(known)
            return
        if row.once:
            if name in self._done:
                return
            self._done.add(name)
        run = self._open[name] = Run(row, key, name, act, presumed)
        self.runs.append(run)
        if row.each:
            self._stop_on_its_day(run)

    def _stop_on_its_day(self, run: Run) -> None:
        """An act of which only the day is known, that on which the clock started, came after its start."""
        start = run.start.at
        for row, key, act in self._by_date:
            on_the_day = start.astimezone(act.at.tzinfo).date() == act.at.date()
            if on_the_day and _answers(act, run, row, key):
                self._stop_run(run, act._replace(at=start))
                return

    def _law(self, act: Act) -> str:
        """The code that the file follows; by the date of the act where no order to investigate is known."""
        file = self._state.files.get(act.head.about) if act.head.about is not None else None
        if file is not None and file.regime is not None:
            return file.regime
        zone = self._place.calendar_at(act.head.position).zone
        return regime_of(act.at.astimezone(zone).date())

    def _key(self, keys: dict[About, Key | None], about: About, act: Act) -> Key | None:
        if about not in keys:
            keys[about] = key_of(about, act.head, self._state)
        return keys[about]

    def _takes(self, clauses: tuple[Clause, ...], act: Act) -> bool:
        head, state, kind_of = act.head, self._state, self._place.kind_of
        return any(clause.type == head.type and clause.takes(head, state, kind_of) for clause in clauses)

    def _hold(self, conditions: tuple[Condition, ...], act: Act) -> bool:
        if not conditions:
            return True
        state, kind_of = self._state, self._place.kind_of
        return all(condition.holds(act.head, state, kind_of) for condition in conditions)


def _answers(act: Act, run: Run, row: Row, key: Key) -> bool:
    """Whether the act stops this one of several clocks: it is of the same file, where both name one."""
    return run.row.rule == row.rule and run.key == key and of_same_file(run.start.head, act.head)


def _stand_still(run: Run, act: Act, pausing: Pausing) -> None:
    if not run.pauses or run.pauses[-1].until is not None:
        run.pauses.append(Pause(act.at, None, pausing.reason, act.head.position))


def _dated(act: Act, field: str | None) -> Act:
    """The act as of the day that one of its fields names, such as that of a notice which it reports."""
    day = fact(act.head, field) if field else None
    if day is None or act.at.date() == day:
        return act
    return act._replace(at=datetime.combine(day, time(), act.at.tzinfo), by_date=True)
