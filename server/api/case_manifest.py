"""GET /v1/manifest/{case}: which versions of a case are open to the agency now, signed by the server."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.access import visible
from domain.case_state import CaseState
from domain.matrix import BODY_LEVEL, Matrix
from server.api.documented import TOKEN, TOKEN_PROBLEMS, ReadOperation, answer, refusals
from server.api.payloads import CaseVersion, Position
from server.api.problems import not_found
from server.api.reading import refuse_unknown_parameters
from server.auth.guards import requires_publisher_or_reader
from server.opening import Asker, asker_of
from server.readlog.reader import reader_of
from server.services import services_of


class CaseManifest(msgspec.Struct, kw_only=True):
    """The versions of a case whose events are open to the agency in full, as of a position of the log."""

    case: UUID
    as_of: Position
    versions: list[CaseVersion]
    receipt: Annotated[
        str,
        msgspec.Meta(description="Compact JWS (typ jejak-receipt+jws) over these and the agency, as `open`."),
    ]


@get(
    "/v1/manifest/{case:uuid}",
    operation_class=ReadOperation,
    guards=[requires_publisher_or_reader],
    before_request=refuse_unknown_parameters,
    operation_id="readCaseManifest",
    summary="Which versions of a case are open to me, signed",
    description=(
        "Token: publisher or reader. An event names the one before it that its publisher had "
        "seen. Who was not given that one asks here: a version not among these is not for this agency. The "
        "server signs its answer, so that to withhold an event it has to sign what the log disproves."
    ),
    security=TOKEN,
    tags=["reading"],
    responses={200: answer(CaseManifest, "The versions, ascending.")}
    | refusals("invalid_parameter", "not_found", *TOKEN_PROBLEMS),
)
async def read_case_manifest(
    request: Request[Any, Any, Any], case: Annotated[UUID, Parameter(description="The id of the case.")]
) -> ASGIResponse:
    """Says by the case as it is, not by the ledger: what was left out of that shows here."""
    services, reader = services_of(request), reader_of(request)
    asker, as_of = await asker_of(services, reader), (await services.reader.head()).position
    state = (await services.cases.at_head({case})).get(case)
    versions = open_versions(state, asker, services.rules.matrix, as_of) if state is not None else []
    if not versions:
        raise not_found()
    await services.reads.record(reader, "readCaseManifest", [], case=case)
    said = {"agency": asker.agency, "case": str(case), "as_of": as_of, "versions": versions}
    receipt = services.receipts.sign({"open": said})
    told = CaseManifest(case=case, as_of=as_of, versions=versions, receipt=receipt)
    return ASGIResponse(body=msgspec.json.encode(told))


def open_versions(state: CaseState, asker: Asker, matrix: Matrix, upto: int) -> list[int]:
    """The versions that events up to a log position made and that the asker may see in full."""
    return [
        head.version
        for head in state.events
        if head.position <= upto
        and visible(state, asker.agency, asker.kind, head, matrix, asker.at).level == BODY_LEVEL
    ]
