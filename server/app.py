"""The litestar application: which calls there are, and what holds for every answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from time import perf_counter
from typing import Any, cast

import structlog
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import (
    HTTPScope,
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Message,
    Receive,
    Scope,
    Send,
)
from prometheus_client import Histogram

from server.api.documented import openapi_config
from server.api.problems import answer_exception
from server.api.routes import ROUTES
from server.clock import Clock, system_clock
from server.config import Settings
from server.evidence.sealer import GATHER
from server.logging import configure_logging
from server.metrics import REQUEST_SECONDS
from server.start import open_services, running

MAX_SMALL_BODY = 64 * 1024  # bytes; POST /v1/events reads its own body under a cap of its own

# Nothing of an answer may be kept, framed, guessed at or run.
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
# Only where the request came by TLS: a regency office tries the server without it first.
HSTS = (b"strict-transport-security", b"max-age=31536000")
METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Application(Litestar):
    """Litestar, with every answer counted, logged and given the security headers."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """ASGI. The log line and the labels hold the template of the path, never the path."""
        if scope["type"] != ScopeType.HTTP:
            await super().__call__(scope, receive, send)
            return
        request, started = cast("HTTPScope", scope), perf_counter()

        async def send_observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = secured(message["headers"], request["scheme"])
                observe(request, message["status"], perf_counter() - started)
            await send(message)  # type: ignore[arg-type]

        await super().__call__(scope, receive, send_observed)


def secured(headers: Any, scheme: str) -> list[tuple[bytes, bytes]]:
    """The headers with those of SECURITY_HEADERS that the handler has not set otherwise."""
    given = {name for name, _ in headers}
    added = [header for header in SECURITY_HEADERS if header[0] not in given]
    return [*headers, *added, HSTS] if scheme == "https" else [*headers, *added]


def observe(scope: Any, status: int, seconds: float) -> None:
    """One observation for an answer that begins, and a line for a failure: a line for each answer would cost
    a tenth of publishing and say no more than the metrics do."""
    path = scope.get("path_template") or "unmatched"
    method = scope["method"] if scope["method"] in METHODS else "other"
    seconds_of(method, path, status).observe(seconds)
    if status >= 500:
        structlog.get_logger().error(
            "request", method=method, path=path, status=status, milliseconds=round(seconds * 1000, 3)
        )


@lru_cache(maxsize=1024)
def seconds_of(method: str, path: str, status: int) -> Histogram:
    """The histogram of one kind of answer; both labels come from closed sets."""
    return REQUEST_SECONDS.labels(method, path, status)


def create_app(
    settings: Settings,
    clock: Clock = system_clock,
    *,
    follower_patience: float = 0.0,
    clockwork: bool | asyncio.Event = True,
    sealing: bool = True,
    gather: float = GATHER,
) -> Litestar:
    """The application of one deployment. Its services open at the ASGI lifespan and close with it.

    `follower_patience`: seconds for which a follower beside it is waited for before it follows itself.
    `clockwork`: whether this process may put on record what rules find (one of a deployment does at a time),
    or the event from which on it may. `sealing`: whether it may seal the logs (also one at a time);
    `gather`: seconds that one checkpoint waits for more events.

    Logging is configured here and not by the caller: unconfigured, structlog prints the values of locals.
    """
    configure_logging()

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with (
            open_services(settings, clock, follower_patience) as services,
            running(services, clockwork=clockwork, sealing=sealing, gather=gather),
        ):
            app.state.services = services
            yield

    return Application(
        route_handlers=ROUTES,
        lifespan=[lifespan],
        exception_handlers={Exception: answer_exception},
        openapi_config=openapi_config(),
        request_max_body_size=MAX_SMALL_BODY,
        logging_config=None,
        debug=False,
    )
