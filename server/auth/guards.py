"""Who may call what, in sentences. A guard names the caller or answers 401 or 403."""

import time
from collections.abc import Callable
from hmac import compare_digest
from typing import Any

import structlog
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from domain.problems import refuse
from server.api.problems import ProblemError
from server.auth.cookies import cookie_name, cookie_value, refuse_other_sites
from server.auth.networks import network_of
from server.auth.principal import ROLES, Principal, Role
from server.auth.sessions import Session, csrf_of
from server.metrics import AUTH_FAILURES
from server.services import services_of

Connection = ASGIConnection[Any, Any, Any, Any]

READERS: tuple[Role, ...] = ("reader", "coordinator", "auditor", "dpo")
FAILURES_LOGGED_EVERY = 60.0  # seconds
AUTHORIZATION, ROLE, CSRF = b"authorization", b"jejak-role", b"jejak-csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing (RFC 9110 section 9.2.1)


async def requires_token(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Any valid token, or any session."""
    await _authenticate(connection, ROLES)


async def requires_publisher(connection: Connection, _handler: BaseRouteHandler | None = None) -> None:
    """A token or session with which an agency publishes.

    Stands before its route as `before_request`: for each guard litestar copies the whole route handler, which
    takes longer than everything else it does for a request.
    """
    await _authenticate(connection, ("publisher",))


async def requires_reader(connection: Connection, _handler: BaseRouteHandler) -> None:
    """A token or session that reads for an agency, a coordinator, an auditor or a data protection officer.

    What such a caller may see is for `domain.access.visible` to say, by the kind of its agency.
    """
    services_of(connection).entrance.count_read(await _authenticate(connection, READERS))


async def requires_reader_or_operator(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Whoever reads, or the operator of a deployment."""
    services_of(connection).entrance.count_read(await _authenticate(connection, (*READERS, "operator")))


async def requires_auditor(connection: Connection, _handler: BaseRouteHandler) -> None:
    """An auditor's token or session: of an office that audits, or of one agency (server/audit)."""
    services_of(connection).entrance.count_read(await _authenticate(connection, ("auditor",)))


async def requires_auditor_or_officer(connection: Connection, _handler: BaseRouteHandler) -> None:
    """An auditor's token or session, or that of a data protection officer."""
    services_of(connection).entrance.count_read(await _authenticate(connection, ("auditor", "dpo")))


async def requires_publisher_or_reader(connection: Connection, _handler: BaseRouteHandler) -> None:
    """A token or session of the agency's own, whichever way it works."""
    await _authenticate(connection, ("publisher", "reader"))


async def requires_session(connection: Connection, _handler: BaseRouteHandler) -> None:
    """The session of a person, in whatever role."""
    if presented := _values(connection, AUTHORIZATION):
        await _holder(connection, presented)
        raise ProblemError(refuse("forbidden", "This call is for people who have logged in, not for tokens."))
    await session_of(connection)


async def still_reads(connection: Connection) -> None:
    """Who was let in by `requires_reader` still is: asked while it waits, and no sign of use."""
    await _authenticate(connection, READERS, used=False)


def principal_of(connection: Connection) -> Principal:
    """Who calls; only behind a guard of this module."""
    principal: Principal = connection.scope["auth"]
    return principal


async def session_of(connection: Connection, *, used: bool = True) -> Session:
    """The session that the cookie names. Raises ProblemError, also where another site could have sent it."""
    scope: Any = connection.scope
    secret = cookie_value(scope, cookie_name(scope))
    session = await services_of(connection).entrance.sessions.find(secret, used=used) if secret else None
    if secret is None or session is None:
        raise _nobody(connection)
    if scope["method"] not in SAFE:
        refuse_other_sites(scope)
        given = _only(connection, CSRF) or b""
        if not compare_digest(given, csrf_of(secret).encode()):
            rule = "A call that changes something carries the csrf of its session as Jejak-Csrf."
            raise ProblemError(refuse("forbidden", rule))
    return session


async def _authenticate(connection: Connection, roles: tuple[Role, ...], *, used: bool = True) -> Principal:
    """Who calls, in one of these roles. An Authorization header counts before a cookie."""
    if presented := _values(connection, AUTHORIZATION):
        principal = await _holder(connection, presented)
    else:
        session = await session_of(connection, used=used)
        principal = session.acting(_role(session, roles, _only(connection, ROLE)))
    if principal.role not in roles:
        raise ProblemError(refuse("forbidden", "The role of this caller does not allow this call."))
    connection.scope["auth"] = principal
    return principal


async def _holder(connection: Connection, presented: list[bytes]) -> Principal:
    """Who holds the token of the one Authorization header with the Bearer scheme."""
    scheme, _, token = presented[0].partition(b" ")
    bears = len(presented) == 1 and scheme.lower() == b"bearer"
    principal = await services_of(connection).tokens.principal(token.strip()) if bears else None
    if principal is None:
        raise _nobody(connection)
    return principal


def _role(session: Session, roles: tuple[Role, ...], named: bytes | None) -> Role:
    """The role to act in: the one named, or the only one of the account's that the call takes."""
    able = [role for role in session.roles if role in roles]
    if named is not None:
        able = [role for role in session.roles if role.encode() == named]
    if len(able) == 1:
        return able[0]
    if able:
        raise ProblemError(refuse("forbidden", "Name one of the account's roles as Jejak-Role."))
    raise ProblemError(refuse("forbidden", "No such role of this account allows this call."))


def _nobody(connection: Connection) -> ProblemError:
    """This call names nobody. Raises ProblemError itself where its network makes too many such calls."""
    failures.note()
    services_of(connection).entrance.count_failure(network_of(connection.scope))
    rule = "Send a valid token as Authorization: Bearer, or log in."
    return ProblemError(refuse("unauthenticated", rule))


def _only(connection: Connection, name: bytes) -> bytes | None:
    """The value of a header that stands once; None when there is not just one."""
    values = _values(connection, name)
    return values[0] if len(values) == 1 else None


def _values(connection: Connection, name: bytes) -> list[bytes]:
    return [value for header, value in connection.scope["headers"] if header == name]


class FailureLog:
    """Counts failed authentications and logs their number at most once a minute, never a token."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._since: float | None = None
        self._count = 0

    def note(self) -> None:
        """One more failure."""
        AUTH_FAILURES.inc()
        self._count += 1
        now = self._monotonic()
        if self._since is None or now - self._since >= FAILURES_LOGGED_EVERY:
            structlog.get_logger().warning("requests without a valid token", failures=self._count)
            self._since, self._count = now, 0


failures = FailureLog()
