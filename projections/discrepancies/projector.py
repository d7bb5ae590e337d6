"""The discrepancies of all cases, and which agencies may see something of each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid5

import msgspec

from domain.case_state import CaseState
from domain.discrepancies import KINDS, Discrepancy, discrepancies
from domain.discrepancies.grounds import same_grounds
from domain.discrepancies.shape import head_at
from domain.discrepancies.sight import sight
from domain.matrix import Matrix
from projections.engine import Transition
from projections.memory import Remembered
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

Moved = tuple[Discrepancy, bool]  # one that is not as it was, and whether it is there

_encode = msgspec.json.Encoder().encode


class Discrepancies(View):
    """The view behind the lists of discrepancies."""

    def __init__(self, matrix: Matrix) -> None:
        self._found = Remembered[tuple[Discrepancy, ...]]()
        super().__init__("discrepancies", (DISCREPANCIES, READERS), self._found)
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The discrepancies that arose, changed or are gone, and who may see them."""
        before, event, after, directory = transition
        was = self._found.of(before, discrepancies) if before else ()
        same = before is not None and same_grounds(before, after)
        now = self._found.keep(after, was) if same else self._found.of(after, discrepancies)
        moved = () if now is was else _moved(was, now)
        changes = [_row(after, each, there) for each, there in moved]
        for agency in after.parties if now or moved else ():
            seen_alike = same_sight(before, after, agency)
            told = moved if seen_alike else [(each, True) for each in now] + [m for m in moved if not m[1]]
            if told:
                reader = agency, directory.kind_of(agency) or ""
                changes += self._told(after, told, reader, event.recordedat)
        for agency, each, there in _strangers(after, was, moved):
            reader = agency, directory.kind_of(agency) or ""
            changes += self._told(after, [(each, there)], reader, event.recordedat)
        return changes

    def _told(
        self, state: CaseState, told: Iterable[Moved], reader: tuple[str, str], at: datetime
    ) -> Iterator[RowChange]:
        for found, there in told:
            key = (state.id, reader[0], id_of(state.id, found.kind, found.ref))
            seen = there and sight(state, found, KINDS[found.kind], reader, self._matrix, at)
            yield RowChange(READERS, key, (found.since_position,) if seen else None)


@lru_cache(maxsize=4096)
def id_of(case: UUID, kind: str, ref: str) -> UUID:
    """The id of a discrepancy. It tells nothing of what it is about to one who does not know that already."""
    return uuid5(case, f"{kind}/{ref}")


def _moved(was: Sequence[Discrepancy], now: Sequence[Discrepancy]) -> list[Moved]:
    """Those that are not as they were, and whether they are there."""
    known, named = {_name(each): each for each in was}, {_name(each) for each in now}
    gone = [(each, False) for each in was if _name(each) not in named]
    return gone + [(each, True) for each in now if known.get(_name(each)) != each]


def _name(found: Discrepancy) -> tuple[str, str]:
    return found.kind, found.ref


def _strangers(
    state: CaseState, was: Sequence[Discrepancy], moved: Iterable[Moved]
) -> Iterator[tuple[str, Discrepancy, bool]]:
    """Those who are no parties, and recorded what a discrepancy that moved rests on, or rested on: each is
    told of these alone."""
    known = {_name(each): each for each in was}
    for each, there in moved:
        now = _authors(state, each) if there else set()
        before = known.get(_name(each))
        for agency in sorted((now | (_authors(state, before) if before else set())) - state.parties.keys()):
            yield agency, each, agency in now


def _authors(state: CaseState, found: Discrepancy) -> set[str]:
    return {head_at(state, position).agency for position in found.rests_on}


def _row(state: CaseState, found: Discrepancy, there: bool) -> RowChange:
    key = (state.id, id_of(state.id, found.kind, found.ref))
    if not there:
        return RowChange(DISCREPANCIES, key, None)
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
    return RowChange(DISCREPANCIES, key, values)
