"""GET /v1/discrepancies and /v1/cases/{id}/discrepancies: what agencies state that does not go together."""

from datetime import date, datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.access import OVERSIGHT, stage_row
from domain.case_state import CaseState
from domain.discrepancies import KINDS, Side
from domain.discrepancies.shape import head_at
from domain.discrepancies.sight import BODY_LEVEL, NO_LEVEL, sight
from projections.discrepancies.queries import (
    BEGINNING,
    DiscrepancyFilter,
    DiscrepancyKey,
    ListedDiscrepancy,
    list_discrepancies,
)
from server.api.pages import After, big_integer, page_key, page_text
from server.api.payloads import Position
from server.api.reading import POSITION, AtLeast, reached, view_call
from server.api.timeline import visible_case
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

_encode = msgspec.json.Encoder().encode

KindFilter = Annotated[
    str | None, Parameter(max_length=64, pattern="^[a-z_]+$", description="Kind, such as item_contested.")
]
SettledFilter = Annotated[
    bool | None, Parameter(description="Those that an event has ended, or those still open.")
]
Limit = Annotated[int, Parameter(ge=1, le=200, description="Discrepancies at most.")]
DESCRIPTION = (
    "A discrepancy is shown where every event it rests on is open to the agency. One that says no more than "
    "that something happened or did not is shown to those who see bare rows too, without `ref`, `file` and "
    "`sides`."
)


class DiscrepancySide(msgspec.Struct, kw_only=True):
    """What one side says, in codes and dates, at a log position; neither where it has said nothing."""

    agency: str
    position: int | None
    says: list[str]
    on: date | None


class Settlement(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The event that ended it, the day its publisher gives it, and when that was recorded."""

    position: Position
    on: date
    at: datetime | UnsetType = UNSET


class DiscrepancyEntry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One discrepancy. `positions`: the events it rests on; the last of what brought it about stands at
    `position`, is dated `on` and was recorded at `since`; `settled`: null while it is open. `kind` and `ref`
    name it in a dispute. Who sees bare rows is told days alone."""

    case: UUID
    kind: str
    label: dict[str, str]
    basis: str
    positions: list[Position]
    position: Position
    on: date
    settled: Settlement | None
    since: datetime | UnsetType = UNSET
    ref: str | UnsetType = UNSET
    file: UUID | UnsetType | None = UNSET
    sides: list[DiscrepancySide] | UnsetType = UNSET


class DiscrepancyPage(msgspec.Struct, kw_only=True):
    """Discrepancies, oldest first; `next` is the `after` of the next page, if any."""

    items: list[DiscrepancyEntry]
    next: str | None


class Judged(NamedTuple):
    """A discrepancy, how much of it the asker may see now, and the days of its beginning and its end."""

    listed: ListedDiscrepancy
    level: int
    on: date
    settled_on: date | None


@view_call(
    "/v1/discrepancies",
    DiscrepancyPage,
    "A page of discrepancies.",
    operation_id="listDiscrepancies",
    summary="What agencies state that does not go together, in all cases I may see",
    description=DESCRIPTION,
)
async def read_discrepancies(
    request: Request[Any, Any, Any],
    case: Annotated[UUID | None, Parameter(description="Of this case alone.")] = None,
    kind: KindFilter = None,
    settled: SettledFilter = None,
    after: After = None,
    limit: Limit = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    only = DiscrepancyFilter(case, kind, settled)
    return await _page(request, "listDiscrepancies", only, after, limit, at_least)


@view_call(
    "/v1/cases/{case:uuid}/discrepancies",
    DiscrepancyPage,
    "A page of discrepancies of the case.",
    operation_id="readDiscrepancies",
    summary="What agencies state of a case that does not go together",
    description=DESCRIPTION,
    refused=("not_found",),
)
async def read_case_discrepancies(
    request: Request[Any, Any, Any],
    case: Annotated[UUID, Parameter(description="The id of the case.")],
    kind: KindFilter = None,
    settled: SettledFilter = None,
    after: After = None,
    limit: Limit = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """Absent and forbidden are answered alike; a case without discrepancies answers an empty page."""
    only = DiscrepancyFilter(case, kind, settled)
    return await _page(request, "readDiscrepancies", only, after, limit, at_least, within=case)


def key_of(text: str) -> DiscrepancyKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return DiscrepancyKey(*page_key(text, (big_integer, UUID)))


def entry_of(judged: Judged) -> DiscrepancyEntry:
    """A discrepancy as the API tells it, as far as it is open."""
    listed, found = judged.listed, judged.listed.found
    about = KINDS[found.kind]
    entry = DiscrepancyEntry(
        case=listed.case,
        kind=found.kind,
        label={"id": about.code.label_id, "en": about.code.label_en},
        basis=about.basis,
        positions=list(found.positions),
        position=found.since_position,
        on=judged.on,
        settled=Settlement(position=found.settled_by, on=judged.settled_on) if judged.settled_on else None,
    )
    if judged.level == BODY_LEVEL:
        entry.since = listed.since
        if entry.settled is not None and listed.settled_at is not None:
            entry.settled.at = listed.settled_at
        entry.ref, entry.file, entry.sides = found.ref, found.file, [_side(side) for side in found.sides]
    return entry


def served_of(shown: list[Judged]) -> list[Served]:
    """What the read log says: no value was opened, so of a body the `case` class alone."""
    return [
        Served(position, 0 if each.level == BODY_LEVEL else STAGE_ONLY)
        for each in shown
        for position in each.listed.found.rests_on
    ]


def judged(services: Services, asker: Asker, state: CaseState, listed: ListedDiscrepancy) -> Judged:
    """How much of a discrepancy is open to the asker now (domain/discrepancies/sight.py)."""
    found, reader = listed.found, (asker.agency, asker.kind)
    level = sight(state, found, KINDS[found.kind], reader, services.rules.matrix, asker.at)
    on = stage_row(head_at(state, found.since_position)).on
    settled_on = stage_row(head_at(state, found.settled_by)).on if found.settled_by else None
    return Judged(listed, level, on, settled_on)


async def _page(
    request: Request[Any, Any, Any],
    call: str,
    only: DiscrepancyFilter,
    after: str | None,
    limit: int,
    at_least: int | None,
    *,
    within: UUID | None = None,
) -> ASGIResponse:
    """within: a case that the caller must see something of, or be told that there is none."""
    services, reader = services_of(request), reader_of(request)
    start = BEGINNING if after is None else key_of(after)
    position = await reached(services, "discrepancies", at_least)
    asker = await asker_of(services, reader)
    if within is not None:
        await visible_case(services, asker, within)
    async with reading_as(services, asker).connection() as conn:
        listed = await list_discrepancies(
            conn, asker.agency, only=only, after=start, limit=limit, every_case=asker.kind in OVERSIGHT
        )
    shown = await _still_open(services, asker, listed)
    await services.reads.record(reader, call, served_of(shown), case=only.case)
    following = page_text(listed[-1].key) if len(listed) == limit else None
    page = DiscrepancyPage(items=[entry_of(each) for each in shown], next=following)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


async def _still_open(services: Services, asker: Asker, listed: list[ListedDiscrepancy]) -> list[Judged]:
    states = await services.cases.at_head({each.case for each in listed})
    known = ((each, states.get(each.case)) for each in listed)
    told = [judged(services, asker, state, each) for each, state in known if state is not None]
    return [each for each in told if each.level > NO_LEVEL]


def _side(side: Side) -> DiscrepancySide:
    return DiscrepancySide(
        agency=side.agency, position=side.position or None, says=list(side.says), on=side.on
    )
