"""/v1/session: a person logs in, asks who it is, and logs out."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody

from server.api.documented import SESSION, answer, refusals
from server.api.reading import refuse_unknown_parameters
from server.auth.cookies import (
    browser_cookie,
    browser_name,
    cookie_name,
    cookie_value,
    refuse_other_sites,
    requires_private_way,
    session_cookie,
)
from server.auth.guards import requires_session, session_of
from server.auth.logins import Credentials
from server.auth.networks import network_of
from server.auth.principal import Role
from server.auth.sessions import csrf_of
from server.services import Services, services_of

SESSION_PROBLEMS = ("unauthenticated", "forbidden", "too_many_requests", "busy")

Typed = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Code = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person types in. `code`: the six digits that the authenticator app shows now."""

    login: Typed
    password: Typed
    code: Code

    def __repr__(self) -> str:
        """Nothing of what was typed."""
        return "Login()"


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password so far, a code, and the password from now on."""

    password: Typed
    code: Code
    new: Typed

    def __repr__(self) -> str:
        """Nothing of what was typed."""
        return "NewPassword()"


class SessionState(msgspec.Struct, kw_only=True):
    """Who acts until `expiresat`, or until it has rested for `idleseconds`.

    `account` is the random id that events name as `actor` and that the read log knows. `csrf` goes with every
    call that changes something, as Jejak-Csrf.
    """

    account: UUID
    login: str
    agency: str
    roles: list[Role]
    expiresat: datetime
    idleseconds: int
    csrf: str


@post(
    "/v1/session",
    before_request=refuse_unknown_parameters,
    operation_id="logIn",
    summary="Log in with password and one-time code",
    description=(
        "No token. Opens a session and sets its cookie. Whatever is wrong is answered alike. After failures "
        "the door stays closed for a while, for the login and for the network, and longer each time. A "
        "browser in which the login came in before has a door of its own. After 80 failures in a row of "
        "others nobody comes in elsewhere, until the operator opens the account again."
    ),
    tags=["people"],
    status_code=200,
    responses={200: answer(SessionState, "Logged in; the cookie is set.")}
    | refusals("invalid_parameter", "login_refused", "forbidden", "too_many_requests", "busy"),
)
async def log_in(request: Request[Any, Any, Any], data: JSONBody[Login]) -> Response[SessionState]:
    """A new session, whatever session the call came with."""
    refuse_other_sites(request.scope)
    requires_private_way(request.scope)
    services = services_of(request)
    kept = cookie_value(request.scope, browser_name(request.scope))
    typed = Credentials(data.login, data.password, data.code, kept)
    account, opened, known = await services.entrance.logins.log_in(typed, network_of(request.scope))
    rules = services.entrance.rules
    seconds = int(rules.sessions.longest.total_seconds())
    state = SessionState(
        account=account.account_id,
        login=account.login,
        agency=account.agency,
        roles=account.roles,
        **_terms(services, opened.expires_at, opened.secret),
    )
    cookies = [
        session_cookie(request.scope, opened.secret, seconds),
        browser_cookie(request.scope, known, int(rules.lockout.account.known_for.total_seconds())),
    ]
    return Response(state, cookies=cookies)


@get(
    "/v1/session",
    guards=[requires_session],
    before_request=refuse_unknown_parameters,
    operation_id="readSession",
    summary="Who I am",
    description="Token: none; the cookie of a session. Roles, and when the session ends.",
    security=SESSION,
    tags=["people"],
    responses={200: answer(SessionState, "The session in force.")} | refusals(*SESSION_PROBLEMS),
)
async def read_session(request: Request[Any, Any, Any]) -> SessionState:
    """Asked for by every page; also how a page that was loaded anew learns its `csrf`."""
    session = await session_of(request)
    secret = cookie_value(request.scope, cookie_name(request.scope)) or ""
    return SessionState(
        account=session.account_id,
        login=session.login,
        agency=session.agency,
        roles=session.roles,
        **_terms(services_of(request), session.expires_at, secret),
    )


@delete(
    "/v1/session",
    guards=[requires_session],
    before_request=refuse_unknown_parameters,
    operation_id="logOut",
    summary="Log out",
    description="Token: none; the cookie of a session. Ends it in every process, with what it holds open.",
    security=SESSION,
    tags=["people"],
    status_code=204,
    responses=refusals(*SESSION_PROBLEMS),
)
async def log_out(request: Request[Any, Any, Any]) -> Response[None]:
    """Ended on the server too: a copy of the cookie opens nothing any more."""
    session = await session_of(request)
    await services_of(request).entrance.sessions.end(session.session_id)
    return Response(None, cookies=[session_cookie(request.scope, "", 0)])


@post(
    "/v1/session/password",
    guards=[requires_session],
    before_request=refuse_unknown_parameters,
    operation_id="changePassword",
    summary="Change my password",
    description=(
        "Token: none; the cookie of a session, with the password so far and a code that was not used yet. "
        "The other sessions of the account end."
    ),
    security=SESSION,
    tags=["people"],
    status_code=204,
    responses=refusals("invalid_parameter", "login_refused", *SESSION_PROBLEMS),
)
async def change_password(request: Request[Any, Any, Any], data: JSONBody[NewPassword]) -> None:
    """Afterwards the operator who made the account knows its password no more."""
    session = await session_of(request)
    kept = cookie_value(request.scope, browser_name(request.scope))
    given = Credentials(session.login, data.password, data.code, kept)
    logins = services_of(request).entrance.logins
    await logins.change_password(session, given, data.new, network_of(request.scope))


def _terms(services: Services, expires_at: datetime, secret: str) -> dict[str, Any]:
    idle = int(services.entrance.rules.sessions.idle.total_seconds())
    return {"expiresat": expires_at, "idleseconds": idle, "csrf": csrf_of(secret)}
