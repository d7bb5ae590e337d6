"""The rows of views made case by case: each case folded once, its rows said from how it stands at the end."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from domain.case import evolve
from domain.case_state import CaseState
from domain.directory import changes_directory, evolve_directory
from domain.events import LogRow, RecordedEvent, read_event
from projections.batch import one_by_one
from projections.directories import Directories
from projections.engine import Transition
from projections.parking import Parked
from projections.replay import transitions_of
from projections.tables import RowChange, Table, last_changes
from projections.view import View

Rows = dict[Table, list[tuple[Any, ...]]]


class _Folded(NamedTuple):
    """A case after so many events, the last of them, and what kept the next from being read or folded."""

    events: int
    state: CaseState | None
    last: RecordedEvent | None
    error: Exception | None


class CaseByCase:
    """Takes the rows of the log case by case; `ready` counts the rows of the views that can be taken."""

    def __init__(self, views: Sequence[View], directories: Directories) -> None:
        self.ready = 0
        self.parked: list[Parked] = []
        self._views = views
        self._directories = directories
        self._case: list[LogRow] = []
        self._rows: dict[str, Rows] = {view.name: {} for view in views}

    def apply(self, rows: Iterable[LogRow]) -> None:
        """The next rows of the log, of the same case or of others."""
        for row in rows:
            if self._case and self._case[0].case != row.case:
                self.end()
            self._case.append(row)

    def end(self) -> None:
        """Makes the rows of the case taken so far."""
        rows, self._case = self._case, []
        if rows:
            folded = _folded(rows, self._directories)
            for view in self._views:
                changes, parked = self._changes(view, folded, rows)
                view.forget()
                self._keep(view.name, changes)
                self.parked += [parked] if parked else []

    def take(self) -> Mapping[str, Rows]:
        """The rows made since the last time, by view and table."""
        rows, self._rows = self._rows, {view.name: {} for view in self._views}
        self.ready = 0
        return rows

    def _changes(
        self, view: View, folded: _Folded, rows: Sequence[LogRow]
    ) -> tuple[Sequence[RowChange], Parked | None]:
        """What the case says at its end; where that fails, what it says event by event up to the one that
        cannot be applied."""
        events, state, last, error = folded
        broken = _parked(view, rows[events], error) if error else None
        if state is None or last is None:
            return [], broken
        try:
            return view.prepare(Transition(None, last, state, self._directories.at(last.position))), broken
        except Exception:
            changes, failed = one_by_one(view, transitions_of(rows[:events], self._directories))
            return changes, failed or broken

    def _keep(self, view: str, changes: Sequence[RowChange]) -> None:
        for table, rows in last_changes(changes).items():
            kept = [key + values for key, values in rows.items() if values is not None]
            self._rows[view].setdefault(table, []).extend(kept)
            self.ready += len(kept)


def _folded(rows: Sequence[LogRow], directories: Directories) -> _Folded:
    """The case as far as its events can be read and folded, those of the registry into the directory too."""
    state: CaseState | None = None
    last: RecordedEvent | None = None
    for count, row in enumerate(rows):
        try:
            event = read_event(row)
            state = evolve(state, event)
            if changes_directory(event.type):
                evolve_directory(directories.at(row.position - 1), event)
        except Exception as error:
            return _Folded(count, state, last, error)
        last = event
    return _Folded(len(rows), state, last, None)


def _parked(view: View, row: LogRow, error: Exception) -> Parked:
    return Parked(view.name, row.case, row.position, type(error).__name__)
