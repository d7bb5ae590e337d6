"""GET /v1/submissions/{id}: what became of my event, for a publisher that never got its answer."""

from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.ids import ID_PATTERN, source_of
from server.answers import Standing, receipt_of
from server.api.documented import TOKEN, TOKEN_PROBLEMS, answer, refusals
from server.api.payloads import RecordedAnswer
from server.api.problems import not_found
from server.auth.guards import principal_of, requires_publisher_or_reader
from server.evidence.receipts import log_at
from server.log.reader import LogReader, StoredEvent
from server.services import Services, services_of
from server.work import standing_of


@get(
    "/v1/submissions/{id:str}",
    guards=[requires_publisher_or_reader],
    operation_id="getSubmission",
    summary="The first answer to an event of mine, and the receipt of its call",
    description="Token: publisher or reader; only events of the token's own agency.",
    security=TOKEN,
    tags=["publishing"],
    responses={200: answer(RecordedAnswer, "It stands in the log.")} | refusals("not_found", *TOKEN_PROBLEMS),
)
async def get_submission(
    request: Request[Any, Any, Any],
    id: Annotated[str, Parameter(description="The event's id, as its publisher chose it.")],  # noqa: A002
) -> ASGIResponse:
    """Made anew from the log: the same words and the same receipt for ever (docs/adr/0061)."""
    services, agency = services_of(request), principal_of(request).agency
    reader = LogReader(services.second_line.as_agency(agency, kind=""))
    key = source_of(agency), id
    found = await reader.by_ids([key]) if ID_PATTERN.fullmatch(id) else {}
    if key not in found:
        raise not_found()
    content = {**first_answer(found[key]).as_result(), "receipt": await receipt(services, reader, found[key])}
    return ASGIResponse(body=msgspec.json.encode(content))


def first_answer(stored: StoredEvent) -> Standing:
    """What the publisher was told when the event was recorded."""
    return msgspec.structs.replace(standing_of(stored), status="recorded")


async def receipt(services: Services, reader: LogReader, stored: StoredEvent) -> str | None:
    """The receipt of the call that recorded the event."""
    call = [stored] if stored.call is None else await reader.by_call(stored.call)
    lines = [standing_of(each) for each in call]
    named = partial(log_at, services.settings.origin, services.directory.current)
    return receipt_of(named, stored.call, lines, services.receipts.sign)
