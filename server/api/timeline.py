"""GET /v1/cases/{id}/timeline: every event of a case with both clocks, who received it and when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.access import Visibility, stage_row, visible
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.discrepancies.shape import head_at
from domain.events import EventHead, Marks
from domain.ids import source_of
from domain.matrix import BODY_LEVEL
from projections.timeline.queries import Delivery, deliveries, timeline
from server.answers import mark_names
from server.api.payloads import CaseVersion, Mark, Position
from server.api.problems import not_found
from server.api.reading import (
    LARGEST,
    LONGEST_PAGE,
    PATIENCE,
    POSITION,
    AtLeast,
    knows_of,
    reached,
    view_call,
)
from server.opening import Asker, asker_of, least, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.second_line.streams import entitled_to
from server.services import Services, services_of

_encode = msgspec.json.Encoder().encode


class Receiver(msgspec.Struct, kw_only=True):
    """What became of an event at one agency: owed as what, fetched, acknowledged; null until it happened."""

    agency: str
    kind: str
    owedat: datetime
    fetchedat: datetime | None
    acknowledgedat: datetime | None


class TimelineEvent(msgspec.Struct, kw_only=True, tag="event", tag_field="kind", omit_defaults=True):
    """An event whose body is open to the agency, with the data classes that are open to it now."""

    position: Position
    caseversion: CaseVersion
    type: str
    label: dict[str, str]
    legal_code: str | None
    source: str
    id: str
    time: str
    recordedat: datetime
    marks: list[Mark]
    assurance: Literal["agency", "escrow"]
    classes: list[str]
    person: UUID | UnsetType = UNSET
    group: str | UnsetType = UNSET
    receivers: list[Receiver]


class TimelineStage(msgspec.Struct, kw_only=True, tag="stage", tag_field="kind"):
    """A bare row: that something happened, for those who need to know that, not what."""

    position: Position
    legal_code: str | None
    date: date


class TimelinePage(msgspec.Struct, kw_only=True):
    """Events in the order in which they were recorded; `next` is the `after` of the next page, if any."""

    items: list[TimelineEvent | TimelineStage]
    next: int | None


class _Seen(NamedTuple):
    head: EventHead
    visibility: Visibility


@view_call(
    "/v1/cases/{case:uuid}/timeline",
    TimelinePage,
    "Events in the order in which they were recorded.",
    operation_id="readTimeline",
    summary="Every event of a case that I may see, with both clocks, and who received it when",
    description=(
        "Of its own events the agency is told who received them, as far as it may know that they are on the "
        "case; of other events, when it received them itself."
    ),
    refused=("not_found",),
)
async def read_timeline(
    request: Request[Any, Any, Any],
    case: Annotated[UUID, Parameter(description="The id of the case.")],
    after: Annotated[int, Parameter(ge=0, le=LARGEST, description="Case version of the page before.")] = 0,
    limit: Annotated[int, Parameter(ge=1, le=500, description="Events at most.")] = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is filtered, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "timeline", at_least)
    asker = await asker_of(services, reader)
    state = await visible_case(services, asker, case)
    upto = await services.applied.reach("timeline", state.position, PATIENCE)
    heads = [head for head in state.events[after : after + limit] if head.position <= upto]
    seen = await _seen(services, state, asker, heads, after)
    receivers = await _receivers(services, state, asker, seen)
    items = [_item(each, receivers.get(each.head.position, [])) for each in seen if each.visibility.level]
    await services.reads.record(reader, "readTimeline", _served(seen), case=case)
    page = TimelinePage(items=items, next=heads[-1].version if len(heads) == limit else None)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


async def visible_case(services: Services, asker: Asker, case: UUID) -> CaseState:
    """The case as it is now. Raises the one answer to absent and forbidden where nothing of it is open."""
    state = (await services.cases.at_head([case])).get(case)
    if state is None or state.kind != "case":
        raise not_found()
    if not any(_judge(services, state, asker, head).level for head in state.events):
        raise not_found()
    return state


async def _seen(
    services: Services, state: CaseState, asker: Asker, heads: Sequence[EventHead], after: int
) -> list[_Seen]:
    """What the asker may see of these events, no more than its ledger gave it: a body where the timeline has
    the event for it, a bare row where it is owed one."""
    async with reading_as(services, asker).connection() as conn:
        held = {head.version for head in await timeline(conn, state.id, after, len(heads))}
        entitled = await entitled_to(conn, asker, state.id)
    bounds = (entitled.most(head, has_body=head.version in held) for head in heads)
    return [
        _Seen(head, least(_judge(services, state, asker, head), most))
        for head, most in zip(heads, bounds, strict=True)
    ]


def _judge(services: Services, state: CaseState, asker: Asker, head: EventHead) -> Visibility:
    return visible(state, asker.agency, asker.kind, head, services.rules.matrix, asker.at)


async def _receivers(
    services: Services, state: CaseState, asker: Asker, seen: Sequence[_Seen]
) -> dict[int, list[Receiver]]:
    """By position: of its own events every agency it may know of, of others' events itself."""
    bodies = [each.head for each in seen if each.visibility.level == BODY_LEVEL]
    mine = {head.position for head in bodies if head.agency == asker.agency}
    told = knows_of(state, asker, services.rules.matrix) | {asker.agency}
    about = services.second_line.about(asker.agency, asker.kind, [state.id])
    async with about.connection() as conn:
        positions = [head.position for head in bodies]
        found = await deliveries(conn, state.id, positions, sorted(told), LONGEST_PAGE)
    receivers: dict[int, list[Receiver]] = {}
    for each in found:
        if each.position in mine or each.agency == asker.agency:
            receivers.setdefault(each.position, []).append(_receiver(state, each))
    return receivers


def _receiver(state: CaseState, found: Delivery) -> Receiver:
    return Receiver(
        agency=found.agency,
        kind=found.kind,
        owedat=head_at(state, found.cause).recordedat,
        fetchedat=found.fetched_at,
        acknowledgedat=found.acknowledged_at,
    )


def _item(seen: _Seen, receivers: list[Receiver]) -> TimelineEvent | TimelineStage:
    head, (level, classes) = seen
    if level != BODY_LEVEL:
        row = stage_row(head)
        return TimelineStage(position=row.position, legal_code=row.code, date=row.on)
    event_type, marks = REGISTRY[head.type], Marks(head.marks)
    return TimelineEvent(
        position=head.position,
        caseversion=head.version,
        type=event_type.type,
        label={"id": event_type.label_id, "en": event_type.label_en},
        legal_code=event_type.legal_code,
        source=source_of(head.agency),
        id=head.id,
        time=head.occurred.isoformat(),
        recordedat=head.recordedat,
        marks=mark_names(marks),  # type: ignore[arg-type]
        assurance="escrow" if marks & Marks.ESCROW else "agency",
        classes=list(DataClass(classes).names()) if classes else [],
        person=head.person or UNSET,
        group=head.group or UNSET,
        receivers=receivers,
    )


def _served(seen: Sequence[_Seen]) -> list[Served]:
    """What the read log says: no value was opened, so of a body the `case` class alone."""
    return [
        Served(each.head.position, 0 if each.visibility.level == BODY_LEVEL else STAGE_ONLY)
        for each in seen
        if each.visibility.level
    ]
