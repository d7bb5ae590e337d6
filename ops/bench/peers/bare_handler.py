"""A bare Litestar application: decodes what a publisher sends, and answers; nothing else.

What an HTTP call costs in this framework before anything is done. `python -m ops.bench.peers.bare_handler`
serves it on the port given, with the settings under which the product is served.
"""

import socket
import sys
from typing import Any

import msgspec
from litestar import Litestar, get, post

from ops.serving import serve
from ops.supervised import LOOPBACK

SUBJECT = "bare Litestar handler"


class Event(msgspec.Struct):
    """A CloudEvents event as far as a handler needs it."""

    id: str
    source: str
    type: str
    subject: str
    time: str
    data: dict[str, Any]


class Signed(msgspec.Struct):
    """A flattened JWS."""

    protected: str
    payload: str
    signature: str
    header: dict[str, list[str]]


class Recorded(msgspec.Struct):
    """An answer of about the same members as the product's."""

    id: str
    status: str
    position: int
    caseversion: int


@get("/")
async def ready() -> None:
    """Says that the application answers."""


@post("/plain")
async def take_plain(data: Event) -> Recorded:
    """One event in, one answer out."""
    return Recorded(data.id, "recorded", 1, 1)


@post("/signed")
async def take_signed(data: Signed) -> Recorded:
    """One signed event in, one answer out."""
    return Recorded(data.signature, "recorded", 1, 1)


@post("/plain-batch")
async def take_plain_batch(data: list[Event]) -> list[Recorded]:
    """An array in, an array out."""
    return [Recorded(event.id, "recorded", 1, 1) for event in data]


@post("/signed-batch")
async def take_signed_batch(data: list[Signed]) -> list[Recorded]:
    """An array of signed events in, an array out."""
    return [Recorded(event.signature, "recorded", 1, 1) for event in data]


if __name__ == "__main__":
    handlers = [ready, take_plain, take_signed, take_plain_batch, take_signed_batch]
    with socket.create_server((LOOPBACK, int(sys.argv[1]))) as bound:
        serve(Litestar(handlers, logging_config=None), bound)
