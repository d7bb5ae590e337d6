"""Salted disclosures of classed fields, and the digests that stand for them in the body.

RFC 9901 section 4.2, with the object that holds `_sd` being the event's `data`: flat (only whole fields of
`data` are disclosed), SHA-256 only, no decoys. Withholding a disclosure is redaction, and losing its key is
erasure, so the salt must be unguessable: names and phone numbers are found by trial in milliseconds without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

import msgspec

from domain.base64url import decode, encode
from domain.body import Disclosure
from domain.canonical import MAX_BODY, read_members, too_deep
from domain.catalogue.fields import DataClass
from domain.catalogue.registry import EventType
from domain.problems import Refusal, refuse

DIGEST_ALGORITHM = "sha-256"
MAX_DISCLOSURES_BYTES = (MAX_BODY * 4 + 2) // 3

_SALT = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")  # 128 bits in canonical base64url
_encode_json = msgspec.json.Encoder().encode
_decode_triple = msgspec.json.Decoder(tuple[str, str, Any]).decode


def digest_of(encoded: str) -> str:
    """base64url(SHA-256(ASCII(disclosure))), RFC 9901 section 4.2.3."""
    return encode(sha256(encoded.encode("ascii")).digest())


def make_disclosure(salt: bytes, field: str, value: Any) -> Disclosure:
    """The disclosure of one field; `salt` is 16 fresh random bytes, never used twice."""
    text = encode(salt)
    encoded = encode(_encode_json([text, field, value]))
    return Disclosure(text, field, value, encoded, digest_of(encoded))


def open_disclosure(encoded: str) -> Disclosure | Refusal:
    """Read one disclosure strictly; the bytes are kept as received, because the digest is over them."""
    raw = decode(encoded)
    if raw is None:
        return _malformed("A disclosure is canonical unpadded base64url.")
    if (deep := too_deep(raw)) is not None:
        return deep
    try:
        salt, field, value = _decode_triple(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _malformed("A disclosure is a JSON array of salt, field and value (RFC 9901 section 4.2.1).")
    if not isinstance(value, str) and isinstance(members := read_members(raw), Refusal):
        return members
    if not _SALT.fullmatch(salt):
        return _malformed("The salt of a disclosure is 128 bits in base64url.")
    return Disclosure(salt, field, value, encoded, digest_of(encoded))


def cut_out(
    event_type: EventType, data: dict[str, Any], salts: Callable[[], bytes]
) -> tuple[dict[str, Any], tuple[Disclosure, ...]]:
    """Split the full data of an event into the data of its signed body and its disclosures.

    A null in an optional classed field says nothing and is left out.
    """
    body: dict[str, Any] = {}
    disclosures: list[Disclosure] = []
    for name, value in data.items():
        info = event_type.fields.get(name)
        if (
            info is None or not info.data_class
        ):  # None: a member of an earlier version, class case as they all are
            body[name] = value
        elif value is not None or info.required:
            disclosures.append(make_disclosure(salts(), name, value))
    if disclosures:
        body["_sd"] = sorted(disclosure.digest for disclosure in disclosures)
        body["_sd_alg"] = DIGEST_ALGORITHM
    return body, tuple(disclosures)


def take_digests(data: dict[str, Any]) -> list[str] | Refusal:
    """Remove `_sd` and `_sd_alg` from `data` and return the digests: none, or sorted and unique."""
    algorithm, digests = data.pop("_sd_alg", None), data.pop("_sd", None)
    if algorithm is None and digests is None:
        return []
    if algorithm != DIGEST_ALGORITHM:
        return refuse("invalid_field", "_sd_alg stands with _sd and is sha-256.", "data._sd_alg")
    if not isinstance(digests, list) or not digests or not all(isinstance(each, str) for each in digests):
        return refuse("invalid_field", "_sd is a list of SHA-256 digests in base64url.", "data._sd")
    if any(left >= right for left, right in pairwise(digests)):
        return refuse("invalid_field", "The digests of _sd are sorted, each once.", "data._sd")
    return digests


def match_disclosures(digests: list[str], received: Sequence[str]) -> tuple[Disclosure, ...] | Refusal:
    """Open every received disclosure; each must have its digest in the body, each digest its disclosure."""
    if sum(map(len, received)) > MAX_DISCLOSURES_BYTES:
        return refuse("too_large", f"The disclosures hold at most {MAX_DISCLOSURES_BYTES} characters.")
    opened: list[Disclosure] = []
    for encoded in received:
        disclosure = open_disclosure(encoded)
        if isinstance(disclosure, Refusal):
            return disclosure
        opened.append(disclosure)
    return _unmatched(digests, opened) or _repeated(opened) or tuple(opened)


def classes_of(event_type: EventType, disclosures: Sequence[Disclosure]) -> DataClass:
    """The data classes of the disclosed fields, as one mask."""
    mask = 0
    for disclosure in disclosures:
        mask |= int(event_type.fields[disclosure.field].data_class)
    return DataClass(mask)


def misplaced(
    event_type: EventType, body_data: dict[str, Any], disclosures: Sequence[Disclosure]
) -> Refusal | None:
    """Refusal when a disclosed field has no class, or a classed field stands in the body in clear."""
    for disclosure in disclosures:
        info = event_type.fields.get(disclosure.field)
        if info is None:
            return refuse("unknown_field", "The type has no such field.", _named(disclosure.field))
        if not info.data_class:
            rule = "A field of class case stands in the body and is not disclosed."
            return refuse("invalid_field", rule, _named(disclosure.field))
    for name in body_data:
        info = event_type.fields.get(name)
        if info is not None and info.data_class:
            rule = "A field of a data class other than case travels as a disclosure, never in the body."
            return refuse("invalid_field", rule, _named(name))
    return None


def _unmatched(digests: list[str], opened: list[Disclosure]) -> Refusal | None:
    wanted, had = set(digests), {disclosure.digest for disclosure in opened}
    if had == wanted and len(opened) == len(digests):
        return None
    if len(had) != len(opened):
        return refuse("disclosure_unknown", "Each disclosure is sent once.")
    if not wanted >= had:
        slug = "disclosure_mismatch" if len(opened) <= len(digests) else "disclosure_unknown"
        return refuse(slug, "The digest of a disclosure is not in the _sd of the body.", "data._sd")
    return refuse("disclosure_missing", "Every digest comes with its disclosure when published.", "data._sd")


def _repeated(opened: list[Disclosure]) -> Refusal | None:
    if len({disclosure.field for disclosure in opened}) != len(opened):
        return refuse("duplicate_member", "A field is disclosed once.")
    if len({disclosure.salt for disclosure in opened}) != len(opened):
        return refuse("invalid_field", "Each disclosure has a salt of its own.")
    return None


def _malformed(rule: str) -> Refusal:
    return refuse("disclosure_mismatch", rule)


def _named(field: str) -> str:
    """The path of a field of `data`, or of `data` itself where the name is not one a catalogue could have."""
    return f"data.{field}" if field.isidentifier() and field.isascii() and len(field) <= 64 else "data"
