"""GET /v1/cases/{case}/persons/{person}/access: the copy of a person's own data, as JSON and as a package."""

import base64
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from domain.case_state import CaseState, SubjectAccess
from domain.problems import refuse
from domain.read_purposes import ReadPurpose
from domain.subject_access import last_access, may_hand_out, refused_to
from server.api.documented import TOKEN, TOKEN_PROBLEMS, answer, refusals
from server.api.problems import ProblemError, not_found
from server.api.reading import refuse_unknown_parameters
from server.auth.guards import requires_reader
from server.export.package import package
from server.export.shapes import SubjectCopy
from server.export.subject_copy import fetched_within, make_copy
from server.opening import asker_of
from server.readlog.reader import reader_of
from server.services import Services, services_of

ZIP = "application/zip"
DIGEST = "Repr-Digest"
DIGEST_HEADER = ResponseHeader(
    name=DIGEST,
    description="SHA-256 of what is served (RFC 9530).",
    documentation_only=True,
)
DESCRIPTION = (
    "Token: reader or dpo. For the case manager's agency and the data protection officer, once a "
    "SubjectAccessGiven has answered the person's request: an export is an event. Holds what was on record "
    "then, without what UU 27/2022 arts 33 and 50 keep out, which is named with its ground. Refused where it "
    "has come to endanger since. What is served is recorded first."
)
CaseId = Annotated[UUID, Parameter(description="The id of the case.")]
PersonId = Annotated[UUID, Parameter(description="The id of the person in this case.")]


def _copy_call(path: str, operation_id: str, summary: str, told: ResponseSpec) -> get:
    return get(
        path,
        guards=[requires_reader],
        before_request=refuse_unknown_parameters,
        operation_id=operation_id,
        summary=summary,
        description=DESCRIPTION,
        security=TOKEN,
        tags=["reading"],
        response_headers=[DIGEST_HEADER],
        responses={200: told}
        | refusals(
            *("invalid_parameter", "not_found", "precondition", "access_refused", "notice_required"),
            "read_log_unavailable",
            *TOKEN_PROBLEMS,
        ),
    )


@_copy_call(
    "/v1/cases/{case:uuid}/persons/{person:uuid}/access",
    "readSubjectAccess",
    "A person's own data, with who read them",
    answer(SubjectCopy, "The copy."),
)
async def read_subject_access(
    request: Request[Any, Any, Any], case: CaseId, person: PersonId
) -> ASGIResponse:
    """The copy as JSON."""
    copy = await _copy(request, case, person, "readSubjectAccess")
    return _response(msgspec.json.encode(copy), "application/json")


@_copy_call(
    "/v1/cases/{case:uuid}/persons/{person:uuid}/access.zip",
    "readSubjectAccessPackage",
    "A person's own data as a package to hand out",
    ResponseSpec(
        bytes,
        generate_examples=False,
        media_type=ZIP,
        description="data.json, data.html (Indonesian and English) and SHA256SUMS; the same bytes each time.",
    ),
)
async def read_subject_access_package(
    request: Request[Any, Any, Any], case: CaseId, person: PersonId
) -> ASGIResponse:
    """The copy as JSON and as a page to print."""
    copy = await _copy(request, case, person, "readSubjectAccessPackage")
    named = {"Content-Disposition": f'attachment; filename="{copy.access}.zip"'}
    return _response(package(copy), ZIP, named)


async def _copy(request: Request[Any, Any, Any], case: UUID, person: UUID, call: str) -> SubjectCopy:
    """The copy, its reading recorded. Absent, and another's case, answer alike."""
    services, reader = services_of(request), reader_of(request)
    asker = await asker_of(services, reader)
    state = (await services.cases.at_head([case])).get(case)
    if state is None or state.kind != "case" or person not in state.persons:
        raise not_found()
    if not may_hand_out(state, asker.agency, asker.kind):
        raise not_found()
    await services.notices.require(reader.holder, services.rules.notice.classes)
    made = await make_copy(services, asker, state, _given(services, state, person))
    read_for = reader._replace(purpose=ReadPurpose.SUBJECT_REQUEST)
    await services.reads.record(read_for, call, made.served, case=case)
    return made.copy


def _given(services: Services, state: CaseState, person: UUID) -> SubjectAccess:
    """The answer that gives the copy. Raises ProblemError where there is none, where it is too old, and where
    the copy must be refused (UU 27/2022 art 33)."""
    access = last_access(state, person)
    if access is None:
        rule = "A copy is given by a SubjectAccessGiven in the case, which answers the person's request."
        raise ProblemError(refuse("precondition", rule))
    ground = access.refused_because if access.refused else refused_to(state, access)
    if ground is not None:
        rule = f"A copy must be refused to who asked (UU 27/2022 arts 25, 33); ground: {ground}."
        raise ProblemError(refuse("access_refused", rule))
    given = next(head for head in state.events if head.position == access.given)
    if services.clock() > given.recordedat + fetched_within():
        rule = f"A copy is fetched within {fetched_within().days} days; a new request is recorded first."
        raise ProblemError(refuse("precondition", rule))
    return access


def _response(body: bytes, media_type: str, headers: dict[str, str] | None = None) -> ASGIResponse:
    digest = base64.b64encode(sha256(body).digest()).decode("ascii")
    return ASGIResponse(
        body=body, media_type=media_type, headers={DIGEST: f"sha-256=:{digest}:", **(headers or {})}
    )
