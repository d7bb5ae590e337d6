"""Erasures: an agency says that its copies are purged; who said so is told to those who answer for it."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.case_reads import DATA_PROTECTION_OFFICER, case_owner
from domain.case_state import CaseState, Erasure
from domain.worklist.privacy import told_of_erasure
from server.api.documented import TOKEN, TOKEN_PROBLEMS, answer, refusals
from server.api.payloads import Position
from server.api.problems import not_found
from server.api.reading import POSITION, reached, view_call
from server.api.timeline import visible_case
from server.auth.guards import principal_of, requires_publisher_or_reader
from server.erasure.purges import Copies, confirm, copies_of
from server.ledger.chain import class_names
from server.opening import asker_of
from server.readlog.reader import reader_of
from server.second_line.streams import shows_any
from server.services import services_of


class PurgeConfirmed(msgspec.Struct, frozen=True):
    """Since when the agency has said that it holds no copy; the same for ever."""

    erasure: UUID
    agency: str
    confirmedat: dt.datetime


class CopiesEntry(msgspec.Struct, kw_only=True):
    """An agency that had what was erased: told by the event at log position `told`; since when it says that
    its copies are purged, null where it has not said so; `late`: after the erasure was completed."""

    agency: str
    told: Position
    confirmedat: dt.datetime | None
    late: bool


class ErasureEntry(msgspec.Struct, kw_only=True):
    """An erasure. The positions are those of the events, null for a step that is not on record: `notified`
    that of the notice to the person. `classes` are those whose keys are destroyed."""

    erasure: UUID
    person: UUID
    requested: Position | None
    approved: Position | None
    shredded: Position | None
    completed: Position | None
    notified: Position | None
    classes: list[str]
    unreadablefrom: dt.date | None
    copies: list[CopiesEntry]


class ErasureList(msgspec.Struct, kw_only=True):
    """The erasures of a case."""

    items: list[ErasureEntry]


@view_call(
    "/v1/cases/{case:uuid}/erasures",
    ErasureList,
    "The erasures of the case.",
    operation_id="readErasures",
    summary="What was erased of a case, and who has purged copies of it",
    description=(
        "For the data protection officer and for the agency that answers for the case. Confirmations are "
        "told also when they come after the erasure was completed."
    ),
    refused=("not_found",),
)
async def read_erasures(
    request: Request[Any, Any, Any],
    case: Annotated[UUID, Parameter(description="The id of the case.")],
) -> ASGIResponse:
    """The event `ErasureCompleted` says who had confirmed by then; this says who has since."""
    services, reader = services_of(request), reader_of(request)
    position = await reached(services, "ledger", None)
    asker = await asker_of(services, reader)
    state = await visible_case(services, asker, case)
    if asker.kind != DATA_PROTECTION_OFFICER and asker.agency != case_owner(state):
        raise not_found()
    if not await shows_any(services, asker, state):
        raise not_found()
    about = services.second_line.about(asker.agency, asker.kind, [case])
    agencies = sorted(services.directory.current.agencies)
    found = [
        _entry(state, erasure, await copies_of(about, agencies, case, erasure.id))
        for erasure in state.erasures.values()
    ]
    await services.reads.record(reader, "readErasures", [], case=case)
    return ASGIResponse(body=msgspec.json.encode(ErasureList(items=found)), headers={POSITION: str(position)})


def _entry(state: CaseState, erasure: Erasure, copies: Sequence[Copies]) -> ErasureEntry:
    return ErasureEntry(
        erasure=erasure.id,
        person=erasure.person,
        requested=erasure.requested or None,
        approved=erasure.approved_position or None,
        shredded=erasure.shredded_position or None,
        completed=erasure.completed or None,
        notified=told_of_erasure(state, erasure) or None,
        classes=class_names(erasure.shredded),
        unreadablefrom=erasure.unreadable_from,
        copies=[
            CopiesEntry(
                agency=each.agency,
                told=each.told,
                confirmedat=each.confirmed_at,
                late=each.confirmed_at is not None and each.agency in erasure.awaited,
            )
            for each in copies
        ],
    )


@post(
    "/v1/erasures/{erasure:uuid}/confirm",
    guards=[requires_publisher_or_reader],
    status_code=200,
    operation_id="confirmErasure",
    summary="I have purged my copies of what was erased",
    description=(
        "Token: publisher or reader. For an erasure of which the agency's ledger has `shredded` rows. It is "
        "completed once every agency that had the data has confirmed, or when the time to purge is over."
    ),
    security=TOKEN,
    tags=["reading"],
    responses={200: answer(PurgeConfirmed, "It is on record.")} | refusals("not_found", *TOKEN_PROBLEMS),
)
async def confirm_erasure(
    request: Request[Any, Any, Any],
    erasure: Annotated[UUID, Parameter(description="The erasure that `shredded` rows name in `detail`.")],
) -> ASGIResponse:
    """The first confirmation stands; a second of the same answers the first."""
    services, principal = services_of(request), principal_of(request)
    reading = services.second_line.as_agency(principal.agency, kind="")
    first = await confirm(reading, services.pool, principal, erasure, services.clock())
    if first is None:
        raise not_found()
    return ASGIResponse(body=msgspec.json.encode(PurgeConfirmed(erasure, principal.agency, first)))
