"""A bare Litestar application: decodes an event, or an array of events, and answers; nothing else.

What an HTTP call costs in this framework before anything is done. `python -m ops.bench.peers.bare_handler`
serves it on the port given, with the settings under which the product is served.
"""

import socket
import sys
from typing import Any

import msgspec
from litestar import Litestar, post

from ops.serving import serve

HOST = "127.0.0.1"


class Event(msgspec.Struct):
    """A CloudEvents event as far as a handler needs it."""

    id: str
    source: str
    type: str
    subject: str
    time: str
    data: dict[str, Any]


class Recorded(msgspec.Struct):
    """An answer of about the same members as the product's."""

    id: str
    status: str
    position: int
    caseversion: int


@post("/v1/events")
async def take_one(data: Event) -> Recorded:
    """One event in, one answer out."""
    return Recorded(data.id, "recorded", 1, 1)


@post("/v1/batches")
async def take_many(data: list[Event]) -> list[Recorded]:
    """An array in, an array out."""
    return [Recorded(event.id, "recorded", 1, 1) for event in data]


if __name__ == "__main__":
    with socket.create_server((HOST, int(sys.argv[1]))) as bound:
        serve(Litestar([take_one, take_many], logging_config=None), bound)
