"""A small HTTP/1.1 client for measuring: requests made beforehand, connections kept, only sizes parsed.

A full client costs as much as the server it measures; this one costs some microseconds a request.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import NamedTuple, cast

import uvloop

from ops.bench.figures import Window

CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
HEAD_END = b"\r\n\r\n"


class Response(NamedTuple):
    """What was answered."""

    status: int
    body: bytes


class Load(NamedTuple):
    """Requests to send over `connections`, one in flight on each, until `seconds` after the warm-up are over.

    With `repeat` the requests begin anew when all are sent; else the window ends there. `weight`: events of
    one request. `refused`: bytes that stand only in the answer to a request that was not fully taken.
    """

    host: str
    port: int
    requests: Iterable[bytes]
    connections: int
    seconds: float
    warm_up: float
    repeat: bool = False
    weight: int = 1
    refused: bytes = b'"problem"'


class Outcome(NamedTuple):
    """The window, the requests sent in all, and the share of a CPU that sending took."""

    window: Window
    sent: int
    cpu: float


class Refused(Exception):
    """The server did not take what was sent; the message holds its answer."""


class NotHttp(Exception):
    """The answer has no content-length, or the connection was closed before it was complete."""


def request(
    method: str, path: str, headers: Mapping[str, str], body: bytes = b"", host: str = "bench"
) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}"]
    lines += [f"{name}: {text}" for name, text in headers.items()]
    if body:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + HEAD_END + body


class Wire(asyncio.Protocol):
    """One connection with at most one request in flight; `answered` is called with each response."""

    def __init__(self, answered: Callable[["Wire", Response], None], lost: Callable[[], None]) -> None:
        self._answered = answered
        self._lost = lost
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone, by whoever's wish."""
        self._lost()

    def send(self, raw: bytes) -> None:
        """Sends a request."""
        assert self._transport is not None, "a wire is made by connecting"
        self._transport.write(raw)

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Part of an answer, or all of it."""
        self._received = self._received + data if self._received else data
        end = self._received.find(HEAD_END)
        if end < 0:
            return
        length = CONTENT_LENGTH.search(self._received, 0, end + 2)
        if length is None:
            raise NotHttp(self._received[:200])
        begin = end + len(HEAD_END)
        if len(self._received) < begin + int(length[1]):
            return
        response = Response(int(self._received[9:12]), self._received[begin:])
        self._received = b""
        self._answered(self, response)


def drive(load: Load) -> Outcome:
    """Sends the load from a process of its own. Raises Refused."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(driven, load).result()


def driven(load: Load) -> Outcome:
    """Sends the load from this process. Raises Refused."""
    return uvloop.run(_Driver(load).run())


class _Driver:
    def __init__(self, load: Load) -> None:
        self._load = load
        self._requests: Iterator[bytes] = cycle(load.requests) if load.repeat else iter(load.requests)
        self._started: dict[Wire, float] = {}
        self._taken: list[float] = []
        self._refused: Response | None = None
        self._begin = self._end = 0.0
        self.sent = 0

    async def run(self) -> Outcome:
        loop = asyncio.get_running_loop()
        self._done: asyncio.Future[None] = loop.create_future()
        wires = [await self._connect(loop) for _ in range(self._load.connections)]
        self._begin = perf_counter() + self._load.warm_up
        self._end = self._begin + self._load.seconds
        spent = process_time()
        for wire in wires:
            self._next(wire)
        await self._done
        elapsed, spent = perf_counter() - self._begin, process_time() - spent
        for wire in wires:
            wire.close()
        if self._refused is not None:
            raise Refused(self._refused.status, self._refused.body[:1000])
        rate = len(self._taken) * self._load.weight / elapsed
        return Outcome(Window(rate, self._taken), self.sent, spent / (elapsed + self._load.warm_up))

    async def _connect(self, loop: asyncio.AbstractEventLoop) -> Wire:
        _, wire = await loop.create_connection(
            lambda: Wire(self._answered, self._lost), self._load.host, self._load.port
        )
        return wire

    def _next(self, wire: Wire) -> None:
        raw = next(self._requests, None) if perf_counter() < self._end else None
        if raw is not None:
            self._started[wire] = perf_counter()
            self.sent += 1
            wire.send(raw)
        elif not self._started and not self._done.done():
            self._done.set_result(None)

    def _answered(self, wire: Wire, response: Response) -> None:
        now, start = perf_counter(), self._started.pop(wire)
        if start >= self._begin:
            self._taken.append(now - start)
        if response.status >= 300 or self._load.refused in response.body:
            self._refused, self._end = response, now
        self._next(wire)

    def _lost(self) -> None:
        if not self._done.done():
            self._done.set_exception(NotHttp("the connection was closed"))


class Client:
    """One connection for calls that are awaited one after the other."""

    def __init__(self) -> None:
        self._wire: Wire | None = None
        self._answer: asyncio.Future[Response] | None = None

    @classmethod
    async def connect(cls, host: str, port: int) -> "Client":
        """A client whose connection stands."""
        client = cls()
        loop = asyncio.get_running_loop()
        _, client._wire = await loop.create_connection(
            lambda: Wire(client._answered, client._lost), host, port
        )
        return client

    async def ask(self, raw: bytes) -> Response:
        """Sends a request and waits for the answer. Raises Refused for any that is not of 2xx, NotHttp."""
        assert self._wire is not None, "a client is made by connecting"
        self._answer = asyncio.get_running_loop().create_future()
        self._wire.send(raw)
        response = await self._answer
        if response.status >= 300:
            raise Refused(response.status, response.body[:1000])
        return response

    def close(self) -> None:
        """Ends the connection."""
        if self._wire is not None:
            self._wire.close()

    def _answered(self, wire: Wire, response: Response) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(response)

    def _lost(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(NotHttp("the connection was closed"))
