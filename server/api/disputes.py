"""GET /v1/disputes and /v1/disputes/{id}: what police and prosecutor hold against each other, and what became
of it."""

from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.case_state import CaseState, Dispute
from domain.events import read_event
from domain.fold.conference import conference_of
from projections.case_file.case_view import fold_visible
from projections.disputes.queries import END, DisputeFilter, ListedDispute, cases_of, list_disputes
from projections.disputes.sight import status_seen
from server.api.cases import values
from server.api.dispute_payloads import DisputeEntry, DisputeOpening, DisputePage, DisputeView
from server.api.dispute_view import (
    Told,
    dispute_view,
    evidence,
    named_discrepancy,
)
from server.api.problems import not_found
from server.api.reading import LARGEST, POSITION, AtLeast, reached, view_call
from server.opening import ALL_OF_IT, BODY_ALONE, Asker, Shown, asker_of, reading_as, served, show
from server.readlog.reader import reader_of
from server.reads import Served
from server.second_line.streams import Stream, stream_of
from server.services import Services, services_of

Status = Literal["open", "proposed", "agreed", "escalated", "withdrawn"]

_encode = msgspec.json.Encoder().encode


class Found(NamedTuple):
    """A dispute with the case that it is in, as it is now."""

    state: CaseState
    dispute: Dispute
    status: str


@view_call(
    "/v1/disputes",
    DisputePage,
    "A page of disputes.",
    operation_id="listDisputes",
    summary="Disputes of police and prosecutor that I may see, opened last first",
    description=(
        "A dispute is listed where the body of its opening is open to the agency; a bare row does not tell "
        "that there is one."
    ),
)
async def list_my_disputes(
    request: Request[Any, Any, Any],
    status: Annotated[Status | None, Parameter(description="In this status alone.")] = None,
    case: Annotated[UUID | None, Parameter(description="Of this case alone.")] = None,
    before: Annotated[
        int | None, Parameter(ge=1, le=LARGEST, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Disputes at most.")] = 50,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "disputes", at_least)
    asker = await asker_of(services, reader)
    async with reading_as(services, asker).connection() as conn:
        only = DisputeFilter(status, case)
        listed = await list_disputes(conn, asker.agency, before=before or END, limit=limit, only=only)
    shown = [found for found in await _still_open(services, asker, listed) if status in (None, found.status)]
    await services.reads.record(reader, "listDisputes", [_served(found) for found in shown])
    following = listed[-1].opened_position if len(listed) == limit else None
    page = DisputePage(items=[_entry(found) for found in shown], next=following)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


@view_call(
    "/v1/disputes/{dispute:uuid}",
    DisputeView,
    "The dispute.",
    operation_id="readDispute",
    summary="A dispute: what each side holds and cites, the expert, the conference, the outcome, its history",
    description=(
        "Of an event cited the agency is told as much as it may see of it. What is served is recorded first."
    ),
    refused=("not_found", "notice_required"),
)
async def read_dispute(
    request: Request[Any, Any, Any],
    dispute: Annotated[UUID, Parameter(description="The id of the dispute.")],
    at_least: AtLeast = None,
) -> ASGIResponse:
    """One that does not exist and one whose opening is not open to the agency answer alike."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "disputes", at_least)
    asker = await asker_of(services, reader)
    found = await find(services, asker, dispute)
    if found is None:
        raise not_found()
    stream = await stream_of(services, asker, found.state)
    shown, last = await _shown(services, asker, found, stream), stream.last(found.state.events)
    told = _told(found, shown, last.version)
    view = told.state.disputes.get(dispute)
    if view is None:
        raise not_found()
    await services.reads.record(reader, "readDispute", served(shown), case=found.state.id)
    headers = {POSITION: str(max(position, last.position))}
    return ASGIResponse(body=_encode(dispute_view(view, told)), headers=headers)


async def _still_open(services: Services, asker: Asker, listed: list[ListedDispute]) -> list[Found]:
    """The listed disputes whose opening is open to the agency now, in the order of the list."""
    states = await services.cases.at_head({each.case for each in listed})
    found = (_found(services, asker, states.get(each.case), each.dispute) for each in listed)
    return [each for each in found if each is not None]


async def find(services: Services, asker: Asker, dispute: UUID) -> Found | None:
    """The dispute of this id that the agency may see; of several the one opened first."""
    async with reading_as(services, asker).connection() as conn:
        cases = await cases_of(conn, asker.agency, dispute)
    states = await services.cases.at_head(cases)
    found = (_found(services, asker, states.get(case), dispute) for case in cases)
    return next((each for each in found if each is not None), None)


def _found(services: Services, asker: Asker, state: CaseState | None, dispute: UUID) -> Found | None:
    known = state.disputes.get(dispute) if state is not None else None
    if state is None or known is None:
        return None
    status = status_seen(state, known, asker.agency, asker.kind, services.rules.matrix, asker.at)
    return Found(state, known, status) if status else None


async def _shown(services: Services, asker: Asker, found: Found, stream: Stream) -> list[Shown]:
    """The events of the dispute with what is disclosed, and of those cited whether they are open at all."""
    own, cited = own_events(found), evidence(found.dispute)
    wanted = [
        stream.owed(head, ALL_OF_IT if head.position in own else BODY_ALONE)
        for head in found.state.events
        if head.position in own or head.position in cited
    ]
    return [
        each
        for each in await show(services, asker, {found.state.id: found.state}, wanted)
        if each.head is not None
    ]


def own_events(found: Found) -> frozenset[int]:
    """The events of a dispute: those that name it, its conference, the answers to the minutes of that, and
    what corrects them."""
    own = set(found.dispute.events)
    conference = conference_of(found.state, found.dispute.conference)
    if conference is not None:
        own |= {conference.invited_at, conference.held_at, conference.decided_at}
        act = found.state.joint_acts.get(conference.event) if conference.event else None
        own |= {each.position for each in act.answers} if act else set()
    entries = {(head.agency, head.id) for head in found.state.events if head.position in own}
    return frozenset(own | {each.position for each in found.state.corrections if each.of in entries})


def _told(found: Found, shown: list[Shown], version: int) -> Told:
    """What the agency may be told. Of the events cited none is counted that is not of the dispute itself."""
    own = own_events(found)
    bodies = [
        (read_event(each.row), each.head, values(each.event))
        for each in shown
        if each.row and each.head and each.event and each.row.position in own
    ]
    state, _ = fold_visible(found.state.id, [event for event, _, _ in bodies])
    if state is None:
        raise not_found()
    cited = {
        each.head.position: (each.head, each.event is not None) for each in shown if each.head is not None
    }
    return Told(state, version, bodies, cited)


def _entry(found: Found) -> DisputeEntry:
    dispute, events = found.dispute, found.state.events
    opened = next(head for head in events if head.position == dispute.opened_at)
    return DisputeEntry(
        dispute=dispute.id,
        case=found.state.id,
        status=found.status,
        file=dispute.file,
        discrepancy=named_discrepancy(dispute.ref),
        sides=list(dispute.parties),
        opened=DisputeOpening(
            by=dispute.opened_by, at=opened.occurred.isoformat(), position=dispute.opened_at
        ),
    )


def _served(found: Found) -> Served:
    """A list tells what the body of the opening says."""
    return Served(found.dispute.opened_at, 0)
