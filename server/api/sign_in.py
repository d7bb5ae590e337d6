"""/v1/session/provider: a person logs in through the identity provider, where the deployment has one."""

from typing import Annotated, Any

from litestar import MediaType, Request, Response, get
from litestar.params import QueryParameter

from server.api.documented import refusals
from server.api.problems import ProblemError, not_found
from server.api.reading import refuse_unknown_parameters
from server.auth import accounts
from server.auth.cookies import (
    cookie_value,
    requires_private_way,
    session_cookie,
    sign_in_cookie,
    sign_in_name,
)
from server.auth.logins import login_refused
from server.auth.networks import network_of
from server.auth.oidc import RETURN, SECONDS_TO_RETURN, IdentityProvider
from server.auth.sessions import Opened
from server.services import Services, services_of

# A page and no redirect: on a redirect that began at the provider a browser would not send a strict cookie.
ARRIVED = """<!doctype html>
<html lang="id">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=/v1/session">
<title>Jejak</title>
<p>Anda sudah masuk. <a href="/v1/session">Lanjut</a></p>
<p lang="en">You are logged in. <a href="/v1/session">Go on</a></p>
</html>
"""

LONGEST = 4096
State = Annotated[
    str | None, QueryParameter(name="state", max_length=LONGEST, description="Of the login begun here.")
]
Said = Annotated[str | None, QueryParameter(max_length=LONGEST, description="Of the provider.")]


@get(
    "/v1/session/provider",
    before_request=refuse_unknown_parameters,
    operation_id="goToProvider",
    summary="Log in through the identity provider",
    description=(
        "No token. Sends the browser to the provider of the deployment (OpenID Connect, authorization code "
        "with PKCE). Not found where the deployment has none."
    ),
    tags=["people"],
    status_code=303,
    responses=refusals("invalid_parameter", "not_found", "forbidden", "busy"),
)
async def go_to_provider(request: Request[Any, Any, Any]) -> Response[None]:
    """What belongs to this login is kept by the browser, sealed, for ten minutes."""
    provider = _provider(services_of(request))
    requires_private_way(request.scope)
    address, sealed = await provider.begin()
    kept = sign_in_cookie(request.scope, sealed, SECONDS_TO_RETURN)
    return Response(None, status_code=303, headers={"location": address}, cookies=[kept])


@get(
    RETURN,
    operation_id="returnFromProvider",
    summary="Back from the identity provider",
    description=(
        "No token. Opens the session of the account that the provider's subject belongs to; makes none. "
        "Whatever is wrong is answered alike."
    ),
    tags=["people"],
    media_type=MediaType.HTML,
    responses=refusals(
        "invalid_parameter", "not_found", "forbidden", "login_refused", "too_many_requests", "busy"
    ),
)
async def return_from_provider(
    request: Request[Any, Any, Any], begun: State = None, code: Said = None, iss: Said = None
) -> Response[str]:
    """A provider may add parameters of its own, so unknown ones are not refused."""
    services, scope = services_of(request), request.scope
    provider = _provider(services)
    requires_private_way(scope)
    try:
        kept = cookie_value(scope, sign_in_name(scope))
        subject = await provider.finish(kept or "", begun or "", code or "", iss)
        opened = await _opened(services, provider.issuer, subject)
    except ProblemError:
        services.entrance.count_failure(network_of(scope))
        raise
    seconds = int(services.entrance.rules.sessions.longest.total_seconds())
    cookies = [session_cookie(scope, opened.secret, seconds), sign_in_cookie(scope, "", 0)]
    return Response(ARRIVED, media_type=MediaType.HTML, cookies=cookies)


async def _opened(services: Services, issuer: str, subject: str) -> Opened:
    """A session of the account of this subject. Raises ProblemError where there is none that is open."""
    async with services.pool.connection() as conn:
        account = await accounts.by_issuer(conn, services.row_seals, issuer, subject)
    opened = await services.entrance.sessions.open(account) if account is not None else None
    if opened is None:
        raise ProblemError(login_refused())
    return opened


def _provider(services: Services) -> IdentityProvider:
    if services.entrance.provider is None:
        raise not_found()
    return services.entrance.provider
