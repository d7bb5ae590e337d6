"""Bodies of calls: read under a cap, and cut into items without being parsed."""

import asyncio
import re
from typing import Any

import msgspec
from litestar import Request

from domain.problems import Refusal, refuse
from server.api.problems import ProblemError

MAX_CALL = 8 * 1024 * 1024  # bytes
MAX_ITEMS = 1000
PATIENCE = 30.0  # seconds between two parts of a body

_FEW_COMMAS = 100_000  # so few items, if they are items at all, may be cut before they are counted
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{},]', re.DOTALL)
_items = msgspec.json.Decoder(list[msgspec.Raw])


async def read_body(request: Request[Any, Any, Any], limit: int = MAX_CALL) -> bytes:
    """The whole body.

    Raises ProblemError as soon as more than `limit` bytes are announced or arrive, or none for too long.
    """
    for name, value in request.scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            raise _too_large(limit)
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await _next_part(request)
        if message["type"] != "http.request":
            raise _incomplete("The body ended before it was complete.")
        size += len(message["body"])
        if size > limit:
            raise _too_large(limit)
        chunks.append(message["body"])
        more = message.get("more_body", False)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _next_part(request: Request[Any, Any, Any]) -> Any:
    """A caller that sends nothing more must not hold a place for ever."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.receive()
    except TimeoutError:
        raise _incomplete(f"Nothing more of the body came within {PATIENCE:.0f} s.") from None


async def items_of(body: bytes) -> list[bytes]:
    """The items of a JSON array as they stand in it.

    Raises ProblemError when it is no JSON array or has more than MAX_ITEMS items, before memory is spent on
    them. The long count runs in a thread: it must not hold up the calls of others.
    """
    if body.count(b",") > _FEW_COMMAS and await asyncio.to_thread(_has_more_items, body, MAX_ITEMS):
        raise _too_many()
    try:
        items = _items.decode(body)
    except RecursionError:
        raise ProblemError(refuse("too_deep", "The batch is nested too deeply to be read.")) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ProblemError(refuse("malformed_json", "A batch is a JSON array of events.")) from None
    if len(items) > MAX_ITEMS:
        raise _too_many()
    return [bytes(item) for item in items]


def _has_more_items(body: bytes, limit: int) -> bool:
    """Whether the outermost array has more than `limit` items; stops at the first too many."""
    depth = commas = 0
    for found in _TOKEN.finditer(body):
        token = found[0]
        if token in b"[{":
            depth += 1
        elif token in b"]}":
            depth -= 1
        elif token == b"," and depth == 1:
            commas += 1
            if commas >= limit:
                return True
    return False


def _incomplete(rule: str) -> ProblemError:
    return ProblemError(Refusal("bad_request", rule, status=400))


def _too_large(limit: int) -> ProblemError:
    return ProblemError(refuse("batch_too_large", f"A call holds at most {limit} bytes."))


def _too_many() -> ProblemError:
    return ProblemError(refuse("batch_too_large", f"A batch holds at most {MAX_ITEMS} events."))
