"""GET /v1/worklist: what an agency has to do next, what has waited longest first."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.access import stage_row
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.discrepancies.shape import head_at
from domain.matrix import BODY_LEVEL, NO_LEVEL
from domain.worklist.privacy import CONFIRM_PURGE
from projections.worklist.queries import BEGINNING, WorkItem, WorkKey, item_of, worklist
from server.api.pages import After, big_integer, page_key, page_text
from server.api.payloads import Position
from server.api.reading import POSITION, AtLeast, level_at, reached, view_call
from server.erasure.purges import owed_purges
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

_encode = msgspec.json.Encoder().encode


class WorkEntry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One thing to do. `ref` is the referral, file, report or joint act it is about; `on` the day of the
    event that it arises from, at `position`; `since` when that was recorded, left out for those to whom it is
    a bare row; `answers` the event types that answer it; `basis` the law or rule that it is owed by."""

    case: UUID
    kind: str
    ref: str
    position: Position
    on: date
    since: datetime | UnsetType = UNSET
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
        found = await worklist(conn, asker.agency, asker.kind, start, limit)
    purges = [item for item in await _purges(services, asker) if item.key > start]
    items = sorted((*found, *purges), key=lambda item: item.key)[:limit]
    shown = await _still_open(services, asker, items)
    served = [Served(each.position, STAGE_ONLY) for each in shown if each.kind != CONFIRM_PURGE.code]
    await services.reads.record(reader, "readWorklist", served)
    following = page_text(items[-1].key) if len(items) == limit else None
    page = WorkPage(items=shown, next=following)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


def key_of(text: str) -> WorkKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return WorkKey(*page_key(text, (big_integer, UUID, str, str)))


async def _purges(services: Services, asker: Asker) -> list[WorkItem]:
    """The purges that the agency is to confirm, as its own ledger says: whatever it sees of the case now."""
    owed = await owed_purges(reading_as(services, asker), services.pool, asker.agency)
    return [
        item_of(asker.kind, WorkKey(each.cause, each.case, CONFIRM_PURGE.code, each.erasure), each.since)
        for each in owed
    ]


async def _still_open(services: Services, asker: Asker, items: list[WorkItem]) -> list[WorkEntry]:
    states = await services.cases.at_head({item.key.case for item in items})
    known = ((item, states.get(item.key.case)) for item in items)
    told = (_entry(services, asker, item, state) for item, state in known if state is not None)
    return [each for each in told if each is not None]


def _entry(services: Services, asker: Asker, item: WorkItem, state: CaseState) -> WorkEntry | None:
    """None where the event that it arises from is not open to the asker now."""
    position = item.key.since_position
    if item.key.kind == CONFIRM_PURGE.code:  # the time to purge counts from this moment
        return _told(item, item.since.date(), item.since)
    level = level_at(services, asker, state, position)
    if level == NO_LEVEL:
        return None
    since = item.since if level == BODY_LEVEL else UNSET
    return _told(item, stage_row(head_at(state, position)).on, since)


def _told(item: WorkItem, on: date, since: datetime | UnsetType) -> WorkEntry:
    return WorkEntry(
        case=item.key.case,
        kind=item.key.kind,
        ref=item.key.ref,
        position=item.key.since_position,
        on=on,
        since=since,
        label={"id": item.label_id, "en": item.label_en},
        answers=[REGISTRY[name].type for name in item.answers],
        basis=item.basis,
    )
