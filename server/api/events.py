"""POST /v1/events: the front door of the log."""

from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Request, post
from litestar.response.base import ASGIResponse

from domain.problems import PROBLEMS, Refusal, refuse
from server.answers import Answer, CallAnswer, Refused, Standing, missed_event
from server.api.bodies import items_of, read_body
from server.api.documented import TOKEN, PublishOperation, answer, refusals
from server.api.payloads import BatchAnswer, RecordedAnswer
from server.api.problems import MEDIA_TYPE, ProblemError, problem_members
from server.auth.guards import principal_of, requires_publisher
from server.services import services_of

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
SIGNED = "application/jose+json"

_RETRY = (("Retry-After", "1"),)
_encode = msgspec.json.Encoder().encode


@post(
    "/v1/events",
    before_request=requires_publisher,
    operation_id="publishEvents",
    operation_class=PublishOperation,
    summary="Publish events",
    description=(
        "Token: publisher. A call with one event answers 201 recorded, 200 already_recorded, or the problem; "
        "an array answers 200 with one result per event, in order. A refusal touches its event or group only."
    ),
    security=TOKEN,
    tags=["publishing"],
    responses={
        200: answer(RecordedAnswer | BatchAnswer, "already_recorded, or the answers of a batch"),
        201: answer(RecordedAnswer, "recorded: durable, and in the log for ever"),
    }
    | refusals(*(PROBLEMS.keys() - {"not_found", "read_log_unavailable"})),
)
async def publish_events(request: Request[Any, Any, Any]) -> ASGIResponse:
    """Hands each event on as it was sent, unparsed: what is signed is what is stored."""
    media = media_type_of(request.scope["headers"])
    body = await read_body(request)
    alone = media == SINGLE or (media == SIGNED and body.lstrip()[:1] != b"[")
    items = [body] if alone else await items_of(body)
    call = await services_of(request).publisher.publish(items, principal_of(request))
    return single_response(call) if alone else batch_response(call)


def media_type_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The media type of a call; parameters such as charset are ignored (JSON is UTF-8).

    Raises ProblemError (415) for any other than the three, and for a compressed body.
    """
    media = ""
    for name, value in headers:
        if name == b"content-type":
            media = value.split(b";", 1)[0].strip().lower().decode("latin-1")
        elif name == b"content-encoding" and value.strip().lower() != b"identity":
            raise ProblemError(refuse("unsupported_media_type", "A body is sent without compression."))
    if media not in (SINGLE, BATCH, SIGNED):
        raise ProblemError(refuse("unsupported_media_type", f"Send {SINGLE}, {BATCH} or {SIGNED}."))
    return media


def single_response(call: CallAnswer) -> ASGIResponse:
    """201, 200 or the problem of the one event."""
    only: Answer = call.answers[0]
    if isinstance(only, Standing):
        content = {**only.as_result(), "receipt": call.receipt}
        return ASGIResponse(body=_encode(content), status_code=201 if only.status == "recorded" else 200)
    return ASGIResponse(
        body=_encode(_refusal(only, only.refusal)),
        status_code=only.refusal.status,
        media_type=MEDIA_TYPE,
        headers=_RETRY if only.refusal.status == 503 else None,
    )


def batch_response(call: CallAnswer) -> ASGIResponse:
    """200, whatever became of the events; each answer stands for itself."""
    content = {"results": [each.as_result() for each in call.answers], "receipt": call.receipt}
    return ASGIResponse(body=_encode(content), status_code=200)


def _refusal(refused: Refused, refusal: Refusal) -> dict[str, Any]:
    members = problem_members(refusal)
    if refusal.type != "stale":
        return members
    return {**members, "missed": [missed_event(head) for head in refused.missed]}
