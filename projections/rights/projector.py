"""Which victims an agency on the case may be told of, and which of them left before any testimony."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from domain.case_state import CaseState
from domain.events import EventHead
from domain.matrix import BODY_LEVEL, Matrix
from domain.rights import Sight
from domain.rights.alerts import departed_before_testimony
from domain.rights.items import DEPARTURE, TESTIMONY
from projections.engine import Transition
from projections.sight import events_since, same_sight
from projections.tables import RowChange, Table
from projections.view import View

PERSONS = Table(
    "persons",
    (
        ("case_id", "uuid"),
        ("agency", "text"),
        ("person", "uuid"),
        ("since_position", "bigint"),
        ("calm", "boolean"),
        ("place", "bigint"),
    ),
    key=3,
)
MOVING = frozenset((*DEPARTURE, *TESTIMONY))


class Rights(View):
    """The view behind the list of rights."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__("rights", (PERSONS,))
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The rows of victims about whom something came, and of all for whom the agency's sight changed."""
        before, event, after, directory = transition
        if after.kind != "case":
            return []
        changes = list(_gone(before, after))
        concerned, settled = _concerned(before, after), _settled(before, after)
        for agency in after.parties:
            same = same_sight(before, after, agency)
            sight = Sight(after, agency, directory.kind_of(agency) or "", self._matrix, event.recordedat)
            for person in concerned if same else after.persons:
                if not (same and settled and person in settled.persons and _saw(settled, sight, person)):
                    changes.append(_row(sight, person))
        return changes


def _concerned(before: CaseState | None, after: CaseState) -> Iterable[UUID]:
    """The victims whose rows may have changed by events alone."""
    if before is None or _counts_otherwise(before, after):
        return after.persons
    new = events_since(before, after)
    if any(head.type in TESTIMONY for head in new):
        return after.persons  # a hearing names those who testified in its body
    named = {head.person: None for head in new if head.person in after.persons}
    # A suspect of earlier events may turn out to be a victim by one that is about nobody or somebody else.
    return named | dict.fromkeys(person for person in after.persons if person not in before.persons)


def _counts_otherwise(before: CaseState, after: CaseState) -> bool:
    return before.withdrawn != after.withdrawn or before.corrections != after.corrections


def _settled(before: CaseState | None, after: CaseState) -> CaseState | None:
    """The case before, where a row of it is still right for every agency that sees the case as it did: most
    events about a victim say nothing that a row holds."""
    if before is None or _counts_otherwise(before, after):
        return None
    return None if any(head.type in MOVING for head in events_since(before, after)) else before


def _saw(settled: CaseState, sight: Sight, person: UUID) -> bool:
    """Whether the agency saw something about the victim already then, so that there is a row."""
    first = _first_seen(sight, person)
    return first is not None and first.position <= settled.position


def _first_seen(sight: Sight, person: UUID) -> EventHead | None:
    about = (head for head in sight.state.events if head.person == person)
    return next((head for head in about if sight.level(head) == BODY_LEVEL), None)


def _row(sight: Sight, person: UUID) -> RowChange:
    first = _first_seen(sight, person)
    key = (sight.state.id, sight.agency, person)
    if first is None:
        return RowChange(PERSONS, key, None)
    departed = any(head.type in DEPARTURE for head in sight.state.events if head.person == person)
    gone = departed and _left_unheard(sight, person)
    return RowChange(PERSONS, key, (first.position, not gone, -first.position))


def _left_unheard(sight: Sight, person: UUID) -> bool:
    counting = [entry for entry in sight.bodies() if (entry.agency, entry.id) not in sight.state.withdrawn]
    alert = departed_before_testimony(counting, sight.bare(), person, sight)
    return alert is not None and alert.settled_by is None


def _gone(before: CaseState | None, after: CaseState) -> Iterator[RowChange]:
    """Victims whom the case no longer has, since the entry that named them was taken back."""
    if before is None:
        return
    for person in before.persons.keys() - after.persons.keys():
        for agency in before.parties.keys() | after.parties.keys():
            yield RowChange(PERSONS, (after.id, agency, person), None)
