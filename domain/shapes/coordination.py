"""What a task force has on record: meetings, commitments, figures frozen and restated."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.catalogue.coordination import Figure, RestatedFigure


class Meeting(NamedTuple):
    """A meeting as its secretariat stated it."""

    id: UUID
    kind: str
    held_on: date
    attended: tuple[str, ...]
    agenda: tuple[str, ...]
    pack_position: int | None
    position: int


class Commitment(msgspec.Struct, frozen=True, gc=False):
    """What a member owes, by when, and how far it is: "made", a CommitmentProgress, or "fulfilled".

    `due` is the day it is due now, `first_due` the day it was promised for. `progress_position` is 0 and
    `fulfilled_on` None until there is something to say.
    """

    id: UUID
    owner: str
    with_agencies: tuple[str, ...]
    topic: str
    meeting: UUID | None
    indicator: str | None
    due: date
    first_due: date
    position: int
    status: str = "made"
    progress_position: int = 0
    fulfilled_on: date | None = None
    fulfilled_position: int = 0

    @property
    def open(self) -> bool:
        """Whether it is still owed."""
        return self.status not in ("fulfilled", "dropped")


class FrozenFigures(NamedTuple):
    """Figures as they were given out."""

    id: UUID
    period_from: date
    period_until: date
    as_of: int
    values: tuple[Figure, ...]
    position: int


class Restatement(NamedTuple):
    """Figures given anew; `restates` names the set they replace."""

    id: UUID
    restates: UUID | None
    reason: str
    as_of: int
    values: tuple[RestatedFigure, ...]
    position: int
