"""The feed as a stream of server-sent events, taken up again where it breaks off."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from httpx_sse import connect_sse

from jejak_client import strict_json
from jejak_client.feed import FeedRow, decode_row
from jejak_client.problems import ProblemError, Unanswered, error_of, raise_problem
from jejak_client.transport import TRY_AGAIN, Transport

QUIET_SECONDS = 90.0  # a stream says something at least so often, or is taken for dead


def stream_rows(server: Transport, after: int) -> Iterator[FeedRow]:
    """Rows after row `after` as they come, for ever. Raises Unanswered or ProblemError when that fails."""
    failures = 0
    while True:
        try:
            for row in _once(server, after):
                after, failures = row.position, 0
                yield row
        except (httpx.TransportError, ProblemError) as error:
            failures += 1
            _take_up_again(server, error, failures)
        server.pause(max(failures, 1))


def _once(server: Transport, after: int) -> Iterator[FeedRow]:
    headers = {"Last-Event-ID": str(after)}
    quiet = httpx.Timeout(server.timeout, read=QUIET_SECONDS)
    with connect_sse(server.http, "GET", "/v1/feed/stream", headers=headers, timeout=quiet) as source:
        if not source.response.is_success:
            source.response.read()
            raise_problem(source.response)
        for event in source.iter_sse():
            if event.event == "problem":
                raise error_of(strict_json.decode(event.data))
            if event.data:
                yield decode_row(event.data.encode())


def _take_up_again(server: Transport, error: Exception, failures: int) -> None:
    """Raises what ends a stream: a refusal that will not pass, or one failure too many in a row."""
    passing = not isinstance(error, ProblemError) or error.status in TRY_AGAIN
    if passing and failures < server.attempts:
        return
    if isinstance(error, ProblemError):
        raise error
    raise Unanswered(f"the stream broke off: {type(error).__name__}") from error
