"""The discrepancies of all cases, and which agencies may see something of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.case_state import CaseState
from domain.discrepancies import KINDS, Discrepancy, discrepancies
from domain.discrepancies.grounds import same_grounds
from domain.discrepancies.shape import head_at
from domain.discrepancies.sight import sight
from domain.matrix import Matrix
from projections.engine import Transition
from projections.sight import same_sight
from projections.tables import RowChange, Table
from projections.view import View

DISCREPANCIES = Table(
    "discrepancies",
    (
        ("case_id", "uuid"),
        ("id", "uuid"),
        ("kind", "text"),
        ("ref", "text"),
        ("positions", "text"),
        ("sides", "text"),
        ("since_position", "bigint"),
        ("since", "timestamptz"),
        ("settled_by", "bigint"),
        ("settled_at", "timestamptz"),
        ("bare", "boolean"),
        ("file", "uuid"),
    ),
    key=2,
)
READERS = Table(
    "readers",
    (("case_id", "uuid"), ("agency", "text"), ("id", "uuid"), ("since_position", "bigint")),
    key=3,
)

_encode = msgspec.json.Encoder().encode


class Discrepancies(View):
    """The view behind the lists of discrepancies."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__("discrepancies", (DISCREPANCIES, READERS))
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The discrepancies that arose, changed or are gone, and who may see them."""
        before, event, after, directory = transition
        was = discrepancies(before) if before else ()
        now = was if before and same_grounds(before, after) else discrepancies(after)
        changes = [] if now is was else list(_changed(after, was, now))
        for agency in _readers(after, (*was, *now)):
            if now == was and same_sight(before, after, agency):
                continue
            changes += [RowChange(READERS, (after.id, agency, id_of(after.id, each)), None) for each in was]
            reader = agency, directory.kind_of(agency) or ""
            changes += self._shown(after, now, reader, event.recordedat)
        return changes

    def _shown(
        self, state: CaseState, now: Sequence[Discrepancy], reader: tuple[str, str], at: datetime
    ) -> Iterator[RowChange]:
        for found in now:
            if sight(state, found, KINDS[found.kind], reader, self._matrix, at):
                key = (state.id, reader[0], id_of(state.id, found))
                yield RowChange(READERS, key, (found.since_position,))


def id_of(case: UUID, found: Discrepancy) -> UUID:
    """The id of a discrepancy. It tells nothing of what it is about to one who does not know that already."""
    return uuid5(case, f"{found.kind}/{found.ref}")


def _changed(state: CaseState, was: Sequence[Discrepancy], now: Sequence[Discrepancy]) -> Iterator[RowChange]:
    for found in was:
        yield RowChange(DISCREPANCIES, (state.id, id_of(state.id, found)), None)
    for found in now:
        yield _row(state, found)


def _readers(state: CaseState, found: Sequence[Discrepancy]) -> dict[str, None]:
    """Who may be able to see some of it: those who are or were on the case, and who recorded such events."""
    if not found:
        return {}
    authors = (head_at(state, position).agency for each in found for position in each.rests_on)
    return dict.fromkeys((*state.parties, *authors))


def _row(state: CaseState, found: Discrepancy) -> RowChange:
    values = (
        found.kind,
        found.ref,
        " ".join(map(str, found.positions)),
        _encode(found.sides).decode(),
        found.since_position,
        head_at(state, found.since_position).recordedat,
        found.settled_by,
        head_at(state, found.settled_by).recordedat if found.settled_by else None,
        KINDS[found.kind].bare,
        found.file,
    )
    return RowChange(DISCREPANCIES, (state.id, id_of(state.id, found)), values)
