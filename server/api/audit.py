"""GET /v1/audit/events and /v1/audit/reads: the log as it was signed, and who read what, for auditors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
import psycopg
import structlog
from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType
from psycopg_pool import PoolTimeout

from domain.catalogue.consent_codes import DataClassName
from domain.events import LogRow
from domain.fold.consent import class_mask
from domain.problems import refuse
from domain.read_purposes import ReadReason
from server.answers import instant
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, answer, refusals
from server.api.pages import BETWEEN, LONGEST_KEY, big_integer, page_key, page_text
from server.api.payloads import CaseVersion, Position
from server.api.problems import ProblemError, invalid_parameter
from server.api.reading import refuse_unknown_parameters
from server.audit.disclosing import disclosed
from server.audit.pages import Stretch, events_of, reads_of
from server.auth.guards import requires_auditor, requires_auditor_or_officer
from server.ledger.chain import class_names
from server.opening import Shown, asker_of
from server.readlog.leaves import ReadRow, checkpoint
from server.readlog.reader import reader_of
from server.reads import Served
from server.services import services_of

LONGEST = 500  # events or reads on one page

_encode = msgspec.json.Encoder().encode

After = Annotated[
    str | None,
    Parameter(
        max_length=LONGEST_KEY,
        description="`next` of the page before; or the last position or index that you have, to begin there.",
    ),
]
Limit = Annotated[int, Parameter(ge=1, le=LONGEST, description="At most; a page may hold fewer.")]


class AuditedEvent(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An event as it stands in the log. `state`: the compact JWS as its agency signed it. With `position`,
    `caseversion`, `recordedat`, `marks` and `classes` (masks) it is all that its leaf is a hash of. `case`:
    its stream. `disclosures`: the values that were asked for and are open to the auditor, each the base64url
    of [salt, field, value]; `disclosed`: their classes."""

    position: Position
    case: UUID
    caseversion: CaseVersion
    recordedat: str
    marks: int
    classes: int
    state: str
    disclosed: list[str] | UnsetType = UNSET
    disclosures: list[str] | UnsetType = UNSET


class AuditedEventPage(msgspec.Struct, kw_only=True):
    """Events in the order of the log, none beyond position `as_of`, where the log ended when the first page
    was asked for. `next` is the `after` of the next page, null at the end."""

    items: list[AuditedEvent]
    as_of: Annotated[int, msgspec.Meta(ge=0)]
    next: str | None


class AuditedRead(msgspec.Struct, kw_only=True):
    """A read as it stands in the read log: all that its leaf is a hash of. `index`: its leaf, from 0. `first`
    and `last`: the rows of the agency's ledger that a fetch served. `positions` and `classes` run side by
    side: of which event the values of which classes (a mask) were given with the body, -1 for the bare row.
    `reason`: why values were opened that the reader's office alone does not open."""

    index: Annotated[int, msgspec.Meta(ge=0)]
    at: datetime
    agency: str
    role: str | None
    token: UUID | None
    person: UUID | None
    call: str
    purpose: str | None
    origin: str | None
    case: UUID | None
    first: int | None
    last: int | None
    positions: list[int]
    classes: list[int]
    reason: str | None


class AuditedReadPage(msgspec.Struct, kw_only=True):
    """Reads in the order of the tree, the first `as_of` of them: so many there were when the first page was
    asked for. `next` is the `after` of the next page, null at the end."""

    items: list[AuditedRead]
    as_of: Annotated[int, msgspec.Meta(ge=0)]
    next: str | None


@get(
    "/v1/audit/events",
    operation_class=ReadOperation,
    guards=[requires_auditor],
    before_request=refuse_unknown_parameters,
    operation_id="readAuditEvents",
    summary="The log as it was signed",
    description=(
        "Token: auditor. For an agency of the kind auditor or dpo all events; for the auditor of another "
        "agency those that this agency signed. Bodies in full: they hold nothing that identifies a person. "
        "Values are named by their classes and not shown; with `disclose` and `reason` those are shown that "
        "broken glass of the auditor opens (of its own agency's events, all). Recorded first, or refused."
    ),
    security=TOKEN,
    tags=["audit"],
    responses={200: answer(AuditedEventPage, "A page of events.")}
    | refusals("invalid_parameter", "notice_required", "read_log_unavailable", *TOKEN_PROBLEMS),
)
async def read_audit_events(
    request: Request[Any, Any, Any],
    after: After = None,
    limit: Limit = 100,
    disclose: Annotated[
        list[DataClassName] | None,
        Parameter(max_items=len(DataClassName), description="Classes whose values are asked for."),
    ] = None,
    reason: Annotated[ReadReason | None, Parameter(description="With `disclose`: why.")] = None,
) -> ASGIResponse:
    """Every page ends where the log ended at the first one, whatever is recorded meanwhile."""
    _require_reason(disclose, reason)
    services, reader = services_of(request), reader_of(request)
    as_of, start = _started(after, 0, (await services.reader.head()).position)
    asker = await asker_of(services, reader)
    rows, following = await events_of(services, asker, Stretch(start, as_of, limit))
    shown = await disclosed(services, asker, rows, class_mask(disclose)) if disclose else None
    served = [Served(row.position, _classes(shown, row)) for row in rows]
    await services.reads.record(reader, "readAuditEvents", served, reason=reason, required=True)
    items = [_event(row, shown) for row in rows]
    return _page(AuditedEventPage(items=items, as_of=as_of, next=_key(as_of, following)))


@get(
    "/v1/audit/reads",
    operation_class=ReadOperation,
    guards=[requires_auditor_or_officer],
    before_request=refuse_unknown_parameters,
    operation_id="readAuditReads",
    summary="The read log: who read what, when, what for and from where",
    description=(
        "Token: auditor or dpo. For an agency of the kind auditor or dpo all reads; for those of another "
        "agency the reads of this agency. No value of any event is told. Recorded first, or refused."
    ),
    security=TOKEN,
    tags=["audit"],
    responses={200: answer(AuditedReadPage, "A page of reads.")}
    | refusals("invalid_parameter", "read_log_unavailable", *TOKEN_PROBLEMS),
)
async def read_audit_reads(
    request: Request[Any, Any, Any], after: After = None, limit: Limit = 100
) -> ASGIResponse:
    """Every page ends where the read log ended at the first one: no page tells of its own reading."""
    services, reader = services_of(request), reader_of(request)
    asker = await asker_of(services, reader)
    try:
        as_of, start = _started(after, -1, (await checkpoint(services.pool)).size)
        rows, following = await reads_of(services, asker, Stretch(start, as_of - 1, limit))
    except (psycopg.Error, PoolTimeout) as error:
        structlog.get_logger().error("reads not found", exc_info=error)
        raise ProblemError(refuse("read_log_unavailable", "The read log does not answer.")) from None
    await services.reads.record(reader, "readAuditReads", [], required=True)
    items = [_read(row) for row in rows]
    return _page(AuditedReadPage(items=items, as_of=as_of, next=_key(as_of, following)))


def _require_reason(disclose: Sequence[DataClassName] | None, reason: ReadReason | None) -> None:
    if disclose and reason is None:
        raise invalid_parameter("reason", "Values are opened for a reason of the list.")
    if reason is not None and not disclose:
        raise invalid_parameter("disclose", "A reason is that of opening the values of some classes.")


def _started(after: str | None, before_first: int, end: int) -> tuple[int, int]:
    """Where the snapshot ends and after what its next page begins: a new one after what the auditor has, or
    the one of the page before. Raises ProblemError for what is neither."""
    if after is None:
        return end, before_first
    if BETWEEN not in after:
        as_of, (last,) = end, page_key(after, (big_integer,))
    else:
        as_of, last = page_key(after, (big_integer, big_integer))
    if not before_first <= last <= as_of <= end:
        raise invalid_parameter("after", "Send `next` of the page before as it was given, or a number.")
    return as_of, last


def _key(as_of: int, following: int | None) -> str | None:
    return None if following is None else page_text((as_of, following))


def _event(row: LogRow, shown: Mapping[int, Shown] | None) -> AuditedEvent:
    event = AuditedEvent(
        position=row.position,
        case=row.case,
        caseversion=row.version,
        recordedat=instant(row.recordedat),
        marks=row.marks,
        classes=row.classes,
        state=row.state.decode("ascii"),
    )
    if shown is not None:
        found = shown.get(row.position)
        header = found.event.header if found and found.event else UNSET
        event.disclosures = [] if header is UNSET else header.disclosures
        event.disclosed = class_names(_classes(shown, row))
    return event


def _classes(shown: Mapping[int, Shown] | None, row: LogRow) -> int:
    """The classes given with an event."""
    found = shown.get(row.position) if shown else None
    return found.classes if found else 0


def _read(row: ReadRow) -> AuditedRead:
    return AuditedRead(
        index=row.leaf,
        at=row.read_at,
        agency=row.agency,
        role=row.role,
        token=row.token_id,
        person=row.person,
        call=row.call,
        purpose=row.purpose,
        origin=row.origin,
        case=row.case_id,
        first=row.first_n,
        last=row.last_n,
        positions=row.positions,
        classes=row.classes,
        reason=row.reason,
    )


def _page(page: AuditedEventPage | AuditedReadPage) -> ASGIResponse:
    return ASGIResponse(body=_encode(page))
