"""GET /v1/disputes/{dispute}/dossier: a zip that a judge can read and anybody can verify offline."""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.read_purposes import ReadReason
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, refusals
from server.api.log_answers import PROOF, PROOF_HEADER
from server.api.reading import POSITION, refuse_unknown_parameters
from server.api.subjects import DIGEST, DIGEST_HEADER, ZIP
from server.auth.guards import requires_reader
from server.dossier.material import Material, gather
from server.dossier.package import package
from server.readlog.reader import reader_of
from server.services import services_of

# One at a time in a process: a long case takes seconds of a processor, and the threads belong to others too.
MAKER = ThreadPoolExecutor(1, thread_name_prefix="dossier")
HEADERS = [
    DIGEST_HEADER,
    ResponseHeader(
        name=POSITION, description="Log position that the dossier is as of.", documentation_only=True
    ),
    PROOF_HEADER,
]


@get(
    "/v1/disputes/{dispute:uuid}/dossier",
    operation_class=ReadOperation,
    guards=[requires_reader],
    before_request=refuse_unknown_parameters,
    operation_id="readDossier",
    summary="The dossier of a dispute, to be read in court and verified offline",
    description=(
        "Token: reader, coordinator, auditor or dpo. For the sides of the dispute, the expert engaged for it "
        "while its time runs, and auditors by office. Holds the events of the case whose bodies are open to "
        "the requester, as signed, with the values that are open of what the dispute is about; keys, proofs "
        "to one checkpoint, receipts, deliveries between the sides, a timeline as page and PDF. What is "
        "served is recorded first, or it is refused."
    ),
    security=TOKEN,
    tags=["reading"],
    response_headers=HEADERS,
    responses={
        200: ResponseSpec(
            bytes,
            generate_examples=False,
            media_type=ZIP,
            description="A zip of the format jejak-dossier/1; the same bytes for the same moment.",
        )
    }
    | refusals(
        *("invalid_parameter", "not_found", "notice_required", "read_log_unavailable", "not_sealed"),
        *TOKEN_PROBLEMS,
    ),
)
async def read_dossier(
    request: Request[Any, Any, Any],
    dispute: Annotated[UUID, Parameter(description="The id of the dispute.")],
) -> ASGIResponse:
    """A dispute that does not exist and one that is none of the asker's answer alike."""
    services, reader = services_of(request), reader_of(request)
    material = await gather(services, reader, dispute)
    await services.reads.record(
        *(reader, "readDossier", material.served),
        case=material.facts.view.case,
        reason=ReadReason.DISPUTE if material.audited and _opens_values(material) else None,
        required=True,
    )
    made = await asyncio.get_running_loop().run_in_executor(MAKER, package, material)
    return _response(material, made)


def _opens_values(material: Material) -> bool:
    return any(each.classes > 0 for each in material.served)


def _response(material: Material, made: bytes) -> ASGIResponse:
    digest = base64.b64encode(sha256(made).digest()).decode("ascii")
    headers = {
        DIGEST: f"sha-256=:{digest}:",
        POSITION: str(material.made.position),
        PROOF: "final" if material.sealed.chosen.final else "pending",
        "Content-Disposition": f'attachment; filename="{material.facts.view.dispute}.zip"',
    }
    return ASGIResponse(body=made, media_type=ZIP, headers=headers)
