"""What the rules of the deployment have put on record: lapses, recomputed clocks, suspected duplicates."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.shapes.duplicates import Pair


class Lapse(NamedTuple):
    """A deadline that passed without what it waited for. `started`: the event (agency, id) it ran from."""

    rule: str
    ref: str
    owner: str | None
    due: datetime
    position: int
    ref_kind: str
    owner_kind: str | None
    started: tuple[str, str]


class Recomputation(NamedTuple):
    """A due time that moved, and the event (agency, id) that moved it; no `after` where it runs no more."""

    rule: str
    ref_kind: str
    ref: str
    before: datetime | None
    after: datetime | None
    because: tuple[str, str]
    explanation: str
    lapsed_at: datetime | None
    position: int


class StoppedProcessing(NamedTuple):
    """What a withdrawal (agency, id) closed, to whom, and until when all use must have ended."""

    person: UUID
    withdrawal: tuple[str, str]
    consent: UUID | None
    purposes: tuple[str, ...]
    recipients: tuple[str, ...]
    due: datetime
    position: int


class Suspicion(NamedTuple):
    """Persons that look to be one, and on which keys. `answered`: a steward has held them for one, or parted
    them, since."""

    pairs: frozenset[Pair]
    matched_on: tuple[str, ...]
    position: int
    stewards: tuple[str, ...]
    answered: bool


class ModusAlert(NamedTuple):
    """A modus met so many times in the window; nobody is named."""

    recruitment: tuple[str, ...]
    channels: tuple[str, ...]
    exploitation: tuple[str, ...]
    window_days: int
    window_ends: date
    times: int
    to: tuple[str, ...]
    position: int
