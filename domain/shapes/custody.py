"""Suspects detained, at large and moved: for the times of detention and the safety of victims."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec


class Extension(msgspec.Struct, frozen=True, gc=False):
    """Days added to a detention by the office that may add them."""

    position: int
    by: str
    at: datetime
    days: int
    ground: str | None = None


class Detention(msgspec.Struct, frozen=True, gc=False):
    """A suspect detained at one stage of the procedure, by the office whose stage it is.

    `started_at`: from when it counts. `ended_at`: when it ended, by its own event or by the next stage's
    beginning (`ended_position`). `days` are those of the first order.
    """

    suspect: UUID
    file: UUID
    stage: str
    by: str
    started_at: datetime
    days: int
    position: int
    child: bool = False
    extensions: tuple[Extension, ...] = ()
    ended_at: datetime | None = None
    ended_position: int = 0
    ended_reason: str | None = None

    @property
    def days_ordered(self) -> int:
        """The days of the first order and of all extensions."""
        return self.days + sum(extension.days for extension in self.extensions)


class Extending(NamedTuple):
    """An order that adds days to a detention of the suspect at the stage, be its start on record or not."""

    suspect: UUID
    stage: str
    extension: Extension


class Ending(NamedTuple):
    """A detention of the suspect ended: that of the stage named, or the one that stood at that moment."""

    suspect: UUID
    stage: str | None
    at: datetime
    position: int
    reason: str


# What agencies stated of detentions, in the order of recording: a `Detention` here is its first order alone.
DetentionAct = Detention | Extending | Ending


class Custody(msgspec.Struct, frozen=True, gc=False):
    """Where a suspect is kept, by kind of place alone: the place itself stands in no state."""

    suspect: UUID
    kind: str
    position: int
    agency: str
    at: datetime


class Pursuit(msgspec.Struct, frozen=True, gc=False):
    """Whether a suspect is sought, by the last thing that happened to it."""

    at_large: bool
    at: datetime
    position: int
