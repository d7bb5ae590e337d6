"""HTTP to one server: who asks, how long it waits, and what it tries again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from jejak_client.problems import Unanswered, raise_problem

TRY_AGAIN = frozenset({429, 502, 503, 504})
FIRST_PAUSE = 0.2  # seconds, doubled each time
LONGEST_PAUSE = 10.0

Query = Mapping[str, str | int | float | Sequence[str] | None]


class Transport:
    """Calls a server with a bearer token, and repeats a call whose answer was lost or put off.

    Every call may be repeated: an event is recorded once under its id, however often it is sent.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        timeout: float,
        attempts: int,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`timeout` in seconds for each attempt; `transport` replaces the network in tests.

        Raises ValueError for a URL that is not http or https.
        """
        if not url.startswith(("http://", "https://")):
            raise ValueError("the URL of a server begins with http:// or https://")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)
        self.timeout = timeout
        self.attempts = attempts
        self._sleep = sleep

    def get(self, path: str, query: Query | None = None, wait: float = 0) -> httpx.Response:
        """GET; parameters that are None are left out; `wait` seconds more than usual for the answer."""
        params = {name: value for name, value in (query or {}).items() if value is not None}
        response = self.repeated(lambda: self.http.get(path, params=params, timeout=self.timeout + wait))
        raise_problem(response)
        return response

    def post(self, path: str, content: bytes, media_type: str) -> httpx.Response:
        """POST the same bytes until they are answered; refusals are the caller's to read."""
        headers = {"Content-Type": media_type}
        return self.repeated(lambda: self.http.post(path, content=content, headers=headers))

    def repeated(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        """The first answer that is not "try again later", or the last one. Raises Unanswered without any."""
        for attempt in range(1, self.attempts + 1):
            try:
                response = call()
            except httpx.TransportError as error:
                if attempt == self.attempts:
                    raise Unanswered(f"no answer from the server: {type(error).__name__}") from error
                self.pause(attempt)
                continue
            if response.status_code not in TRY_AGAIN or attempt == self.attempts:
                return response
            self.pause(attempt, response)
        raise AssertionError("at least one attempt is made")

    def pause(self, attempt: int, response: httpx.Response | None = None) -> None:
        """Wait before the next attempt: longer each time, and as long as the server asks for."""
        asked = response.headers.get("Retry-After", "") if response is not None else ""
        seconds = max(FIRST_PAUSE * 2 ** (attempt - 1), float(asked) if asked.isdigit() else 0.0)
        self._sleep(min(seconds, LONGEST_PAUSE))

    def json(self, path: str, query: Query | None = None) -> Any:
        """The JSON answer of a GET."""
        return self.get(path, query).json()
