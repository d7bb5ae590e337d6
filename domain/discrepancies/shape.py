"""What a discrepancy is: what each side says, on which events it rests, and what settled it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.case_state import CaseState
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.events import EventHead
from domain.fold.corrections import heads_that_count


class Kind(NamedTuple):
    """A kind of discrepancy, and what the law or the rules say of it.

    `bare`: it says no more than that something happened or did not, so bare rows are enough to see it.
    """

    code: DiscrepancyKind
    basis: str
    bare: bool = False


class Side(NamedTuple):
    """What one side says, in codes and dates: `says` is empty where it has said nothing (position 0)."""

    agency: str
    position: int = 0
    says: tuple[str, ...] = ()
    on: date | None = None


class Discrepancy(NamedTuple):
    """Two statements of one case that do not go together, or one that has no counterpart.

    `kind` and `ref` name it within its case. `positions`: the log positions it rests on, ascending.
    `since_position`: the one that brought it about. `settled_by`: the one that ended it, 0 while it is open.
    """

    kind: str
    ref: str
    positions: tuple[int, ...]
    sides: tuple[Side, ...]
    since_position: int
    settled_by: int = 0
    file: UUID | None = None

    @property
    def settled(self) -> bool:
        """Whether an event has ended it."""
        return self.settled_by > 0

    @property
    def rests_on(self) -> tuple[int, ...]:
        """Every position that it tells of, that of its end among them."""
        return (*self.positions, self.settled_by) if self.settled_by else self.positions


def between(
    kind: Kind,
    ref: object,
    sides: tuple[Side, ...],
    *,
    settled_by: int = 0,
    file: UUID | None = None,
) -> Discrepancy:
    """The discrepancy between these sides; it arose with the last of their events."""
    positions = tuple(sorted({side.position for side in sides if side.position}))
    return Discrepancy(kind.code.value, str(ref), positions, sides, positions[-1], settled_by, file)


def head_at(state: CaseState, position: int) -> EventHead:
    """The event of the case at a log position, as recorded."""
    events = state.events
    return events[bisect_left(events, position, key=_position)]


def dated(head: EventHead) -> date:
    """The day that its publisher gives an event: that of the act on paper where there is one."""
    return head.effectedon or head.occurred.date()


def side_at(state: CaseState, position: int, *says: str) -> Side:
    """What the publisher of the event at a position says there, dated as it counts now."""
    heads = heads_that_count(state)
    head = heads[bisect_left(heads, position, key=_position)]
    return Side(head.agency, position, says, dated(head))


def _position(head: EventHead) -> int:
    return head.position
