"""GET /v1/worklist: what an agency has to do next, what has waited longest first."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.catalogue import REGISTRY
from projections.worklist.queries import BEGINNING, WorkItem, WorkKey, worklist
from server.api.pages import After, big_integer, page_key, page_text
from server.api.payloads import Position
from server.api.reading import POSITION, AtLeast, reached, still_sees, view_call
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

_encode = msgspec.json.Encoder().encode


class WorkEntry(msgspec.Struct, kw_only=True):
    """One thing to do. `ref` is the referral, file, report or joint act it is about; `since` when the event
    that it arises from was recorded, at `position`; `answers` the event types that answer it; `basis` the law
    or rule that it is owed by."""

    case: UUID
    kind: str
    ref: str
    position: Position
    since: datetime
    label: dict[str, str]
    answers: list[str]
    basis: str


class WorkPage(msgspec.Struct, kw_only=True):
    """Things to do, oldest first; `next` is the `after` of the next page, if any."""

    items: list[WorkEntry]
    next: str | None


@view_call(
    "/v1/worklist",
    WorkPage,
    "A page of things to do.",
    operation_id="readWorklist",
    summary="What I have to do next",
)
async def read_worklist(
    request: Request[Any, Any, Any],
    after: After = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Things at most.")] = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    start = BEGINNING if after is None else key_of(after)
    position = await reached(services, "worklist", at_least)
    asker = await asker_of(services, reader)
    async with reading_as(services, asker).connection() as conn:
        items = await worklist(conn, asker.agency, asker.kind, start, limit)
    shown = await _still_open(services, asker, items)
    served = [Served(item.key.since_position, STAGE_ONLY) for item in shown]
    await services.reads.record(reader, "readWorklist", served)
    following = page_text(items[-1].key) if len(items) == limit else None
    page = WorkPage(items=[_entry(item) for item in shown], next=following)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


def key_of(text: str) -> WorkKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return WorkKey(*page_key(text, (big_integer, UUID, str, str)))


async def _still_open(services: Services, asker: Asker, items: list[WorkItem]) -> list[WorkItem]:
    states = await services.cases.at_head({item.key.case for item in items})
    return [
        item
        for item in items
        if still_sees(services, asker, states.get(item.key.case), item.key.since_position)
    ]


def _entry(item: WorkItem) -> WorkEntry:
    return WorkEntry(
        case=item.key.case,
        kind=item.key.kind,
        ref=item.key.ref,
        position=item.key.since_position,
        since=item.since,
        label={"id": item.label_id, "en": item.label_en},
        answers=[REGISTRY[name].type for name in item.answers],
        basis=item.basis,
    )
