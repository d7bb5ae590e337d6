"""GET /v1/referrals: what was offered to whom, whether it was seen and answered; unanswered first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.matrix import BODY_LEVEL
from projections.referral_board.queries import (
    BEGINNING,
    ListedReferral,
    ReferralFilter,
    ReferralKey,
    referrals,
    seen_at,
)
from server.api.pages import After, big_integer, page_key, page_text, yes_or_no
from server.api.payloads import Position
from server.api.reading import LONGEST_PAGE, POSITION, PRINTED, AtLeast, level_at, reached, view_call
from server.opening import Asker, asker_of, reading_as
from server.readlog.reader import reader_of
from server.reads import Served
from server.services import Services, services_of

Status = Literal["offered", "accepted", "declined", "withdrawn", "returned", "taken_back", "completed"]
Side = Literal["given", "received"]

_encode = msgspec.json.Encoder().encode


class ReferralEntry(msgspec.Struct, kw_only=True):
    """One referral as I may know of it. `status`: by the last event about it that I may see, at
    `last_position`. `awaits`: whose answer is due, null where none is. `seen_at`: when the agency asked was
    first served the offer; told to it and to the agency that offered, null to others. Times are those of
    recording."""

    case: UUID
    referral: UUID
    offered_by: str
    offered_to: str
    service: str
    person: UUID | None
    urgency: str
    status: Status
    awaits: str | None
    offered_position: Position
    offered_at: datetime
    seen_at: datetime | None
    last_position: Position
    last_at: datetime


class ReferralPage(msgspec.Struct, kw_only=True):
    """Referrals that wait for an answer, oldest first, then the others, last moved first; `next` is the
    `after` of the next page, if any."""

    items: list[ReferralEntry]
    next: str | None


@view_call(
    "/v1/referrals",
    ReferralPage,
    "A page of referrals.",
    operation_id="listReferrals",
    summary="Referrals that I may know of, unanswered first",
    description="What is listed is recorded first.",
)
async def list_referrals(
    request: Request[Any, Any, Any],
    status: Annotated[Status | None, Parameter(description="How it stands.")] = None,
    side: Annotated[Side | None, Parameter(description="Given or received by me.")] = None,
    awaits_me: Annotated[bool, Parameter(description="Those alone that wait for my answer.")] = False,
    service: Annotated[
        str | None, Parameter(max_length=64, pattern=PRINTED, description="A service, such as legal_aid.")
    ] = None,
    case: Annotated[UUID | None, Parameter(description="Referrals of one case.")] = None,
    after: After = None,
    limit: Annotated[int, Parameter(ge=1, le=200, description="Referrals at most.")] = 100,
    at_least: AtLeast = None,
) -> ASGIResponse:
    """A page is cut before it is judged once more, so that its size says nothing of what is left out."""
    services, reader = services_of(request), reader_of(request)
    start = BEGINNING if after is None else key_of(after)
    position = await reached(services, "referral_board", at_least)
    asker = await asker_of(services, reader)
    only = ReferralFilter(
        status=status,
        service=service,
        offered_by=asker.agency if side == "given" else None,
        offered_to=asker.agency if side == "received" else None,
        awaits=asker.agency if awaits_me else None,
        of_case=case,
    )
    async with reading_as(services, asker).connection() as conn:
        listed = await referrals(conn, asker.agency, only, start, limit)
    shown = await _still_open(services, asker, listed)
    await services.reads.record(reader, "listReferrals", _served(shown))
    seen = await _seen(services, asker, shown)
    items = [_entry(each, seen.get(each.offered_position)) for each in shown]
    page = ReferralPage(items=items, next=page_text(listed[-1].key) if len(listed) == limit else None)
    return ASGIResponse(body=_encode(page), headers={POSITION: str(position)})


def key_of(text: str) -> ReferralKey:
    """The key in a parameter. Raises ProblemError for what no page has given."""
    return ReferralKey(*page_key(text, (yes_or_no, big_integer, UUID, UUID)))


async def _still_open(
    services: Services, asker: Asker, listed: Sequence[ListedReferral]
) -> list[ListedReferral]:
    """Those of which the asker may see now what the row says: the offer, and the last event about it."""
    states = await services.cases.at_head({each.key.case for each in listed})
    return [
        each
        for each in listed
        if all(
            level_at(services, asker, states.get(each.key.case), position) == BODY_LEVEL
            for position in (each.offered_position, each.last_position)
        )
    ]


async def _seen(
    services: Services, asker: Asker, shown: Sequence[ListedReferral]
) -> dict[int, datetime | None]:
    """By position of the offer: when the addressee was first served it, of those that the asker offered or
    received."""
    mine = [each for each in shown if asker.agency in (each.offered_by, each.offered_to)]
    places = [(each.key.case, each.offered_to, each.offered_position) for each in mine]
    about = services.second_line.about(asker.agency, asker.kind, {case for case, _, _ in places})
    async with about.connection() as conn:
        served_at = await seen_at(conn, places, LONGEST_PAGE)
    return {position: at for (_, _, position), at in zip(places, served_at, strict=True)}


def _served(shown: Sequence[ListedReferral]) -> list[Served]:
    """What the read log says: of each event told, the `case` class alone."""
    told = dict.fromkeys(
        position for each in shown for position in (each.offered_position, each.last_position)
    )
    return [Served(position, 0) for position in told]


def _entry(listed: ListedReferral, seen: datetime | None) -> ReferralEntry:
    assert listed.status in get_args(Status), "the board has no other"
    return ReferralEntry(
        case=listed.key.case,
        referral=listed.key.referral,
        offered_by=listed.offered_by,
        offered_to=listed.offered_to,
        service=listed.service,
        person=listed.person,
        urgency=listed.urgency,
        status=listed.status,  # type: ignore[arg-type]
        awaits=listed.awaits,
        offered_position=listed.offered_position,
        offered_at=listed.offered_at,
        seen_at=seen,
        last_position=listed.last_position,
        last_at=listed.last_at,
    )
