"""Looking at the log: its newest checkpoint, verified against the last one that this client has seen.

A log that shows two faces is caught by whoever has seen both: a later checkpoint must contain the earlier one
(RFC 9162 section 2.1.4). What was seen is then named in every event that this client signs, so that a face
shown to one agency alone convicts the log with that agency's next event (reference/evidence.md section 4.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jejak_client.state import LocalState, Seen
from jejak_client.tlog import base64std, merkle
from jejak_client.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.note import NoteKey, parse_note
from jejak_client.tlog.tiles import TileName, hash_reader

CUSTODY = "log"

ReadTile = Callable[[TileName], bytes]


class LogForked(Exception):
    """Two checkpoints of one log, both signed by it, do not belong to one history. Both are kept in the state
    file: they convict the log before anybody. Events go on naming the one seen first."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the log contradicts what it showed before: {why}. Both checkpoints are kept in the state file; "
            "give it to the auditor"
        )


def log_keys(told: Mapping[str, Any], origin: str) -> list[NoteKey]:
    """The keys that GET /v1/log/keys names for signing this log, those in force first."""
    keys = [
        (key["until_position"] is not None, NoteKey(origin, base64std.decode(_padded(key["x"]))))
        for agency in told["agencies"]
        if agency["kind"] == "deployment"
        for key in agency["keys"]
        if key["custody"] == CUSTODY
    ]
    return [key for _, key in sorted(keys, key=lambda found: found[0])]


def origin_in(raw: bytes) -> str:
    """The origin that a checkpoint names, unverified. Malformed for what is no note."""
    return parse_note(raw).text.decode().split("\n", 1)[0]


def look(state: LocalState, raw: bytes, keys: Iterable[NoteKey], read_tile: ReadTile) -> Seen:
    """Verify a checkpoint and remember it, where it continues what was seen before; what is seen now.

    `read_tile` reads a tile of the log, Malformed where it is not served. Unverified or Malformed where the
    checkpoint does not hold or cannot be compared; LogForked where it contradicts the one seen before.
    """
    opened, key = _opened(raw, keys)
    checkpoint, before = opened.checkpoint, state.seen_of(opened.checkpoint.origin)
    now = Seen(checkpoint.origin, checkpoint.size, base64std.encode(checkpoint.root), key.vkey, raw)
    if before is not None:
        try:
            _require_one_history(before, now, read_tile)
        except Unverified as error:
            state.keep_fork(before.note, raw)
            raise LogForked(str(error)) from None
        if now.size < before.size:
            return before
    state.keep_seen(now)
    return now


def _opened(raw: bytes, keys: Iterable[NoteKey]) -> tuple[SignedCheckpoint, NoteKey]:
    for key in keys:
        try:
            return open_checkpoint(raw, key), key
        except Unverified:
            continue
    raise Unverified("checkpoint: no key of the log has signed it")


def _require_one_history(one: Seen, other: Seen, read_tile: ReadTile) -> None:
    """Raises Unverified unless the larger tree begins with the smaller one, Malformed where the tiles that
    could show it are not served."""
    small, large = sorted((one, other), key=lambda seen: seen.size)
    if small.size == 0:
        return
    hash_at = hash_reader(large.size, read_tile)
    proof = () if small.size == large.size else merkle.consistency_proof(small.size, large.size, hash_at)
    merkle.verify_consistency(small.size, _root(small), large.size, _root(large), proof)


def _root(seen: Seen) -> bytes:
    return base64std.decode_hash(seen.root)


def _padded(x: str) -> str:
    return x.replace("-", "+").replace("_", "/") + "=" * (-len(x) % 4)
