"""GET /v1/cases/{id}/files/{file}: one police file, what police and what the prosecutor state of it."""

from datetime import date
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse
from msgspec import UNSET, UnsetType

from domain.access import OVERSIGHT
from domain.case_state import CaseState
from domain.discrepancies import discrepancies
from domain.discrepancies.shape import Discrepancy, head_at
from domain.matrix import NO_LEVEL
from projections.clock_board.queries import ClockFilter, clock_board
from projections.discrepancies.projector import id_of
from projections.discrepancies.queries import DiscrepancyKey, ListedDiscrepancy
from projections.file_exchange.file_view import Things, file_view
from server.api.cases import BareRow, reading
from server.api.clocks import ClockEntry, clock_entry, judged_clock, served_clocks
from server.api.clocks import Judged as JudgedClock
from server.api.discrepancies import DiscrepancyEntry, Judged, entry_of, judged, served_of
from server.api.payloads import Position
from server.api.problems import not_found
from server.api.reading import POSITION, AtLeast, reached, view_call
from server.opening import ALL_OF_IT, BODY_ALONE, Asker, Shown, asker_of, reading_as, served, show
from server.readlog.reader import reader_of
from server.second_line.streams import stream_of
from server.services import Services, services_of

MOST_CLOCKS = 2_000  # of one case, all its victims together

_encode = msgspec.json.Encoder().encode


class FileView(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One police file folded from the events that the agency may see, and from nothing else.

    `police`, `prosecutor`, `others`: the steps that each recorded, with both clocks, what the body says, what
    was disclosed, whether it was taken back or corrected, and who confirmed or contested a joint act.
    `passages`: what was sent and what was received, by how often the file had been returned before. `rounds`:
    the returns with their instructions and all answers. `elements`, `articles`: what each side holds, with
    the events it cites. `discrepancies` and `clocks`: as GET .../discrepancies and GET /v1/clocks list them.
    The members that are missing are unknown to an agency that sees bare rows only.
    """

    case: UUID
    file: UUID
    last_position: Position
    police: Things
    prosecutor: Things
    others: Things
    bare: list[BareRow]
    discrepancies: list[DiscrepancyEntry]
    clocks: list[ClockEntry]
    regime: str | UnsetType | None = UNSET
    ordered_on: date | UnsetType | None = UNSET
    stage: str | UnsetType | None = UNSET
    investigated_by: str | UnsetType | None = UNSET
    with_prosecutor: str | UnsetType | None = UNSET
    court: str | UnsetType | None = UNSET
    passages: Things | UnsetType = UNSET
    rounds: Things | UnsetType = UNSET
    elements: Things | UnsetType = UNSET
    articles: dict[str, dict[str, Any]] | UnsetType = UNSET
    article_history: Things | UnsetType = UNSET
    conferences: Things | UnsetType = UNSET
    disputes: Things | UnsetType = UNSET


class _Seen(NamedTuple):
    shown: Shown
    of_file: bool


@view_call(
    "/v1/cases/{case:uuid}/files/{file:uuid}",
    FileView,
    "The file.",
    operation_id="readFile",
    summary="A police file as police and prosecutor state it, side by side",
    description=(
        "Where the agency may see bare rows of the file alone it is told that something happened, not what. "
        "What is served is recorded first."
    ),
    refused=("not_found", "notice_required"),
)
async def read_file(
    request: Request[Any, Any, Any],
    case: Annotated[UUID, Parameter(description="The id of the case.")],
    file: Annotated[UUID, Parameter(description="The id of the file.")],
    at_least: AtLeast = None,
) -> ASGIResponse:
    """Read from the log as a case is, its clocks from their board; absent and forbidden answer alike."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "clock_board", at_least)
    asker = await asker_of(services, reader)
    state = (await services.cases.at_head([case])).get(case)
    if state is None or file not in state.files:
        raise not_found()
    seen = await _seen(services, asker, state, file)
    open_now = [each.shown for each in seen]
    kind_of = services.directory.current.kind_of
    view = file_view(case, file, reading(asker, open_now), kind_of)
    if view is None:
        raise not_found()
    differing, clocks = _differing(services, asker, state, file), await _clocks(services, asker, state, file)
    told = (
        served([each.shown for each in seen if each.of_file]) + served_of(differing) + served_clocks(clocks)
    )
    await services.reads.record(reader, "readFile", told, case=case)
    view["discrepancies"] = [entry_of(each) for each in differing]
    view["clocks"] = [clock_entry(services, each) for each in clocks]
    return ASGIResponse(body=_encode(view), headers={POSITION: str(position)})


async def _seen(services: Services, asker: Asker, state: CaseState, file: UUID) -> list[_Seen]:
    """What is open of the case; values are opened of the events that name the file, and of no others."""
    stream = await stream_of(services, asker, state)
    wanted = [stream.owed(head, ALL_OF_IT if head.about == file else BODY_ALONE) for head in state.events]
    shown = await show(services, asker, {state.id: state}, wanted)
    return [_Seen(each, each.head.about == file) for each in shown if each.head is not None]


def _differing(services: Services, asker: Asker, state: CaseState, file: UUID) -> list[Judged]:
    listed = (_listed(state, found) for found in discrepancies(state) if found.file == file)
    told = [judged(services, asker, state, each) for each in listed]
    return [each for each in told if each.level > NO_LEVEL]


async def _clocks(services: Services, asker: Asker, state: CaseState, file: UUID) -> list[JudgedClock]:
    """The clocks that run or ran on the file."""
    whose = None if asker.kind in OVERSIGHT else asker.agency
    async with reading_as(services, asker).connection() as conn:
        only = ClockFilter(case=state.id)
        listed = await clock_board(conn, whose, asker.at, limit=MOST_CLOCKS, only=only)
    told = (
        judged_clock(services, asker, state, clock)
        for clock in listed
        if clock.ref.partition("/")[0] == str(file)
    )
    return [each for each in told if each is not None]


def _listed(state: CaseState, found: Discrepancy) -> ListedDiscrepancy:
    ended = head_at(state, found.settled_by).recordedat if found.settled_by else None
    key = DiscrepancyKey(found.since_position, id_of(state.id, found.kind, found.ref))
    return ListedDiscrepancy(key, state.id, found, head_at(state, found.since_position).recordedat, ended)
