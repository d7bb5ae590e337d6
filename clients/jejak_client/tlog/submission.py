"""What a log sends to a witness, and how it is told where the witness stands (c2sp.org/tlog-witness)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jejak_client.tlog import base64std, decimal
from jejak_client.tlog.errors import Malformed

MAX_PROOF_LINES = 63
MAX_BODY = 64 * 1024  # bytes; a proof of 63 lines, and a checkpoint with a score of cosignatures of any type
SIZE_TYPE = "text/x.tlog.size"

_OLD = "old "


class Submission(NamedTuple):
    """A checkpoint, as the log signed it, with the proof that it begins with the tree of size `old`."""

    old: int
    proof: Sequence[bytes]
    note: bytes

    def encode(self) -> bytes:
        """The body of the request."""
        lines = [f"{_OLD}{self.old}", *map(base64std.encode, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode("ascii") + self.note


def parse_submission(body: bytes) -> Submission:
    """The parts of a request's body, the note as it came; Malformed for any other text."""
    head, blank, note = body.partition(b"\n\n")
    if not blank:
        raise Malformed("submission: an empty line stands between proof and checkpoint")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Malformed("submission: what stands before the checkpoint is ASCII") from None
    if not first.startswith(_OLD):
        raise Malformed("submission: it begins with `old` and a size")
    if len(lines) > MAX_PROOF_LINES:
        raise Malformed(f"submission: a proof has at most {MAX_PROOF_LINES} lines")
    return Submission(decimal.decode(first.removeprefix(_OLD)), [*map(base64std.decode_hash, lines)], note)


def parse_size(body: bytes) -> int:
    """Where a witness stands, from the body of its 409: one number and a line feed, else Malformed."""
    text = body.decode("ascii", errors="replace")
    if not text.endswith("\n"):
        raise Malformed("size: one line in decimal")
    return decimal.decode(text[:-1])
