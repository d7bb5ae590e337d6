"""What each agency has to do next in a case, as far as it may see the event that this arises from."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

from domain.access import OVERSIGHT, visible
from domain.case_state import CaseState
from domain.directory import Directory
from domain.events import EventHead
from domain.matrix import Matrix
from domain.worklist import OpenItem, of_each, open_items_by_agency
from projections.engine import Transition
from projections.memory import Remembered
from projections.sight import same_sight
from projections.tables import RowChange, Table
from projections.view import View

ITEMS = Table(
    "items",
    (
        ("case_id", "uuid"),
        ("agency", "text"),
        ("kind", "text"),
        ("ref", "text"),
        ("since_position", "bigint"),
        ("since", "timestamptz"),
    ),
    key=4,
)


class Worklist(View):
    """The open items of all cases."""

    def __init__(self, matrix: Matrix) -> None:
        self._owed = Remembered[dict[str, tuple[OpenItem, ...]]]()
        super().__init__("worklist", (ITEMS,), self._owed)
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The items that arose, changed or are done."""
        before, event, after, directory = transition
        was = self._owed_in(before, directory) if before else {}
        now = self._owed_in(after, directory)
        changes: list[RowChange] = []
        for agency in was | now:
            items = now.get(agency, ())
            same = items == was.get(agency) and same_sight(before, after, agency)
            if same and directory.kind_of(agency) not in OVERSIGHT:  # who may be newer than the item
                continue
            changes += [RowChange(ITEMS, _key(after, agency, item), None) for item in was.get(agency, ())]
            changes += self._rows(after, directory, agency, items, event.recordedat)
        return changes

    def _owed_in(self, state: CaseState, directory: Directory) -> dict[str, tuple[OpenItem, ...]]:
        return of_each(self._owed.of(state, open_items_by_agency), state, directory)

    def _rows(
        self,
        state: CaseState,
        directory: Directory,
        agency: str,
        items: tuple[OpenItem, ...],
        at: datetime,
    ) -> Iterator[RowChange]:
        kind = directory.kind_of(agency) or ""
        for item in items:
            cause = _event_at(state, item.since_position)
            if visible(state, agency, kind, cause, self._matrix, at).level:
                yield RowChange(ITEMS, _key(state, agency, item), (item.since_position, cause.recordedat))


def _key(state: CaseState, agency: str, item: OpenItem) -> tuple[object, ...]:
    return (state.id, agency, item.kind, item.ref)


def _event_at(state: CaseState, position: int) -> EventHead:
    events = state.events
    return events[bisect_left(events, position, key=lambda head: head.position)]
