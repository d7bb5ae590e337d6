"""The disputes of a case, for every agency that may see them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from domain.case_state import CaseState, Dispute
from domain.matrix import Matrix
from projections.disputes.sight import status_seen
from projections.engine import Transition
from projections.sight import same_sight
from projections.tables import RowChange, Table
from projections.view import View

DISPUTES = Table(
    "disputes",
    (
        ("case_id", "uuid"),
        ("agency", "text"),
        ("dispute_id", "uuid"),
        ("status", "text"),
        ("opened_position", "bigint"),
    ),
    key=3,
)
NONE: Mapping[UUID, Dispute] = MappingProxyType({})


class Disputes(View):
    """The view behind the list of disputes."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__("disputes", (DISPUTES,))
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The disputes that arose, moved, or came into or out of an agency's sight."""
        before, event, after, directory = transition
        was = before.disputes if before else NONE
        changes: list[RowChange] = []
        for agency in _readers(after):
            if was is after.disputes and same_sight(before, after, agency):
                continue
            kind = directory.kind_of(agency) or ""
            changes += self._rows(after, agency, kind, event.recordedat)
        return changes

    def _rows(self, state: CaseState, agency: str, kind: str, at: datetime) -> Iterator[RowChange]:
        """A row for each dispute that the agency may see, and none for the others."""
        for dispute in state.disputes.values():
            status = status_seen(state, dispute, agency, kind, self._matrix, at)
            values = (status, dispute.opened_at) if status else None
            yield RowChange(DISPUTES, (state.id, agency, dispute.id), values)


def _readers(state: CaseState) -> dict[str, None]:
    """Who may be able to see one: those who are or were on the case, and those who opened one."""
    openers = (dispute.opened_by for dispute in state.disputes.values())
    return dict.fromkeys((*state.parties, *openers)) if state.disputes else {}
