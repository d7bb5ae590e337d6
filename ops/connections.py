"""Connections that may not be held open for nothing: a request comes in good time, within bounds, or not.

uvicorn waits for ever for a request that does not end, and keeps as much of its head as is sent. So a caller
without any token could fill the memory of the process, or hold every connection that it can have.
"""

import resource
from collections import Counter
from contextlib import suppress
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.metrics import MALFORMED

HEAD_BYTES = 32 * 1024  # request line and headers, and what frames a body beyond the body itself
HEAD_SECONDS = 10.0  # from the connection, or the first byte of a further request, to the end of its head
BODY_SECONDS = 30.0  # and one more for each SLOWEST bytes of it
SLOWEST = 500  # bytes a second: GPRS at the edge of its reach
UNWANTED_BYTES = 16 * 2**20  # taken in after an answer was given, so that it reaches who still sends
LOOK_SECONDS = 5.0
UNFINISHED_AT_ONCE = 256  # requests from one address that have not come in whole
WANTED_FILES = 65_536  # connections and files that the process may have


class BoundedHttp(HttpToolsProtocol):
    """HTTP/1.1 for uvicorn, with bounds on what comes before a request is whole."""

    unfinished: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._whole, self._framing, self._body, self._unwanted = True, 0, 0, 0
        self._await_request()
        self._look = self.loop.call_later(LOOK_SECONDS, self._look_after)
        if self.unfinished[self._address] > UNFINISHED_AT_ONCE:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._look.cancel()
        self._finish_request()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._whole and self._framing > HEAD_BYTES + 2 * self._body:
            self.send_400_response("The head of the request is too long.")
            return
        self._framing += len(data)
        super().data_received(data)
        if self._whole and (self.cycle is None or self.cycle.response_complete):
            self._await_request()  # something came, and no request has begun with it

    def send_400_response(self, msg: str) -> None:
        MALFORMED.inc()
        super().send_400_response(msg)

    def on_message_begin(self) -> None:
        self._await_request()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._until = self.loop.time() + BODY_SECONDS
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        self._until += len(body) / SLOWEST
        if self.cycle.response_complete:
            self._unwanted += len(body)
            if self._unwanted > UNWANTED_BYTES:
                self.transport.abort()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._finish_request()
        super().on_message_complete()

    def _await_request(self) -> None:
        self._framing, self._body = 0, 0
        self._until = self.loop.time() + HEAD_SECONDS
        if self._whole:
            self._whole = False
            self.unfinished[self._address] += 1

    def _finish_request(self) -> None:
        if not self._whole:
            self._whole = True
            self.unfinished[self._address] -= 1
            if not self.unfinished[self._address]:
                del self.unfinished[self._address]

    def _look_after(self) -> None:
        if not self._whole and self.loop.time() > self._until:
            if self._framing:
                MALFORMED.inc()
            self.transport.abort()
            return
        self._look = self.loop.call_later(LOOK_SECONDS, self._look_after)


def allow_connections() -> None:
    """As many connections as the system lets this process have, up to WANTED_FILES."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
