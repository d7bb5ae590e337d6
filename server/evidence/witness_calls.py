"""Calls to a witness (C2SP tlog-witness): to cosign a checkpoint, and what it cosigned last.

Nothing that a witness answers is believed: its cosignature and its time are verified, its answers are read up
to a size and for a time, and what it says besides is not kept.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import httpx
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.cosignature import Window, time_of
from jejak_client.tlog.errors import Malformed, TlogError
from jejak_client.tlog.note import NoteKey, Signature, parse_note, parse_signature, verify_note
from jejak_client.tlog.policy import Policy, Witness
from jejak_client.tlog.submission import SIZE_TYPE, Submission, parse_size

from server.evidence.outside import Held

ANSWER_SECONDS = 10.0
MAX_ANSWER = 64 * 1024  # bytes
CLOCK_SECONDS = 300  # how far the clock of a witness may be from ours

AS_IT_IS = {"Accept-Encoding": "identity"}
TRY_LATER = frozenset({408, 425, 429})


class StandsElsewhere(Exception):
    """The witness cosigned a tree of another size last."""

    def __init__(self, size: int) -> None:
        super().__init__(f"it stands at {size}")
        self.size = size


class Unavailable(Exception):
    """No answer that says anything: none at all, too slow, too large, or to try again later."""


class Distrusted(Exception):
    """An answer that an honest witness of an honest log does not give. Somebody must look."""


async def ask(
    http: httpx.AsyncClient, witness: Witness, submission: Submission, text: bytes, now: datetime
) -> Signature:
    """The cosignature of the witness on the checkpoint of this text, verified, of about `now`.

    Raises StandsElsewhere, Unavailable or Distrusted.
    """
    url = f"{_prefix(witness)}/add-checkpoint"
    status, media_type, body = await _call(http, "POST", url, submission.encode())
    if status == 200:
        return cosignature_in(body, witness, text, now)
    if status == 409 and media_type == SIZE_TYPE:
        raise StandsElsewhere(_size_in(body))
    raise Distrusted(f"it refuses the checkpoint ({status})")


def cosignature_in(body: bytes, witness: Witness, text: bytes, now: datetime) -> Signature:
    """The line of this witness in the body of a 200; lines of keys that are not known are passed over.

    Raises Distrusted where there is none, it does not hold, or its time is not about `now`.
    """
    try:
        lines = [parse_signature(line) for line in body.decode().splitlines()]
    except (UnicodeDecodeError, Malformed):
        raise Distrusted("its answer is no cosignature") from None
    key = witness.key
    own = [line for line in lines if (line.name, line.key_id) == (key.name, key.key_id)]
    if not own:
        raise Distrusted("its answer is signed with another key")
    if not key.verifies(text, own[0].blob):
        raise Distrusted("its cosignature does not hold")
    if not window_about(now).holds(time_of(own[0].blob)):
        raise Distrusted("its clock is wrong")
    return own[0]


def window_about(now: datetime) -> Window:
    """The times of a cosignature that may count when it is received `now`."""
    at = int(now.timestamp())
    return Window(at - CLOCK_SECONDS, at + CLOCK_SECONDS)


async def held(http: httpx.AsyncClient, witness: Witness, logs: Sequence[NoteKey]) -> Checkpoint | None:
    """The checkpoint of a log that the witness cosigned last, by its monitoring side; None for none.

    `logs`: the keys that the log has and had, one at least, all of its name.

    Raises Unavailable or Distrusted.
    """
    origin_hash = sha256(logs[0].name.encode()).hexdigest()
    status, _, body = await _call(http, "GET", f"{_prefix(witness)}/{origin_hash}/checkpoint")
    if status == 404:
        return None
    try:
        note = parse_note(body)
        ids = {signature.key_id for signature in note.signatures}
        opened = open_checkpoint(body, next((log for log in logs if log.key_id in ids), logs[0]))
        verify_note(note, [witness.key])
    except TlogError as error:
        raise Distrusted(f"what it holds cannot be verified ({error})") from None
    return opened.checkpoint


async def held_outside(http: httpx.AsyncClient, policy: Policy | None, origin: str) -> Held:
    """The trees of a log that witnesses of the policy show to have cosigned: a smaller one can be another."""
    witnesses = [witness for witness in policy.witnesses.values() if witness.url] if policy else []
    logs = [log.key for log in policy.logs if log.key.name == origin] if policy else []
    if not witnesses or not logs:
        return Held("not_configured")
    answers = await asyncio.gather(*(_held_or_not(http, witness, logs) for witness in witnesses))
    shown = tuple(checkpoint for answer in answers for checkpoint in answer.checkpoints)
    if shown:
        return Held("held", shown)
    return next((answer for answer in answers if answer.state == "nothing_yet"), Held("unreachable"))


async def _held_or_not(http: httpx.AsyncClient, witness: Witness, logs: Sequence[NoteKey]) -> Held:
    try:
        found = await held(http, witness, logs)
    except (Unavailable, Distrusted):
        return Held("unreachable")
    return Held("held", (found,)) if found else Held("nothing_yet")


async def _call(
    http: httpx.AsyncClient, method: str, url: str, content: bytes | None = None
) -> tuple[int, str, bytes]:
    """Status, content type and body. Raises Unavailable, also for a status that says to try again."""
    try:
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            http.stream(method, url, content=content, headers=AS_IT_IS) as response,
        ):
            body = await _bounded(response)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from None
    if response.status_code >= 500 or response.status_code in TRY_LATER:
        raise Unavailable(f"it answers {response.status_code}")
    return response.status_code, response.headers.get("Content-Type", ""), body


async def _bounded(response: httpx.Response) -> bytes:
    if "Content-Encoding" in response.headers:  # a few bytes may unfold to any size
        raise Unavailable("its answer is compressed")
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise Unavailable("its answer is too large")
    return body


def _size_in(body: bytes) -> int:
    try:
        return parse_size(body)
    except Malformed:
        raise Distrusted("it does not say where it stands") from None


def _prefix(witness: Witness) -> str:
    return (witness.url or "").rstrip("/")
