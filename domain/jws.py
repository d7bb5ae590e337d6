"""The signed form: flattened JWS JSON with an attached payload, Ed25519 only, and nothing else let through.

RFC 7515 section 7.2.2, RFC 8037, RFC 9864; disclosures in the unprotected header as in RFC 9901 section 8.
Most attacks on JWS come in by the header (`alg: none`, a key brought along, an unknown `crit`), so the header
is an allow-list: exactly three members with known values. Bytes are verified as received.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from domain.base64url import decode, encode
from domain.canonical import MAX_BODY, read_members, too_deep, too_large
from domain.disclosures import MAX_DISCLOSURES_BYTES
from domain.problems import Refusal, refuse

TYP = "jejak-event+jws"
MAX_SIGNED = (MAX_BODY * 4 + 2) // 3 + 2 * MAX_DISCLOSURES_BYTES + 4096
SIGNATURE_BYTES = 64

_MAX_HEADER = 512
_KID = re.compile(r"(?P<escrow>escrow/)?(?P<agency>[a-z0-9]+(?:-[a-z0-9]+)*)/(?P<thumb>[A-Za-z0-9_-]{43})")


class Header(NamedTuple):
    """A protected header that holds; `agency` is the one its `kid` names."""

    kid: str
    agency: str
    escrow: bool


class Flattened(NamedTuple):
    """The parts of a signed event as received; `payload` and `signature` decoded."""

    header: Header
    payload: bytes
    signature: bytes
    state: bytes
    disclosures: tuple[str, ...]


class _Protected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["Ed25519"]
    kid: str
    typ: Literal["jejak-event+jws"]


class _Unprotected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    disclosures: tuple[str, ...]


class _Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payload: str
    protected: str
    signature: str
    header: _Unprotected | msgspec.UnsetType = msgspec.UNSET


_decode_outer = msgspec.json.Decoder(_Outer).decode
_decode_protected = msgspec.json.Decoder(_Protected).decode


def read_flattened(raw: bytes) -> Flattened | Refusal:
    """Take a flattened JWS apart; refuses other members, other headers, base64url that is not canonical."""
    if (refusal := too_large(raw, "A signed event", MAX_SIGNED) or too_deep(raw)) is not None:
        return refusal
    try:
        outer = _decode_outer(raw)
    except msgspec.ValidationError:
        return _header("The object holds payload, protected, signature and header with disclosures, only.")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return refuse("malformed_json", "A signed event is a flattened JWS in UTF-8 JSON.")
    disclosures = () if outer.header is msgspec.UNSET else outer.header.disclosures
    if _has_repeated_member(raw, outer, disclosures):
        return refuse("duplicate_member", "Each member of a JSON object stands in it once.")
    header = read_header(outer.protected)
    if isinstance(header, Refusal):
        return header
    return _decoded(outer, header, disclosures)


def read_header(protected: str) -> Header | Refusal:
    """Read a protected header: exactly alg, kid and typ."""
    if len(protected) > _MAX_HEADER:
        return _header(f"The protected header has at most {_MAX_HEADER} characters.")
    return _read_header(protected)


@lru_cache(maxsize=4096)  # an agency sends the same header each time
def _read_header(protected: str) -> Header | Refusal:
    raw = decode(protected)
    if raw is None:
        return _header("The protected header is canonical unpadded base64url.")
    try:
        header = _decode_protected(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _header(f"The protected header is exactly alg Ed25519, kid and typ {TYP}.")
    if isinstance(read_members(raw), Refusal):
        return refuse("duplicate_member", "Each member of the protected header stands in it once.")
    match = _KID.fullmatch(header.kid)
    if match is None:
        return _header("A kid is the id of an agency, a slash and the RFC 7638 thumbprint of its key.")
    return Header(header.kid, match["agency"], match["escrow"] is not None)


def protect(kid: str) -> str:
    """The protected header for `kid`, encoded."""
    return encode(msgspec.json.encode({"alg": "Ed25519", "kid": kid, "typ": TYP}))


def signing_input(state: bytes) -> bytes:
    """What the signature of a compact JWS is over: ASCII(protected.payload), RFC 7515 section 5.1."""
    return state[: state.rindex(b".")]


def signature_of(state: bytes) -> bytes:
    """The signature of a compact JWS that was read or built here."""
    return decode(state[state.rindex(b".") + 1 :].decode("ascii")) or b""


def _decoded(outer: _Outer, header: Header, disclosures: tuple[str, ...]) -> Flattened | Refusal:
    payload, signature = decode(outer.payload), decode(outer.signature)
    if payload is None:
        return _header("The payload is canonical unpadded base64url.")
    if signature is None or len(signature) != SIGNATURE_BYTES:
        return refuse("signature_invalid", "An Ed25519 signature is 64 bytes in canonical base64url.")
    state = f"{outer.protected}.{outer.payload}.{outer.signature}".encode("ascii")
    return Flattened(header, payload, signature, state, disclosures)


def _has_repeated_member(raw: bytes, outer: _Outer, disclosures: tuple[str, ...]) -> bool:
    """Whether `raw` holds more strings than the members read from it have names and values.

    Every JSON string brings two quotation marks; names and values without repetition account for so many.
    """
    strings = 6 if outer.header is msgspec.UNSET else 8 + len(disclosures)
    return raw.count(b'"') != 2 * strings


def _header(rule: str) -> Refusal:
    return refuse("header_refused", rule)
