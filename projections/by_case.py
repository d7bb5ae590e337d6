"""The rows of a view made case by case: each folded once, its rows said from how it stands at the end."""

from typing import Any

from domain.case_state import CaseState
from domain.events import LogRow, read_event
from projections.directories import Directories
from projections.engine import Transition
from projections.fold import move
from projections.parking import Parked
from projections.tables import RowChange, Table, last_changes
from projections.view import View

Rows = dict[Table, list[tuple[Any, ...]]]


class CaseByCase:
    """Takes the rows of the log case by case; `ready` counts the rows of the view that can be taken."""

    def __init__(self, view: View, directories: Directories) -> None:
        self.ready = 0
        self.parked: list[Parked] = []
        self._view = view
        self._directories = directories
        self._case: list[LogRow] = []
        self._rows: Rows = {}

    def apply(self, row: LogRow) -> None:
        """The next row of the log, of the same case or of another."""
        if self._case and self._case[0].case != row.case:
            self.end()
        self._case.append(row)

    def end(self) -> None:
        """Makes the rows of the case taken so far."""
        rows, self._case = self._case, []
        for table, changes in last_changes(self._changes(rows)).items():
            kept = [key + values for key, values in changes.items() if values is not None]
            self._rows.setdefault(table, []).extend(kept)
            self.ready += len(kept)

    def take(self) -> Rows:
        """The rows made since the last time, by table."""
        rows, self._rows = self._rows, {}
        self.ready = 0
        return rows

    def _changes(self, rows: list[LogRow]) -> list[RowChange]:
        try:
            last = self._last_transition(rows)
            return self._view.case_rows(last) if last else []
        except Exception:
            return self._step_by_step(rows)

    def _last_transition(self, rows: list[LogRow]) -> Transition | None:
        before: CaseState | None = None
        transition = None
        for row in rows:
            transition = self._move(before, row)
            before = transition.after
        return transition

    def _step_by_step(self, rows: list[LogRow]) -> list[RowChange]:
        """As the live lane applies it: up to the event that cannot be applied."""
        before: CaseState | None = None
        changes: list[RowChange] = []
        for row in rows:
            try:
                transition = self._move(before, row)
                changes += self._view.prepare(transition)
            except Exception as error:
                self.parked.append(Parked(self._view.name, row.case, row.position, type(error).__name__))
                return changes
            before = transition.after
        return changes

    def _move(self, before: CaseState | None, row: LogRow) -> Transition:
        return move(before, read_event(row), self._directories.at(row.position - 1))
