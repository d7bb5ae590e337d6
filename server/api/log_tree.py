"""GET /v1/log/checkpoint, /tile/..., /proof/{position}: the log of events as a C2SP tiled log."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from server.api.documented import TOKEN, TOKEN_PROBLEMS, refusals
from server.api.log_answers import (
    FINAL,
    OCTETS,
    PROOF_HEADER,
    TEXT,
    TILE,
    bundle_of,
    checkpoint_of,
    proof_of,
    said,
    tile_of,
)
from server.api.reading import LARGEST, refuse_unknown_parameters
from server.auth.guards import requires_token
from server.services import services_of

TOLD = refusals("invalid_parameter", "not_found", *TOKEN_PROBLEMS)


@get(
    "/v1/log/checkpoint",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readLogCheckpoint",
    summary="How large the log is, and the root of its tree, as the log signed them",
    description="Token: any. A signed note (c2sp.org/tlog-checkpoint).",
    security=TOKEN,
    tags=["evidence"],
    response_headers=[PROOF_HEADER],
    responses=said(TEXT, "The newest checkpoint with the cosignatures there are for it.") | TOLD,
)
async def read_log_checkpoint(
    request: Request[Any, Any, Any], final: Annotated[bool, FINAL] = False
) -> ASGIResponse:
    """404 before the first event is sealed, a second after its recording, and where none is final."""
    return await checkpoint_of(services_of(request), "log", final=final)


@get(
    "/v1/log/tile/{tile:path}",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readLogTile",
    summary="Hashes of the log's tree",
    description="Token: any. `<level>/<index>[.p/<width>]` (c2sp.org/tlog-tiles).",
    security=TOKEN,
    tags=["evidence"],
    responses=said(OCTETS, "256 hashes of 32 bytes, or as many as the width says.") | TOLD,
)
async def read_log_tile(request: Request[Any, Any, Any], tile: Annotated[str, TILE]) -> ASGIResponse:
    """Of any width up to that of the newest checkpoint."""
    return await tile_of(request, "log")


@get(
    "/v1/log/tile/entries/{tile:path}",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readLogEntries",
    summary="Entries of the log, of which its leaves are hashes",
    description="Token: any. `<index>[.p/<width>]` (c2sp.org/tlog-tiles). They say nothing of any event.",
    security=TOKEN,
    tags=["evidence"],
    responses=said(OCTETS, "Up to 256 entries, each after its length in two bytes.") | TOLD,
)
async def read_log_entries(request: Request[Any, Any, Any], tile: Annotated[str, TILE]) -> ASGIResponse:
    """Each is a hash of the row as it stands now (docs/evidence.md)."""
    return await bundle_of(request, "log", services_of(request).pool)


@get(
    "/v1/log/proof/{position:int}",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readLogProof",
    summary="That the event at a position is in the log",
    description=(
        "Token: any. A `c2sp.org/tlog-proof@v1`, to be kept with the event: with its metadata and the policy "
        "it is verified offline."
    ),
    security=TOKEN,
    tags=["evidence"],
    response_headers=[PROOF_HEADER],
    responses=said(TEXT, "The path to the newest checkpoint that a quorum has cosigned, else to the newest.")
    | TOLD,
)
async def read_log_proof(
    request: Request[Any, Any, Any],
    position: Annotated[int, Parameter(ge=1, le=LARGEST, description="The position of the event.")],
) -> ASGIResponse:
    """404 for a position that is under no checkpoint yet."""
    return await proof_of(services_of(request), "log", position - 1)
