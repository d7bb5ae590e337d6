"""Who may call what, in sentences. A guard names the caller or answers 401 or 403."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from domain.problems import refuse
from server.api.problems import ProblemError
from server.auth.principal import Principal, Role
from server.metrics import AUTH_FAILURES
from server.services import services_of

Connection = ASGIConnection[Any, Any, Any, Any]

READERS: tuple[Role, ...] = ("reader", "coordinator", "auditor", "dpo")
FAILURES_LOGGED_EVERY = 60.0  # seconds


async def requires_token(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Any valid token."""
    await _authenticate(connection)


async def requires_publisher(connection: Connection, _handler: BaseRouteHandler | None = None) -> None:
    """A token with which an agency publishes.

    Stands before its route as `before_request`: for each guard litestar copies the whole route handler, which
    takes longer than everything else it does for a request.
    """
    await _require(connection, ("publisher",))


async def requires_reader(connection: Connection, _handler: BaseRouteHandler) -> None:
    """A token with which an agency reads, or that of a coordinator, auditor or data protection officer.

    What such a token may see is for `domain.access.visible` to say, by the kind of its agency.
    """
    await _require(connection, READERS)


async def requires_publisher_or_reader(connection: Connection, _handler: BaseRouteHandler) -> None:
    """A token of the agency's own, whichever way it works."""
    await _require(connection, ("publisher", "reader"))


def principal_of(connection: Connection) -> Principal:
    """Who calls; only behind a guard of this module."""
    principal: Principal = connection.scope["auth"]
    return principal


async def _require(connection: Connection, roles: tuple[Role, ...]) -> None:
    principal = await _authenticate(connection)
    if principal.role not in roles:
        raise ProblemError(refuse("forbidden", "The role of this token does not allow this call."))


async def _authenticate(connection: Connection) -> Principal:
    token = _bearer(connection.scope["headers"])
    principal = await services_of(connection).tokens.principal(token) if token else None
    if principal is None:
        failures.note()
        raise ProblemError(refuse("unauthenticated", "Send a valid token as Authorization: Bearer."))
    connection.scope["auth"] = principal
    return principal


def _bearer(headers: Any) -> bytes | None:
    """The token of the one Authorization header with the Bearer scheme; None when there is not just one."""
    values = [value for name, value in headers if name == b"authorization"]
    if len(values) != 1 or values[0][:7].lower() != b"bearer ":
        return None
    token: bytes = values[0][7:].strip()
    return token


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
