"""GET /v1/cases: the cases of an agency, last moved first."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.access import BODY_LEVEL, NO_LEVEL, OVERSIGHT, stage_row
from domain.case_state import CaseState
from projections.case_file.queries import END, CaseFilter, ListedCase, list_cases
from server.api.payloads import Position
from server.api.problems import invalid_parameter
from server.api.reading import (
    LARGEST,
    POSITION,
    PRINTED,
    AtLeast,
    last_seen,
    level_at,
    reached,
    still_sees,
    view_call,
)
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import STAGE_ONLY, Served
from server.services import Services, services_of

_encode = msgspec.json.Encoder().encode


class CaseEntry(msgspec.Struct, kw_only=True):
    """One case in an agency's list.

    `relation`, `history`, `ends`: its place in the case, null where it has none. `opened_on`: the day that
    its publisher gives the opening event, null where nothing of it is open; `opened_at`: null where its body
    is not. `closed`: null where it may not know. `stage`: the legal stage it knows of, with its date and the
    position of the event that says so.
    """

    case: UUID
    relation: str | None
    history: str | None
    ends: datetime | None
    opened_on: date | None
    opened_at: datetime | None
    closed: bool | None
    stage: str | None
    stage_on: date | None
    stage_position: int | None
    last_position: Position


class CasePage(msgspec.Struct, kw_only=True):
    """Cases, last moved first; `next` is the `before` of the next page, if any."""

    items: list[CaseEntry]
    next: int | None


@view_call(
    "/v1/cases",
    CasePage,
    "A page of cases.",
    operation_id="listCases",
    summary="The cases I may see something of, last moved first",
    description=(
        "Nothing but case ids can be searched for: `text` is the beginning of one. What is listed is "
        "recorded first."
    ),
)
async def list_my_cases(
    request: Request[Any, Any, Any],
    stage: Annotated[
        str | None, Parameter(max_length=64, pattern=PRINTED, description="Legal stage, such as P-19.")
    ] = None,
    agency: Annotated[
        str | None,
        Parameter(
            max_length=64, pattern=PRINTED, description="An agency of which I see an event in the case."
        ),
    ] = None,
    text: Annotated[str, Parameter(max_length=36, description="Beginning of the case id.")] = "",
    before: Annotated[
        int | None, Parameter(ge=1, le=LARGEST, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Cases at most.")] = 50,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "case_file", at_least)
    asker = await asker_of(services, reader)
    listed = await _listed(services, asker, CaseFilter(stage, agency, text), before or END, limit)
    shown = await _still_open(services, asker, listed)
    await services.reads.record(reader, "listCases", [_served(entry) for entry in shown])
    page = CasePage(items=shown, next=listed[-1].last_position if len(listed) == limit else None)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


async def _listed(
    services: Services, asker: Asker, only: CaseFilter, before: int, limit: int
) -> list[ListedCase]:
    everything = asker.kind in OVERSIGHT
    async with reading_as(services, asker).connection() as conn:
        try:
            return await list_cases(
                conn, asker.agency, asker.at, before=before, limit=limit, only=only, every_case=everything
            )
        except ValueError:
            raise invalid_parameter("text", "A case id begins with hexadecimal digits.") from None


async def _still_open(services: Services, asker: Asker, listed: list[ListedCase]) -> list[CaseEntry]:
    """The listed cases of which the agency may see something now, with the stage where that is open too."""
    states = await services.cases.at_head(case.case for case in listed)
    entries = []
    for case in listed:
        state = states.get(case.case)
        last = last_seen(services, asker, state, case.last_position)
        if state is None or last is None:
            continue
        known = case.stage_position is not None and still_sees(services, asker, state, case.stage_position)
        opened = level_at(services, asker, state, state.events[0].position)
        entries.append(_entry(case, state, last, opened=opened, stage_is_known=known))
    return entries


def _entry(case: ListedCase, state: CaseState, last: int, *, opened: int, stage_is_known: bool) -> CaseEntry:
    """`opened`: how much of the event that opened the case is open."""
    return CaseEntry(
        case=case.case,
        relation=case.relation,
        history=case.history,
        ends=case.ends,
        opened_on=stage_row(state.events[0]).on if opened > NO_LEVEL else None,
        opened_at=case.opened_at if opened == BODY_LEVEL else None,
        closed=case.closed,
        stage=case.stage if stage_is_known else None,
        stage_on=case.stage_on if stage_is_known else None,
        stage_position=case.stage_position if stage_is_known else None,
        last_position=last,
    )


def _served(entry: CaseEntry) -> Served:
    """A list tells no more than that a case moved."""
    return Served(entry.last_position, STAGE_ONLY)
