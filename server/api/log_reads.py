"""GET /v1/log/reads/...: the log of reads as a C2SP tiled log. Its entries name who read what."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.problems import refuse
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, refusals
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
from server.api.log_tree import TOLD
from server.api.problems import ProblemError
from server.api.reading import LARGEST, refuse_unknown_parameters
from server.audit.pages import auditing_as
from server.auth.guards import requires_auditor_or_officer, requires_token
from server.opening import asker_of
from server.readlog.reader import reader_of
from server.services import services_of

WATCH_OVER_READS = frozenset({"auditor", "dpo"})  # kinds of agency


@get(
    "/v1/log/reads/checkpoint",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readReadLogCheckpoint",
    summary="How large the log of reads is, and the root of its tree, as it signed them",
    description="Token: any. A signed note (c2sp.org/tlog-checkpoint).",
    security=TOKEN,
    tags=["evidence"],
    response_headers=[PROOF_HEADER],
    responses=said(TEXT, "The newest checkpoint with the cosignatures there are for it.") | TOLD,
)
async def read_read_log_checkpoint(
    request: Request[Any, Any, Any], final: Annotated[bool, FINAL] = False
) -> ASGIResponse:
    """404 before the first read is sealed, and where no checkpoint is final."""
    return await checkpoint_of(services_of(request), "reads", final=final)


@get(
    "/v1/log/reads/tile/{tile:path}",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readReadLogTile",
    summary="Hashes of the tree of reads",
    description="Token: any. `<level>/<index>[.p/<width>]` (c2sp.org/tlog-tiles).",
    security=TOKEN,
    tags=["evidence"],
    responses=said(OCTETS, "256 hashes of 32 bytes, or as many as the width says.") | TOLD,
)
async def read_read_log_tile(request: Request[Any, Any, Any], tile: Annotated[str, TILE]) -> ASGIResponse:
    """Of any width up to that of the newest checkpoint."""
    return await tile_of(request, "reads")


@get(
    "/v1/log/reads/tile/entries/{tile:path}",
    operation_class=ReadOperation,
    guards=[requires_auditor_or_officer],
    before_request=refuse_unknown_parameters,
    operation_id="readReadLogEntries",
    summary="Entries of the log of reads: who read what",
    description=(
        "Token: auditor or dpo of an agency of the kind auditor or dpo. `<index>[.p/<width>]` "
        "(c2sp.org/tlog-tiles). Recorded first, or refused."
    ),
    security=TOKEN,
    tags=["evidence"],
    responses=said(OCTETS, "Up to 256 entries, each after its length in two bytes.")
    | refusals("invalid_parameter", "not_found", "read_log_unavailable", *TOKEN_PROBLEMS),
)
async def read_read_log_entries(request: Request[Any, Any, Any], tile: Annotated[str, TILE]) -> ASGIResponse:
    """Lines of text, as server/readlog/leaves.py has them."""
    services, reader = services_of(request), reader_of(request)
    if services.directory.current.kind_of(reader.agency) not in WATCH_OVER_READS:
        raise ProblemError(refuse("forbidden", "Who reads what is for those who watch over all reads."))
    reading = auditing_as(services, await asker_of(services, reader))
    answer = await bundle_of(request, "reads", reading)
    await services.reads.record(reader, "readReadLogEntries", [], required=True)
    return answer


@get(
    "/v1/log/reads/proof/{index:int}",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readReadLogProof",
    summary="That a read is in the log of reads",
    description="Token: any. A `c2sp.org/tlog-proof@v1`.",
    security=TOKEN,
    tags=["evidence"],
    response_headers=[PROOF_HEADER],
    responses=said(TEXT, "The path to the newest checkpoint that a quorum has cosigned, else to the newest.")
    | TOLD,
)
async def read_read_log_proof(
    request: Request[Any, Any, Any],
    index: Annotated[int, Parameter(ge=0, le=LARGEST, description="The index of the read, from 0.")],
) -> ASGIResponse:
    """404 for an index that is under no checkpoint yet."""
    return await proof_of(services_of(request), "reads", index)
