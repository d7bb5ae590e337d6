"""/v1/feed and /v1/manifest: an agency reads its own ledger, acknowledges it, and can repair its copy."""

from collections.abc import AsyncIterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.response.base import ASGIResponse
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from domain.acknowledgement import MAX_STATEMENT, TYP, HeldUpTo, check_statement
from domain.problems import Refusal, refuse
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, answer, refusals
from server.api.payloads import Sha256Hex
from server.api.problems import ProblemError, problem_members
from server.api.reading import LARGEST, LONGEST_PAGE, refuse_unknown_parameters
from server.auth.guards import principal_of, requires_reader, still_reads
from server.ledger.acknowledge import acknowledge, acknowledgement
from server.ledger.fetch import FeedPage, Manifest, fetch, manifest
from server.ledger.queries import LedgerReader
from server.metrics import FEED_WAITS
from server.readlog.reader import Reader, reader_of
from server.services import Services, services_of

HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 2.0  # so often whoever waits must still hold a valid token (server/auth/endings.py)
STREAM_PAGE = 50  # rows in one message of the stream: what is judged together

After = Annotated[
    int, QueryParameter(ge=0, le=LARGEST, description="The last row taken in; 0 from the beginning.")
]

_encode = msgspec.json.Encoder().encode


Statement = Annotated[
    str,
    msgspec.Meta(
        max_length=MAX_STATEMENT,
        description=(
            f"Compact JWS, typ {TYP}, by a key of the agency: iss (the agency), origin, position, hash, time."
        ),
    ),
]


class Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The agency holds its ledger up to row `position`, whose running hash is `hash`. With a key of its own
    it says so in a `statement` too: then it cannot deny the delivery, nor the host invent one."""

    position: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    hash: Sha256Hex
    statement: Statement | None = None


class Acknowledged(msgspec.Struct, kw_only=True):
    """The acknowledgement as it stands on record since `acknowledgedat`, with the server's word for it."""

    position: int
    hash: Sha256Hex
    acknowledgedat: datetime
    receipt: Annotated[
        str,
        msgspec.Meta(
            description=(
                "Compact JWS (typ jejak-receipt+jws) over these, the agency, its statement where it made "
                "one, and `assurance`: agency with a statement, else escrow."
            )
        ),
    ]


@get(
    "/v1/feed",
    operation_class=ReadOperation,
    guards=[requires_reader],
    before_request=refuse_unknown_parameters,
    operation_id="readFeed",
    summary="My ledger after row n; waits for mail if asked to",
    description=(
        "Token: reader, coordinator, auditor or dpo. Rows are numbered densely per agency, and a cursor is "
        "one integer that never goes back. With `wait` the answer comes as soon as there is a row, or empty "
        "when the time is over. What is served is recorded first."
    ),
    security=TOKEN,
    tags=["reading"],
    responses={200: answer(FeedPage, "Rows in order, as many as asked for and fit on a page.")}
    | refusals("invalid_parameter", "notice_required", "read_log_unavailable", *TOKEN_PROBLEMS),
)
async def read_feed(
    request: Request[Any, Any, Any],
    after: After = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=LONGEST_PAGE, description="Rows at most.")] = 100,
    wait: Annotated[float, QueryParameter(ge=0, le=60, description="Seconds to wait for a row.")] = 0,
) -> ASGIResponse:
    """One fetch, and after a wait a second one under a token that must still hold."""
    services, reader = services_of(request), reader_of(request)
    page = await fetch(services, reader, "readFeed", after, limit)
    if not page.items and wait:
        with _waiting():
            arrived = await _arrived(request, after, wait)
        if arrived:
            page = await fetch(services, reader, "readFeed", after, limit)
    return ASGIResponse(body=_encode(page))


@get(
    "/v1/feed/stream",
    operation_class=ReadOperation,
    guards=[requires_reader],
    before_request=refuse_unknown_parameters,
    operation_id="streamFeed",
    summary="My ledger as server-sent events",
    description=(
        "Token: reader, coordinator, auditor or dpo. Each event is one row, its id the position in the "
        "ledger; a client that comes back says the last one it took in as Last-Event-ID. A comment each 15 s "
        "keeps the connection. Token and access are checked anew before every message; the stream ends with "
        "an event `problem` when the token no longer holds or a read cannot be recorded."
    ),
    security=TOKEN,
    tags=["reading"],
    media_type="text/event-stream",
    responses={200: ResponseSpec(str, generate_examples=False, media_type="text/event-stream")}
    | refusals("invalid_parameter", "notice_required", "read_log_unavailable", *TOKEN_PROBLEMS),
)
async def stream_feed(
    request: Request[Any, Any, Any],
    after: After = 0,
    last_event_id: Annotated[
        int | None,
        HeaderParameter(name="Last-Event-ID", ge=0, le=LARGEST, description="Counts before `after`."),
    ] = None,
) -> Stream:
    """Goes on until the client leaves or may no longer read."""
    start = after if last_event_id is None else last_event_id
    return Stream(_messages(request, reader_of(request), start), media_type="text/event-stream")


@post(
    "/v1/feed/ack",
    guards=[requires_reader],
    before_request=refuse_unknown_parameters,
    operation_id="acknowledgeFeed",
    summary="Say that I hold my ledger up to row n",
    description=(
        "Token: reader, coordinator, auditor or dpo. `hash` must be the running hash at that row: then both "
        "sides hold the same. The same acknowledgement again answers the same receipt; of two statements on "
        "one row the first stands."
    ),
    security=TOKEN,
    tags=["reading"],
    status_code=200,
    responses={200: answer(Acknowledged, "On record, with the server's receipt.")}
    | refusals(
        "invalid_parameter",
        "ledger_differs",
        "header_refused",
        "invalid_field",
        "key_unknown",
        "key_not_valid",
        "signature_invalid",
        *TOKEN_PROBLEMS,
    ),
)
async def acknowledge_feed(request: Request[Any, Any, Any], data: JSONBody[Acknowledgement]) -> Acknowledged:
    """Kept for ever, beside what was fetched."""
    services, principal = services_of(request), principal_of(request)
    held = HeldUpTo(principal.agency, data.position, data.hash)
    if data.statement is not None:
        await _require_signed(services, data.statement, held)
    ledger = LedgerReader(services.second_line.as_agency(principal.agency, kind=""))
    found = await acknowledge(services.pool, ledger, principal, held, data.statement, services.clock())
    if isinstance(found, Refusal):
        raise ProblemError(found)
    receipt = services.receipts.sign(acknowledgement(held, found))
    return Acknowledged(position=data.position, hash=data.hash, acknowledgedat=found.at, receipt=receipt)


async def _require_signed(services: Services, statement: str, held: HeldUpTo) -> None:
    """Raises ProblemError unless the agency itself said so, under a key that is in force now."""
    await services.directory.reload()
    origin = services.settings.origin
    refusal = check_statement(statement, held, origin, services.directory.current)
    if refusal is not None:
        raise ProblemError(refusal)


@get(
    "/v1/manifest",
    operation_class=ReadOperation,
    guards=[requires_reader],
    before_request=refuse_unknown_parameters,
    operation_id="readManifest",
    summary="What I should hold now, case by case",
    description=(
        "Token: reader, coordinator, auditor or dpo. For a client that has taken in its ledger up to `head`: "
        "what it holds and is not listed, it must no longer hold."
    ),
    security=TOKEN,
    tags=["reading"],
    responses={200: answer(Manifest, "Cases in the order of their ids.")}
    | refusals("invalid_parameter", *TOKEN_PROBLEMS),
)
async def read_manifest(
    request: Request[Any, Any, Any],
    after: Annotated[UUID | None, QueryParameter(description="The last case of the page before.")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="Cases at most.")] = 100,
) -> ASGIResponse:
    """Counts and hashes only; a read all the same."""
    page = await manifest(services_of(request), reader_of(request), "readManifest", after, limit)
    return ASGIResponse(body=_encode(page))


async def _messages(request: Request[Any, Any, Any], reader: Reader, after: int) -> AsyncIterator[bytes]:
    services = services_of(request)
    with _waiting():
        while True:
            try:
                await still_reads(request)
                page = await fetch(services, reader, "streamFeed", after, STREAM_PAGE)
                arrived = bool(page.items) or await _arrived(request, page.next, HEARTBEAT_SECONDS)
            except ProblemError as error:
                yield _ending(error.refusal)
                return
            except (OperationalError, PoolTimeout):
                yield _ending(refuse("busy", "The database does not answer; come back."))
                return
            if page.items:
                yield b"".join(map(_message, page.items))
            elif not arrived:
                yield b": heartbeat\n\n"
            after = page.next


async def _arrived(request: Request[Any, Any, Any], after: int, seconds: float) -> bool:
    """Waits at most so long for a row beyond `after`; whether there is one.

    Raises ProblemError within RECHECK_SECONDS of when the token is known here to hold no longer: a wait must
    not outlive it.
    """
    services, agency = services_of(request), principal_of(request).agency
    arrived, left = False, seconds
    while not arrived and left > 0:
        arrived = await services.arrivals.beyond(agency, after, min(left, RECHECK_SECONDS))
        await still_reads(request)
        left -= RECHECK_SECONDS
    return arrived


def _ending(refusal: Refusal) -> bytes:
    return b"event: problem\ndata: " + _encode(problem_members(refusal)) + b"\n\n"


def _message(item: Any) -> bytes:
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (item.position, item.kind.encode(), _encode(item))


@contextmanager
def _waiting() -> Any:
    FEED_WAITS.inc()
    try:
        yield
    finally:
        FEED_WAITS.dec()
