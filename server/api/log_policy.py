"""GET /v1/log/policy: which witnesses make a checkpoint of this deployment final."""

from typing import Any

from litestar import Request, get
from litestar.response.base import ASGIResponse

from server.api.documented import TOKEN, TOKEN_PROBLEMS, refusals
from server.api.log_answers import TEXT, said
from server.api.problems import not_found
from server.api.reading import refuse_unknown_parameters
from server.auth.guards import requires_token
from server.evidence.policy import policy_now
from server.services import services_of


@get(
    "/v1/log/policy",
    guards=[requires_token],
    before_request=refuse_unknown_parameters,
    operation_id="readLogPolicy",
    summary="Which witnesses make a checkpoint final",
    description=(
        "Token: any. A policy (c2sp.org/tlog-policy) with the keys of the deployment's logs. It is the "
        "host's own word: whoever relies on it keeps a copy, agreed with the witnesses, and verifies by that."
    ),
    security=TOKEN,
    tags=["evidence"],
    responses=said(TEXT, "The policy.") | refusals("invalid_parameter", "not_found", *TOKEN_PROBLEMS),
)
async def read_log_policy(request: Request[Any, Any, Any]) -> ASGIResponse:
    """404 where none is configured: then no checkpoint is ever final."""
    services = services_of(request)
    await services.directory.reload()
    policy = policy_now(services)
    if policy is None:
        raise not_found()
    return ASGIResponse(body=policy.encode(), media_type=TEXT, headers={"cache-control": "no-cache"})
