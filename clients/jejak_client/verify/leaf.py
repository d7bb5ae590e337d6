"""What the log holds of an event, made anew from the event by other code than the host's.

record = UTF-8, each followed by a line feed: "jejak/record/v1", position, version in its stream, recordedat,
         marks, classes (decimal), the compact JWS as stored
entry  = "jejak/leaf/v1", base64 of SHA-256(record), each followed by a line feed
leaf   = SHA-256(0x00 || entry) (RFC 6962 section 2.1), at index position - 1
"""

from __future__ import annotations

from hashlib import sha256

from jejak_client.tlog import base64std, merkle
from jejak_client.verify.reading import EventFile


def leaf_of(event: EventFile) -> bytes:
    """The leaf hash of an event."""
    told = (event.position, event.caseversion, event.recordedat, event.marks, event.classes, event.state)
    record = "".join(f"{line}\n" for line in ("jejak/record/v1", *told)).encode()
    entry = f"jejak/leaf/v1\n{base64std.encode(sha256(record).digest())}\n".encode()
    return merkle.leaf_hash(entry)
