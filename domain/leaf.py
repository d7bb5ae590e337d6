"""What the transparency log holds of an event: a hash of the stored row, and nothing of what it says.

record = UTF-8, each of these followed by a line feed: "jejak/record/v1", position, version of the stream,
         recordedat (RFC 3339, UTC, six decimals, "Z"), marks, classes (decimal), the compact JWS as stored
entry  = "jejak/leaf/v1", standard base64 of SHA-256(record), each followed by a line feed: 59 bytes
leaf   = SHA-256(0x00 || entry) (RFC 6962 section 2.1), at index position - 1

The entry tells nobody who recorded what of whom: the signature inside the record makes its hash unguessable.
No value of a person is in it, so it stands unchanged when a person's data is erased. It never changes: every
checkpoint ever signed rests on it.
"""

from __future__ import annotations

from binascii import b2a_base64
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from domain.merkle import LEAF

ENTRY_BYTES = 59


def leaf_entry(
    position: int, version: int, recordedat: datetime, marks: int, classes: int, state: bytes
) -> bytes:
    """The entry of the event at a log position, from its row; `state` is the compact JWS, byte for byte."""
    at = _instant(recordedat)
    record = b"jejak/record/v1\n%d\n%d\n%b\n%d\n%d\n%b\n" % (position, version, at, marks, classes, state)
    return b"jejak/leaf/v1\n" + b2a_base64(sha256(record).digest())


@lru_cache(maxsize=16)
def _instant(moment: datetime) -> bytes:
    """Remembered, because the events of one commit have one moment."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00").encode() + b"Z"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf of the tree."""
    return sha256(LEAF + entry).digest()
