"""What the answers to GET /v1/disputes and /v1/disputes/{id} look like."""

import datetime as dt
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from server.api.payloads import CaseVersion, Mark
from server.api.payloads import Position as LogPosition

Label = dict[str, str]


class NamedDiscrepancy(msgspec.Struct, kw_only=True):
    """The discrepancy that a dispute or a position is about, as GET .../discrepancies names it."""

    kind: str
    ref: str
    label: Label


class CitedEvent(msgspec.Struct, kw_only=True, tag="event", tag_field="kind"):
    """An event cited whose body is open to the agency."""

    position: LogPosition
    type: str
    label: Label
    legal_code: str | None
    source: str
    id: str
    time: str


class CitedStage(msgspec.Struct, kw_only=True, tag="stage", tag_field="kind"):
    """An event cited of which the agency sees that it happened, not what."""

    position: LogPosition
    legal_code: str | None
    date: dt.date


class CitedElsewhere(msgspec.Struct, kw_only=True, tag="closed", tag_field="kind"):
    """A position cited of which nothing is open to the agency, or that is none of this case. They look
    alike."""

    position: LogPosition


Citation = CitedEvent | CitedStage | CitedElsewhere


class DisputeSide(msgspec.Struct, kw_only=True):
    """One side, and whether it has accepted the outcome that is proposed."""

    agency: str
    accepted: bool


class DisputeOpening(msgspec.Struct, kw_only=True):
    """Who opened it, when."""

    by: str
    at: str
    position: LogPosition


class DisputePosition(msgspec.Struct, kw_only=True):
    """What an office holds, of what, on what law and on which events. An expert's is an opinion."""

    position: LogPosition
    agency: str
    on: str
    holds: str
    file: UUID | None
    element: str | None
    articles: list[str]
    role: str | None
    discrepancy: NamedDiscrepancy | None
    legal_basis: list[str]
    cites: list[Citation]


class DisputeExpert(msgspec.Struct, kw_only=True):
    """An expert engaged for the dispute, and what was opened to it until when."""

    agency: str
    engaged_by: str
    position: LogPosition
    until: datetime
    conflict_of_interest: bool
    qualification: str
    panel: str
    fields: list[str]
    excerpt: list[LogPosition]


class DisputeConference(msgspec.Struct, kw_only=True):
    """The case conference on the dispute. Positions are null until the step is recorded."""

    conference: UUID
    form: str
    invited: LogPosition | None
    scheduled_for: datetime | None
    held: LogPosition | None
    held_on: dt.date | None
    present: list[dict[str, str | None]]
    elements_agreed: list[str]
    elements_open: list[str]
    articles_agreed: list[str]
    outcome: str | None
    decided: LogPosition | None
    confirmed: list[str]
    contested: list[str]
    awaited: list[str]


class DisputeEnd(msgspec.Struct, kw_only=True):
    """How the dispute is proposed to end."""

    proposal: UUID
    outcome: str
    by: str
    position: LogPosition
    cites: list[Citation]
    accepted_by: list[str]
    agreed: bool


class DisputeEvent(msgspec.Struct, kw_only=True):
    """One event of the dispute: what its body says and what was disclosed of it to the agency."""

    position: LogPosition
    caseversion: CaseVersion
    type: str
    label: Label
    legal_code: str | None
    source: str
    id: str
    time: str
    recordedat: datetime
    effectedon: dt.date | None
    marks: list[Mark]
    data: dict[str, Any]
    disclosed: dict[str, Any]


class DisputeView(msgspec.Struct, kw_only=True):
    """A dispute folded from the events that the agency may see, and from nothing else.

    `version` is that of the case, for a decision to rest on. `evidence`: every log position cited, by anyone.
    """

    dispute: UUID
    case: UUID
    version: CaseVersion
    status: str
    file: UUID | None
    element: str | None
    discrepancy: NamedDiscrepancy | None
    opened: DisputeOpening
    sides: list[DisputeSide]
    positions: list[DisputePosition]
    evidence: list[LogPosition]
    experts: list[DisputeExpert]
    conference: DisputeConference | None
    outcome: DisputeEnd | None
    escalated_to: str | None
    ended: LogPosition | None
    history: list[DisputeEvent]


class DisputeEntry(msgspec.Struct, kw_only=True):
    """One dispute in an agency's list. `status`: as far as the agency may see what became of it."""

    dispute: UUID
    case: UUID
    status: str
    file: UUID | None
    discrepancy: NamedDiscrepancy | None
    sides: list[str]
    opened: DisputeOpening


class DisputePage(msgspec.Struct, kw_only=True):
    """Disputes, opened last first; `next` is the `before` of the next page, if any."""

    items: list[DisputeEntry]
    next: int | None
