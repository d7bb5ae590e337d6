"""A witness over HTTP (C2SP tlog-witness): submissions and monitoring under one prefix.

It listens on one address of the machine. Who opens it to a network puts a proxy with TLS before it.
"""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath

from jejak_client.tlog.submission import MAX_BODY
from jejak_client.witness.witness import TEXT_TYPE, Answer, Witness

KEEP_ALIVE_SECONDS = 75
MOST_AT_ONCE = 128  # requests; a log asks with one, a monitor with one

_ORIGIN_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOT_FOUND = Answer(404, TEXT_TYPE, b"this witness has cosigned no checkpoint of such a log\n")


def create_app(witness: Witness) -> Litestar:
    """The application of one witness. A body beyond 64 KiB is answered 413."""

    @post("/add-checkpoint")
    async def add_checkpoint(request: Request[Any, Any, Any]) -> Response[bytes]:
        body = await request.body()
        return _response(await asyncio.to_thread(witness.add_checkpoint, body))

    @get("/{origin_hash:str}/checkpoint", sync_to_thread=True)
    def newest_checkpoint(origin_hash: FromPath[str]) -> Response[bytes]:
        known = _ORIGIN_HASH.fullmatch(origin_hash)
        found = witness.checkpoint(origin_hash) if known else None
        return _response(Answer(200, TEXT_TYPE, found) if found else _NOT_FOUND)

    return Litestar(
        [add_checkpoint, newest_checkpoint],
        request_max_body_size=MAX_BODY,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def serve(witness: Witness, bound: socket.socket) -> None:
    """Answers on a bound socket until SIGINT or SIGTERM. Who asks is written down nowhere."""
    config = uvicorn.Config(
        create_app(witness),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        limit_concurrency=MOST_AT_ONCE,
        ws="none",
    )
    # uvicorn ends in order and then raises the signal again, by which the process would end as if killed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[bound])


def _response(answer: Answer) -> Response[bytes]:
    # As a header: litestar adds a charset to the media type of a text, and of a size there must be none.
    headers = {"Content-Type": answer.media_type, "Cache-Control": "no-cache"}
    return Response(answer.body, status_code=answer.status, headers=headers)
