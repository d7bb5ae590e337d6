"""Who is on a case, where it stands, and how much of that each agency may see.

The rows are what `visible` says of the case at its last event, for every agency that is or was on it or has
recorded in it; about earlier events it is asked again only where the answer may have changed. What passes
with time alone (a relation that ends by itself) the queries count in.
"""

from domain.matrix import Matrix
from projections.case_file.rows import Oversight, Reader, case_row
from projections.case_file.tables import CASES, PARTIES, PROGRESS, STAGES_SEEN
from projections.engine import Transition
from projections.sight import events_since, same_sight
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
        new = events_since(before, after)
        oversight = Oversight(after, self._matrix, event.recordedat)
        changes = [case_row(after, oversight.last_position()), *oversight.stage_rows(new)]
        left = before.parties if before else {}  # an entry taken back takes along whom it brought in
        for agency in {head.agency: None for head in new} | after.parties | left:
            kind = directory.kind_of(agency) or ""
            reader = Reader(agency, kind, after, self._matrix, event.recordedat)
            if agency in after.parties and same_sight(before, after, agency):
                changes += reader.rows_after(new)
            else:
                changes += reader.rows()
        return changes
