"""Checkpoints: how large a log is and the root of its tree, as a signed note (c2sp.org/tlog-checkpoint).

    <origin>
    <size, decimal>
    <root, base64 of 32 bytes>

Extension lines are refused: nobody audits them, and a witness cosigns them unread.
"""

from __future__ import annotations

from typing import NamedTuple

from jejak_client.tlog import base64std, decimal
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.note import Note, NoteKey, parse_note, verify_note


class Checkpoint(NamedTuple):
    """So many leaves of the log `origin`, and the RFC 6962 root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> bytes:
        """The text that a log signs and witnesses cosign."""
        return f"{self.origin}\n{self.size}\n{base64std.encode(self.root)}\n".encode()


class SignedCheckpoint(NamedTuple):
    """A checkpoint whose log signature holds, and the note it came in."""

    checkpoint: Checkpoint
    note: Note


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Read the text of a note as a checkpoint: exactly three lines. Malformed for anything else."""
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Malformed("checkpoint: it is UTF-8") from None
    if len(lines) != 4 or lines[3] != "":
        raise Malformed("checkpoint: origin, size and root, a line each, and no extension lines")
    origin, size, root = lines[:3]
    if not origin:
        raise Malformed("checkpoint: the origin is not empty")
    return Checkpoint(origin, decimal.decode(size), base64std.decode_hash(root))


def open_checkpoint(raw: bytes, log: NoteKey) -> SignedCheckpoint:
    """Read a checkpoint that this log has signed; cosignatures are left to the policy.

    Malformed for another format, Unverified where the signature does not hold or the origin is not the name
    of the key: a checkpoint of one log shall never pass for one of another.
    """
    note = parse_note(raw)
    verify_note(note, [log])
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != log.name:
        raise Unverified("checkpoint: it is of another log")
    return SignedCheckpoint(checkpoint, note)
