"""Glass broken, erasures under way, copies asked for, and what is held whatever consent says."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec


class BreakGlass(msgspec.Struct, frozen=True, gc=False):
    """Classes (DataClass mask) that an agency opened in an emergency; `finding` once it was reviewed.

    `joint`: those of them that wait for another agency, which confirmed at `confirmed` (0: not yet).
    `people`: the random ids of the persons who opened or confirmed it.
    """

    event: tuple[str, str]
    agency: str
    person: UUID | None
    classes: int
    reason: str
    until: datetime
    position: int
    joint: int = 0
    people: frozenset[str] = frozenset()
    confirmed: int = 0
    confirmed_by: str | None = None
    reviewed: int = 0
    finding: str | None = None
    measures: tuple[str, ...] = ()
    ended: bool = False

    def opens(self, at: datetime) -> int:
        """The classes that it opens at that moment."""
        if self.ended or at >= self.until:
            return 0
        return self.classes if self.confirmed else self.classes & ~self.joint

    @property
    def awaits_another(self) -> bool:
        """Whether an agency is still to confirm what none opens alone."""
        return bool(self.joint) and not self.confirmed and not self.ended


class Erasure(msgspec.Struct, frozen=True, gc=False):
    """An erasure of a person's data, by its id. Class masks; positions are 0 until the step is recorded.

    `approved` is None until the basis was reviewed; `kept` pairs each class kept with its ground.
    """

    id: UUID
    person: UUID
    ground: str | None = None
    requested: int = 0
    requested_classes: int = 0
    requested_by: str | None = None
    approved: int | None = None
    approved_position: int = 0
    kept: tuple[tuple[str, str], ...] = ()
    shredded: int = 0
    shredded_position: int = 0
    completed: int = 0
    confirmed_by: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    unreadable_from: date | None = None


class SubjectAccess(msgspec.Struct, frozen=True, gc=False):
    """A person's request for the data on record of it, by its id; positions are 0 until the step is recorded.

    `guardian`: the relation of the guardian who asks. `withheld` pairs each class with its ground.
    """

    id: UUID
    person: UUID
    asked_by: str | None = None
    guardian: str | None = None
    requested: int = 0
    requested_by: str | None = None
    given: int = 0
    given_by: str | None = None
    withheld: tuple[tuple[str, str], ...] = ()
    refused: int = 0
    refused_because: str | None = None


class LegalHold(msgspec.Struct, frozen=True, gc=False):
    """Data kept: of a person, or of the whole case; all classes where the mask is 0. Lifted at `lifted`."""

    id: UUID
    placed_by: str
    person: UUID | None
    classes: int
    ground: str
    until: date | None
    position: int
    lifted: int = 0
    lifted_because: str | None = None

    def holds(self, person: UUID, classes: int) -> bool:
        """Whether it keeps any of these classes of this person."""
        concerned = self.person in (None, person)
        return not self.lifted and concerned and (not self.classes or bool(self.classes & classes))
