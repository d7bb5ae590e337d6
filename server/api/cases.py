"""GET /v1/cases/{id}: a case as one agency may see it, now or as of a moment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.case_state import CaseState
from domain.disclosures import open_disclosure
from domain.events import EventHead, read_event
from domain.fold.corrections import withdrawn_entries
from domain.problems import Refusal
from projections.case_file.case_view import Reading, case_view
from projections.case_file.rows import happened
from server.api.known import Answer, Knowledge, KnownTo, OnBasis, knowledge
from server.api.moments import Clock, Moment, moment_of, recorded_by
from server.api.payloads import CaseVersion, Position
from server.api.problems import invalid_parameter, not_found
from server.api.reading import POSITION, AtLeast, reached, view_call
from server.opening import ALL_OF_IT, Asker, FlattenedEvent, Shown, asker_of, served, show
from server.readlog.reader import reader_of
from server.second_line.streams import stream_of
from server.services import services_of

Things = list[dict[str, Any]]

_encode = msgspec.json.Encoder().encode


class CaseOpening(msgspec.Struct, kw_only=True):
    """The event that opened the case, where its body is open to the agency."""

    at: datetime
    by: str
    type: str
    position: Position


class LegalStage(msgspec.Struct, kw_only=True):
    """The legal stage as far as the agency may know of it, and the event that says so."""

    code: str
    on: date
    position: Position


class BareRow(msgspec.Struct, kw_only=True):
    """That something happened, for those who need to know that, not what."""

    code: str | None
    on: date
    position: Position


class CaseView(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A case folded from the events that the agency may see, and from nothing else.

    Every thing in a list has `positions`: the log position of the event from which each of its fields comes.
    `version` is that of the case, for a decision to rest on; it counts the events that the agency may not see
    as well. The members that are missing are unknown to an agency that sees bare rows only. With `known_to`
    it is folded from what that agency knew, as far as the asker may see it; `last_position` is 0 where it
    knew nothing.
    """

    case: UUID
    version: CaseVersion
    last_position: Annotated[int, msgspec.Meta(ge=0)]
    opened: CaseOpening | None
    legal_stage: LegalStage | None
    bare: list[BareRow]
    disclosed: Things
    parties: Things
    persons: Things
    services: Things
    referrals: Things
    files: Things
    consents: Things
    reports: Things
    joint_acts: Things
    corrections: Things
    closed: bool | UnsetType = UNSET
    closed_at: datetime | UnsetType | None = UNSET
    closure_reason: str | UnsetType | None = UNSET
    retained_until: date | UnsetType | None = UNSET
    withdrawn: list[str] | UnsetType = UNSET
    case_manager: str | UnsetType | None = UNSET
    reporter_confidential: bool | UnsetType = UNSET
    suspects: list[str] | UnsetType = UNSET
    positions: dict[str, int] | UnsetType = UNSET
    open_items: Things | UnsetType = UNSET
    known_to: Knowledge | UnsetType = UNSET


@view_call(
    "/v1/cases/{case:uuid}",
    CaseView,
    "The case.",
    operation_id="readCase",
    summary="A case as I may see it, now or as of a moment",
    description=(
        "What is open is judged as of now, also for a moment in the past. With `by=occurred` events count in "
        "the order in which they happened, and a time is compared with when they happened. `known_to` asks "
        "what an agency knew at that moment: each may ask of itself, auditor and dpo of all, a coordinator "
        "of those it may know to be on the case. What is served is recorded first."
    ),
    refused=("not_found", "notice_required"),
)
async def read_case(
    request: Request[Any, Any, Any],
    case: Annotated[UUID, Parameter(description="The id of the case.")],
    as_of: Annotated[
        str | None, Parameter(max_length=40, description="Log position, or time (RFC 3339 with its offset).")
    ] = None,
    by: Annotated[Clock, Parameter(description="The clock that counts.")] = "recorded",
    known_to: KnownTo = None,
    basis: OnBasis = None,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """Nothing of the case is open, or was there at that moment: the one answer to absent and forbidden."""
    if basis is not None and known_to is None:
        raise invalid_parameter("basis", "A basis is that of what `known_to` knew.")
    services, reader, moment = services_of(request), reader_of(request), moment_of(as_of, by)
    position = await reached(services, "case_file", at_least)
    asker = await asker_of(services, reader)
    state = (await services.cases.at_head([case])).get(case)
    heads = recorded_by(moment, state.events) if state is not None and state.kind == "case" else []
    if state is None or not heads:
        raise not_found()
    known, stream = None, await stream_of(services, asker, state)
    if known_to is not None:
        known = await knowledge(services, asker, (state, heads), moment, known_to, basis or "fetched")
    wanted = [stream.owed(head, ALL_OF_IT) for head in heads] if known is None else known.wanted(stream)
    shown = await show(services, asker, {case: state}, wanted)
    open_now = counted(moment, [each for each in shown if each.head is not None])
    if known is None and not open_now:
        raise not_found()
    await services.reads.record(reader, "readCase", served(open_now), case=case)
    gone = taken_back(moment, state, heads) if known is None else frozenset()
    told, last = reading(known or asker, open_now)._replace(withdrawn=gone), stream.last(heads)
    view = case_view(case, told) | {"version": last.version}
    if known is not None:
        view["known_to"] = known.told(shown)
    return ASGIResponse(body=_encode(view), headers={POSITION: str(max(position, last.position))})


def counted(moment: Moment, shown: list[Shown]) -> list[Shown]:
    """The events that count at the moment, in the order in which they count."""
    if moment.by == "recorded":
        return shown
    upto = moment.happened_by
    happened_by = [each for each in shown if upto is None or happened(_head(each)) <= upto]
    return sorted(happened_by, key=lambda each: happened(_head(each)))


def reading(reader: Asker | Answer, shown: Sequence[Shown]) -> Reading:
    """What may be read by, or of what was known to, an agency: bodies, bare rows, and the values of the
    disclosures that were opened."""
    return Reading(
        reader.agency,
        reader.kind,
        [read_event(each.row) for each in shown if each.row is not None],
        [_head(each) for each in shown if each.row is None],
        {each.row.position: values(each.event) for each in shown if each.row and each.event and each.classes},
    )


def taken_back(moment: Moment, state: CaseState, heads: Sequence[EventHead]) -> frozenset[tuple[str, str]]:
    """The entries among these that their publishers had taken back at the moment, each as (agency, id)."""
    upto, on_record = moment.happened_by, {head.position for head in heads}
    return withdrawn_entries(
        each
        for each in state.entries
        if each.position in on_record and (upto is None or happened(each.head) <= upto)
    )


def values(event: FlattenedEvent) -> dict[str, Any]:
    """The disclosed fields of an event by name."""
    disclosures = [] if event.header is UNSET else event.header.disclosures
    opened = [open_disclosure(encoded) for encoded in disclosures]
    return {each.field: each.value for each in opened if not isinstance(each, Refusal)}


def _head(shown: Shown) -> EventHead:
    assert shown.head is not None, "what is not open was left out before"
    return shown.head
