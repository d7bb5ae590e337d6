"""Every error as a problem (RFC 9457): its kind, the rule, the field, and nothing of what was sent."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from domain.problems import PROBLEMS, Refusal, refuse
from server.answers import problem

MEDIA_TYPE = "application/problem+json"

# What only HTTP can get wrong; the rest stands in domain.problems.
HTTP_PROBLEMS: dict[str, tuple[int, str]] = {
    "bad_request": (400, "The request is not valid"),
    "invalid_parameter": (400, "A parameter of the request is not valid"),
    "method_not_allowed": (405, "This method is not allowed here"),
    "login_refused": (401, "The login is refused"),
    "too_many_requests": (429, "Too many requests"),
    "internal_error": (500, "The server failed"),
}
ALL_PROBLEMS = PROBLEMS | HTTP_PROBLEMS

_BY_STATUS = {400: "bad_request", 401: "unauthenticated", 403: "forbidden", 404: "not_found"} | {
    405: "method_not_allowed",
    413: "batch_too_large",
    415: "unsupported_media_type",
}
_HEADERS = {401: {"WWW-Authenticate": 'Bearer realm="jejak"'}, 503: {"Retry-After": "1"}}


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """RFC 9457. `type` is `/problems/<slug>`, a page on this server; `detail` is the rule that was broken.

    `field` is a JSON path such as `data.channel` or the name of a parameter. `instance` stands only on a
    failure of the server: a random id that is also in its log.
    """

    type: str
    title: str
    status: int
    detail: str | None = None
    field: str | None = None
    instance: str | None = None


class ProblemError(Exception):
    """Ends a request with a refusal, and with headers that say more of it."""

    def __init__(self, refusal: Refusal, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(refusal.type)
        self.refusal = refusal
        self.headers = headers


def not_found() -> ProblemError:
    """The one answer to what is absent and to what this agency may not see."""
    return ProblemError(refuse("not_found", "Nothing under this name is open to this agency."))


def invalid_parameter(name: str, rule: str) -> ProblemError:
    """A parameter in the URL does not hold to its rule."""
    return ProblemError(Refusal("invalid_parameter", rule, name, 400))


def problem_response(members: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """A problem with these members as the response."""
    status = members["status"]
    return Response(
        msgspec.json.encode(members),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={**_HEADERS.get(status, {}), **(headers or {})},
    )


def answer_exception(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem that an exception is answered with: whatever happens, no other form of error leaves."""
    if isinstance(error, ProblemError):
        return problem_response(problem_members(error.refusal), error.headers)
    if isinstance(error, OperationalError | PoolTimeout):
        structlog.get_logger().error("database not reachable", exc_info=error)
        return problem_response(members_of("busy", "The database does not answer; try again."))
    if isinstance(error, ValidationException):
        return problem_response(_validation(error))
    if isinstance(error, HTTPException) and error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        allow = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
        return problem_response(_of_status(error.status_code), allow)
    return problem_response(_failure(error))


def problem_members(refusal: Refusal) -> dict[str, Any]:
    """The RFC 9457 members of a refusal, also of the kinds that only HTTP knows."""
    if refusal.type in PROBLEMS:
        return problem(refusal)
    return members_of(refusal.type, refusal.rule, refusal.field)


def members_of(slug: str, rule: str, field: str | None = None) -> dict[str, Any]:
    """The RFC 9457 members of one kind of problem; KeyError for a kind that does not exist."""
    status, title = ALL_PROBLEMS[slug]
    members = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": rule}
    return {**members, "field": field} if field else members


def _validation(error: ValidationException) -> dict[str, Any]:
    """Names the parameter, not what stood in it: the framework's own message may quote it."""
    extra = error.extra if isinstance(error.extra, list) else []
    names = [str(each["key"]) for each in extra if isinstance(each, dict) and "key" in each]
    rule = "The parameter does not have the form or range that the OpenAPI document gives it."
    return members_of("invalid_parameter", rule, names[0] if names else None)


def _of_status(status: int) -> dict[str, Any]:
    slug = _BY_STATUS.get(status)
    if slug is not None:
        return members_of(slug, ALL_PROBLEMS[slug][1] + ".")
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}


def _failure(error: Exception) -> dict[str, Any]:
    error_id = str(uuid4())
    structlog.get_logger().error("request failed", error_id=error_id, exc_info=error)
    rule = "The failure is in the server's log under the id given as instance, unless many came at once."
    return {**members_of("internal_error", rule), "instance": f"urn:uuid:{error_id}"}
