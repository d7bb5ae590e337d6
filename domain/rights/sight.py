"""What one agency sees of a case, so that it is told "missing" only of what it would see if it were there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from domain.access import visible
from domain.case_state import CaseState
from domain.events import EventHead, RecordedEvent
from domain.matrix import BODY_LEVEL, STAGE_LEVEL, Matrix

_READS_NO_BODIES = frozenset({"offered", "shared"})


class Sight(NamedTuple):
    """An agency of that kind looking at a case at one moment."""

    state: CaseState
    agency: str
    kind: str
    matrix: Matrix
    at: datetime

    def level(self, head: EventHead) -> int:
        """How much of an event it sees: nothing (0), the bare row (1) or the body (2)."""
        return visible(self.state, self.agency, self.kind, head, self.matrix, self.at).level

    def bodies(self) -> list[RecordedEvent]:
        """The events whose bodies it sees."""
        return [entry for entry in self.state.entries if self.level(entry.head) == BODY_LEVEL]

    def bare(self) -> list[EventHead]:
        """The events of which it sees the bare row alone."""
        return [head for head in self.state.events if self.level(head) == STAGE_LEVEL]

    def sees_all(self, types: tuple[str, ...], level: int = BODY_LEVEL) -> bool:
        """Whether every event of these types, whoever records it, would be open to it: as a body, or as a
        bare row at least where that is the level asked for."""
        return self._from_the_start() and all(
            self.matrix.plan(self.kind, name).level >= level for name in types
        )

    def _from_the_start(self) -> bool:
        party = self.state.parties.get(self.agency)
        return party is not None and any(
            relation.stands(self.at)
            and not relation.reads_from
            and not relation.on_consent
            and relation.kind not in _READS_NO_BODIES
            for relation in party.relations
        )
