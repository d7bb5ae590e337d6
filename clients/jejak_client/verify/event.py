"""One event: what its agency signed, and which of its values are disclosed (docs/envelope.md, RFC 9901)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from jejak_client import base64url
from jejak_client.verify.jws import EVENT, Compact, read_compact
from jejak_client.verify.reading import EventFile, Unreadable, read_json

MAX_BODY = 48 * 1024
MAX_DISCLOSURES = (MAX_BODY * 4 + 2) // 3  # characters of all disclosures of an event
ESCROW_MARK = 8
MARKS = {1: "late", 2: "conflicting", 4: "clock_suspect", 16: "prev_unmatched"}

_KID = re.compile(r"(?P<escrow>escrow/)?(?P<agency>[a-z0-9]+(?:-[a-z0-9]+)*)/[A-Za-z0-9_-]{43}", re.ASCII)
_TYPE = re.compile(r"jejak\.(?P<name>[A-Z][A-Za-z0-9]{0,63})\.v[1-9][0-9]{0,3}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_SALT = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]", re.ASCII)


class Record(NamedTuple):
    """An event as stored, its signature not verified yet. `name` is the class name of its type, `digests`
    those of all its classed values, `data` its members of class case."""

    file: EventFile
    jws: Compact
    agency: str
    escrow: bool
    id: str
    type: str
    name: str
    subject: str
    time: str
    origin: str
    body: Mapping[str, Any]
    data: Mapping[str, Any]
    digests: tuple[str, ...]

    @property
    def position(self) -> int:
        """Position in the log, from 1."""
        return self.file.position

    @property
    def body_hash(self) -> str:
        """Hex SHA-256 of the signed body."""
        return sha256(self.jws.payload).hexdigest()

    @property
    def marks(self) -> tuple[str, ...]:
        """What the server noted when it recorded the event."""
        return tuple(name for mark, name in MARKS.items() if self.file.marks & mark)


def read_record(file: EventFile) -> Record:
    """Take an event apart. Raises Unreadable for anything that the log would not have recorded."""
    jws = read_compact(file.state, EVENT)
    kid = _KID.fullmatch(jws.kid)
    if kid is None or len(jws.payload) > MAX_BODY:
        raise Unreadable("kid, or size of the body")
    body = jws.said()
    data = body.get("data")
    if not isinstance(data, dict) or body.get("source") != f"/agencies/{kid['agency']}":
        raise Unreadable("data, or source and signer")
    members = dict(data)
    digests = _digests(members)
    typed = _TYPE.fullmatch(_text(body, "type"))
    forms = (_ID.fullmatch(_text(body, "id")), _UUID.fullmatch(_text(body, "subject")))
    if typed is None or not all(forms) or not _TIME.fullmatch(_text(body, "time")):
        raise Unreadable("id, type, subject or time")
    return Record(
        file=file,
        jws=jws,
        agency=kid["agency"],
        escrow=kid["escrow"] is not None,
        id=_text(body, "id"),
        type=_text(body, "type"),
        name=typed["name"],
        subject=_text(body, "subject"),
        time=_text(body, "time"),
        origin=_text(body, "origin"),
        body=body,
        data=members,
        digests=digests,
    )


def disclosed(record: Record) -> dict[str, Any] | None:
    """The disclosed values by field; None where one is not among those that were signed.

    Raises Unreadable where one cannot be read, or a field stands twice.
    """
    encoded = record.file.disclosures
    if sum(map(len, encoded)) > MAX_DISCLOSURES:
        raise Unreadable("too many disclosures")
    found: dict[str, Any] = {}
    for each in encoded:
        field, value = _open(each)
        if field in found or field in record.data:
            raise Unreadable("a field stands twice")
        found[field] = value
    digests = [base64url.encode(sha256(each.encode("ascii")).digest()) for each in encoded]
    return found if set(digests) <= set(record.digests) and len(set(digests)) == len(digests) else None


def _open(encoded: str) -> tuple[str, Any]:
    """Field and value of one disclosure, `[salt, field, value]` (RFC 9901 section 4.2.1)."""
    try:
        opened = read_json(base64url.decode(encoded))
    except ValueError:
        raise Unreadable("canonical base64url") from None
    if not isinstance(opened, list) or len(opened) != 3:
        raise Unreadable("salt, field and value")
    salt, field, value = opened
    if not isinstance(salt, str) or not _SALT.fullmatch(salt) or not isinstance(field, str):
        raise Unreadable("a salt of 128 bits and the name of a field")
    return field, value


def _digests(data: dict[str, Any]) -> tuple[str, ...]:
    """Take `_sd` and `_sd_alg` out of `data`: none, or sorted digests, each once."""
    algorithm, digests = data.pop("_sd_alg", None), data.pop("_sd", None)
    if algorithm is None and digests is None:
        return ()
    if algorithm != "sha-256" or not isinstance(digests, list) or not digests:
        raise Unreadable("_sd and _sd_alg")
    if not _sorted_texts(digests):
        raise Unreadable("sorted digests")
    return tuple(digests)


def _sorted_texts(values: Sequence[Any]) -> bool:
    return all(isinstance(each, str) for each in values) and all(a < b for a, b in pairwise(values))


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise Unreadable("an attribute")
    return value
