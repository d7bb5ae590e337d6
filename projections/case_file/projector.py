"""Who is on a case, where it stands, and how much of that each agency may see.

The rows are what `visible` says of the case at its last event, for every agency that is or was on it or has
recorded in it. `case_rows` says so outright; `prepare` reaches the same by asking only about what the last
event can have changed. What passes with time alone (a relation that ends by itself) the queries count in.
"""

from domain.case_state import CaseState
from domain.events import EventHead
from domain.matrix import Matrix
from projections.case_file.rows import Reader, case_row
from projections.case_file.tables import CASES, PARTIES, PROGRESS, STAGES_SEEN
from projections.engine import Transition
from projections.sight import same_sight
from projections.tables import RowChange
from projections.view import View


class CaseFile(View):
    """The view behind the lists of cases."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__("case_file", (CASES, PARTIES, PROGRESS, STAGES_SEEN))
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The row of the case, and the rows of each agency for which something changed."""
        before, event, after, directory = transition
        if after.kind != "case":
            return []
        head, changes = event.head, [case_row(after)]
        previous = _previous(after, head.agency)
        for agency in {head.agency: None} | after.parties:
            kind = directory.kind_of(agency) or ""
            reader = Reader(agency, kind, after, self._matrix, head.recordedat)
            if agency not in after.parties or not same_sight(before, after, agency):
                changes += reader.rows()
            elif level := reader.level(head):
                changes += reader.rows_after_last(level, previous)
        return changes

    def case_rows(self, last: Transition) -> list[RowChange]:
        """All rows of a case after its last event."""
        _, event, state, directory = last
        if state.kind != "case":
            return []
        changes = [case_row(state)]
        for agency in dict.fromkeys([head.agency for head in state.events]) | state.parties:
            kind = directory.kind_of(agency) or ""
            changes += Reader(agency, kind, state, self._matrix, event.recordedat).rows()
        return changes


def _previous(state: CaseState, agency: str) -> EventHead | None:
    """The event before the last that the agency recorded."""
    events = state.events
    for index in range(len(events) - 2, -1, -1):
        if events[index].agency == agency:
            return events[index]
    return None
