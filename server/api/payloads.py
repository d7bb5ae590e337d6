"""What the answers to a publisher look like, for the OpenAPI document.

The answers themselves are written by `server.answers`; a test holds the two together.
"""

import datetime as dt
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from server.api.problems import Problem

Position = Annotated[int, msgspec.Meta(ge=1, description="Position in the log, gapless, from 1.")]
CaseVersion = Annotated[int, msgspec.Meta(ge=1, description="Version of the case, gapless, from 1.")]
Sha256Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Mark = Literal["late", "conflicting", "clock_suspect", "prev_unmatched"]
Receipt = Annotated[
    str, msgspec.Meta(description="Compact JWS, typ jejak-receipt+jws, over what is on record of the call.")
]


class RecordedResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An event that stands in the log."""

    id: str
    status: Literal["recorded", "already_recorded"]
    position: Position
    caseversion: CaseVersion
    recordedat: datetime
    hash: Annotated[Sha256Hex, msgspec.Meta(description="SHA-256 of the signed payload.")]
    assurance: Literal["agency", "escrow"]
    marks: list[Mark] | UnsetType = UNSET


class RecordedAnswer(RecordedResult, kw_only=True, omit_defaults=True):
    """An event that stands in the log, with the receipt of its call."""

    receipt: Receipt


class MissedEvent(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An event that a stale decision did not know of, as far as the publisher may see it: of one that it may
    see as a bare row alone, position, legal code and date."""

    position: Position
    legal_code: str | UnsetType | None = UNSET
    date: dt.date | UnsetType = UNSET
    caseversion: CaseVersion | UnsetType = UNSET
    type: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    id: str | UnsetType = UNSET
    time: datetime | UnsetType = UNSET
    recordedat: datetime | UnsetType = UNSET


class BatchResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one event of a batch: the members of RecordedResult, or `problem` and `missed`."""

    id: str | None
    status: Literal["recorded", "already_recorded", "refused", "stale"]
    position: Position | UnsetType = UNSET
    caseversion: CaseVersion | UnsetType = UNSET
    recordedat: datetime | UnsetType = UNSET
    hash: Sha256Hex | UnsetType = UNSET
    assurance: Literal["agency", "escrow"] | UnsetType = UNSET
    marks: list[Mark] | UnsetType = UNSET
    problem: Problem | UnsetType = UNSET
    missed: list[MissedEvent] | UnsetType = UNSET


class BatchAnswer(msgspec.Struct, kw_only=True):
    """The answers in the order of the batch, and one receipt over those that stand in the log."""

    results: list[BatchResult]
    receipt: Receipt | None


class StaleProblem(Problem, kw_only=True, omit_defaults=True):
    """A refusal; of a stale decision with the events that it missed."""

    missed: list[MissedEvent] | UnsetType = UNSET
