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
        for agency in _readers(after, was):
            if was == after.disputes and same_sight(before, after, agency):
                continue
            changes += [RowChange(DISPUTES, (after.id, agency, dispute), None) for dispute in was]
            kind = directory.kind_of(agency) or ""
            changes += self._rows(after, agency, kind, event.recordedat)
        return changes

    def _rows(self, state: CaseState, agency: str, kind: str, at: datetime) -> Iterator[RowChange]:
        for dispute in state.disputes.values():
            status = status_seen(state, dispute, agency, kind, self._matrix, at)
            if status is not None:
                yield RowChange(DISPUTES, (state.id, agency, dispute.id), (status, dispute.opened_at))


def _readers(state: CaseState, was: Mapping[UUID, Dispute]) -> dict[str, None]:
    """Who may be able to see one: those who are or were on the case, and those who opened one. A dispute may
    be gone, because its opening was taken back."""
    disputes = [*was.values(), *state.disputes.values()]
    openers = (dispute.opened_by for dispute in disputes)
    return dict.fromkeys((*state.parties, *openers)) if disputes else {}
