"""An agency's own signed word that it holds its ledger up to a row (docs/envelope.md section 9).

A compact JWS, protected header exactly alg, kid and typ, payload exactly `iss` (the agency), `origin`,
`position` and `hash` of the row, and `time`. With it the host cannot invent a delivery, nor the agency deny
one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NamedTuple

import msgspec

from domain.base64url import decode
from domain.canonical import read_members
from domain.directory import Directory
from domain.jws import SIGNATURE_BYTES
from domain.keys import verify
from domain.problems import Refusal, refuse

TYP = "jejak-acknowledgement+jws"
MAX_STATEMENT = 2048  # characters
SIGNS_ACKNOWLEDGEMENTS = frozenset({"agency", "device"})

_FIELD = "statement"


class HeldUpTo(NamedTuple):
    """What is acknowledged: the ledger of `agency` up to row `position`, whose running hash is `hash`."""

    agency: str
    position: int
    hash: str


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["Ed25519"]
    kid: str
    typ: Literal["jejak-acknowledgement+jws"]


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    iss: str
    origin: str
    position: int
    hash: str
    time: Annotated[datetime, msgspec.Meta(tz=True)]


_decode_header = msgspec.json.Decoder(_Header).decode
_decode_payload = msgspec.json.Decoder(_Payload).decode


def check_statement(statement: str, held: HeldUpTo, origin: str, directory: Directory) -> Refusal | None:
    """Refusal unless `statement` says exactly this, under a key that signs for the agency now.

    Slugs: header_refused, invalid_field, key_unknown, key_not_valid, signature_invalid.
    """
    parts = statement.split(".") if len(statement) <= MAX_STATEMENT else []
    header, payload, signature = (decode(part) for part in parts) if len(parts) == 3 else (None, None, None)
    if header is None or payload is None or signature is None or len(signature) != SIGNATURE_BYTES:
        return refuse("invalid_field", "A statement is a compact JWS in canonical base64url.", _FIELD)
    kid = _kid_in(header)
    if kid is None:
        return refuse("header_refused", f"Its header is exactly alg Ed25519, kid and typ {TYP}.", _FIELD)
    if not _says(payload, held, origin):
        rule = "It says exactly iss, origin, position, hash and time, of this agency, deployment and row."
        return refuse("invalid_field", rule, _FIELD)
    public = _signing_key(kid, held.agency, directory)
    if isinstance(public, Refusal):
        return public
    if not verify(public, signature, statement[: statement.rindex(".")].encode("ascii")):
        return refuse("signature_invalid", "It is signed with the key that its kid names.", _FIELD)
    return None


def _kid_in(raw: bytes) -> str | None:
    try:
        header = _decode_header(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return None if isinstance(read_members(raw), Refusal) else header.kid


def _says(raw: bytes, held: HeldUpTo, origin: str) -> bool:
    try:
        said = _decode_payload(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    exact = HeldUpTo(said.iss, said.position, said.hash) == held and said.origin == origin
    return exact and not isinstance(read_members(raw), Refusal)


def _signing_key(kid: str, agency: str, directory: Directory) -> bytes | Refusal:
    key = directory.keys.get(kid)
    if key is None or key.agency != agency:
        return refuse("key_unknown", "No such key is registered for the agency.", _FIELD)
    if key.custody not in SIGNS_ACKNOWLEDGEMENTS or not directory.key_valid(kid, directory.position + 1):
        return refuse("key_not_valid", "The key is revoked, or is not one that signs for the agency.", _FIELD)
    return key.public
