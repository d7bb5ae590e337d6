"""The rows of a view made case by case: each folded once, its rows said from how it stands at the end."""

from typing import Any

from domain.case_state import CaseState
from domain.events import LogRow, read_event
from projections.batch import view_changes
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
        transitions, broken = self._fold(rows)
        changes, failed = view_changes(self._view, transitions) if transitions else ([], None)
        self.parked += [each for each in (failed or broken,) if each]
        return changes

    def _fold(self, rows: list[LogRow]) -> tuple[list[Transition], Parked | None]:
        """The steps of a case, as far as its events can be read and folded."""
        transitions: list[Transition] = []
        before: CaseState | None = None
        for row in rows:
            try:
                transition = move(before, read_event(row), self._directories.at(row.position - 1))
            except Exception as error:
                return transitions, Parked(self._view.name, row.case, row.position, type(error).__name__)
            transitions.append(transition)
            before = transition.after
        return transitions, None
