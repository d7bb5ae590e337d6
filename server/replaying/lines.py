"""What a replay tells, line by line; each is one JSON object for machines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.events import RecordedEvent
from server.reads import Served
from server.replaying.things import Difference


class Line(msgspec.Struct, frozen=True, tag_field="line", omit_defaults=True):
    """One line."""


class MomentLine(Line, frozen=True, tag="moment"):
    """What follows is so after the event at `position`; `at`: the moment that was asked for."""

    position: int
    at: datetime


class TableLine(Line, frozen=True, tag="table"):
    """One table of a view at that moment: rows, and the SHA-256 that `jejak rebuild --check` tells of it."""

    view: str
    table: str
    rows: int
    sha256: str


class ParkedLine(Line, frozen=True, tag="parked"):
    """A case that could not be applied to the end, from this event on."""

    view: str
    case: UUID
    position: int
    error_type: str


class CaseLine(Line, frozen=True, tag="case"):
    """Where one case stood: its row of the case file."""

    case: UUID
    row: dict[str, Any]


class StateLine(Line, frozen=True, tag="state"):
    """A case as it stood, or as an agency knew it (`known_to`)."""

    case: UUID
    state: dict[str, Any]


class RowLine(Line, frozen=True, tag="row"):
    """A row that a view had of the case."""

    case: UUID
    of: str
    which: dict[str, Any]
    row: dict[str, Any]


class MovedLine(Line, frozen=True, tag="moved"):
    """A case to which events came between the moments; what differs follows."""

    case: UUID
    events: int
    first: int
    last: int


class DifferenceLine(Line, frozen=True, tag="difference"):
    """One thing of a case that is not as it was."""

    case: UUID
    difference: Difference


class StepLine(Line, frozen=True, tag="step"):
    """One event, and everything that it changed."""

    position: int
    case: UUID
    caseversion: int
    type: str
    agency: str
    occurred: datetime
    recordedat: datetime
    changes: list[Difference]


class KnownLine(Line, frozen=True, tag="known"):
    """What an agency knew of one case: how many bodies and bare rows, of how many some was withdrawn."""

    case: UUID
    events: int
    bare: int
    withdrawn: int
    last_position: int
    stage: str | None
    closed: bool | None


def step_line(event: RecordedEvent, changes: list[Difference]) -> StepLine:
    """The line that says what one event changed."""
    return StepLine(
        event.position,
        event.case,
        event.version,
        event.type,
        event.agency,
        event.occurred,
        event.recordedat,
        changes,
    )


class Page(NamedTuple):
    """Lines that are told together, and which events they tell of: that is on record before they are told."""

    lines: Sequence[Line]
    served: Sequence[Served] = ()
    case: UUID | None = None
