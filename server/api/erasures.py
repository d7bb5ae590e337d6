"""POST /v1/erasures/{erasure}/confirm: an agency has purged its copies of what was erased."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from server.api.documented import TOKEN, TOKEN_PROBLEMS, answer, refusals
from server.api.problems import not_found
from server.auth.guards import principal_of, requires_publisher_or_reader
from server.erasure.purges import confirm
from server.services import services_of


class PurgeConfirmed(msgspec.Struct, frozen=True):
    """Since when the agency has said that it holds no copy; the same for ever."""

    erasure: UUID
    agency: str
    confirmedat: dt.datetime


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
    first = await confirm(services.pool, principal, erasure, services.clock())
    if first is None:
        raise not_found()
    return ASGIResponse(body=msgspec.json.encode(PurgeConfirmed(erasure, principal.agency, first)))
