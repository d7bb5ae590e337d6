"""What agencies state of one person: status, interviews, rights, notices, the way home, visits.

Positions are log positions, 0 until the step is recorded; `at` is when it happened, as the agency says.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class StatusClaim(NamedTuple):
    """What one agency last held a person to be (HTCDS vic_TraffickingStatus), and who it says decided it."""

    status: str
    at: datetime
    position: int
    decided_by: str


class Interview(NamedTuple):
    """An interview as its agency numbers it; `reason_given`: it says why the person was asked again."""

    number: int
    position: int
    agency: str
    reason_given: bool
    at: datetime


class ExplainedRight(NamedTuple):
    """A right explained to the person or to who took it in for the person."""

    right: str
    at: datetime
    position: int
    agency: str


class Notice(NamedTuple):
    """What the person was told of; `reached` is False where nobody could be told."""

    subject: str
    at: datetime
    position: int
    agency: str
    reached: bool


class Leg(NamedTuple):
    """One leg of the way home, as the side that sent off and the side that took over state it."""

    number: int
    departed: int = 0
    departed_by: str | None = None
    departed_at: datetime | None = None
    to_agency: str | None = None
    escort: str | None = None
    departed_sha256: str | None = None
    arrived: int = 0
    arrived_by: str | None = None
    arrived_at: datetime | None = None
    from_agency: str | None = None
    condition: str | None = None
    arrived_sha256: str | None = None


class Visit(NamedTuple):
    """A monitoring visit after the return."""

    number: int
    at: datetime
    position: int
    agency: str
    progress: str
    risk: str
