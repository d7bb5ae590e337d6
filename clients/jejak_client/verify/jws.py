"""Compact JWS (RFC 7515 section 7.1), Ed25519 only (RFC 9864), verified over the bytes as they stand.

Most attacks on JWS come in by the header, so it is an allow-list: exactly the members named, with known
values.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any, NamedTuple

from jejak_client import base64url
from jejak_client.tlog import ed25519
from jejak_client.verify.reading import Unreadable, read_json

EVENT = "jejak-event+jws"
RECEIPT = "jejak-receipt+jws"
ACKNOWLEDGEMENT = "jejak-acknowledgement+jws"
POSSESSION = "jejak-possession+jws"


class Compact(NamedTuple):
    """A JWS taken apart, not verified; `kid` is empty where its type has none."""

    kid: str
    payload: bytes
    signature: bytes
    signed: bytes

    def holds(self, public: bytes) -> bool:
        """Whether the signature is by this Ed25519 key over the bytes as they stand."""
        return ed25519.verify(public, self.signature, self.signed)

    def said(self) -> dict[str, Any]:
        """The payload, a JSON object. Raises Unreadable."""
        value = read_json(self.payload)
        if not isinstance(value, dict):
            raise Unreadable("not an object")
        return value


def read_compact(text: str, typ: str, *, with_kid: bool = True) -> Compact:
    """Take a compact JWS apart. Raises Unreadable for any other header or form."""
    parts = text.split(".")
    if len(parts) != 3 or not text.isascii():
        raise Unreadable("three parts of base64url")
    try:
        protected, payload, signature = map(base64url.decode, parts)
    except ValueError:
        raise Unreadable("canonical base64url without padding") from None
    header = read_json(protected)
    expected: Set[str] = {"alg", "typ", "kid"} if with_kid else {"alg", "typ"}
    if not isinstance(header, dict) or header.keys() != expected:
        raise Unreadable("exactly the members of the header")
    kid = header.get("kid", "")
    if header["alg"] != "Ed25519" or header["typ"] != typ or not isinstance(kid, str):
        raise Unreadable("Ed25519 and the type asked for")
    if len(signature) != ed25519.SIGNATURE_BYTES:
        raise Unreadable("a signature of 64 bytes")
    return Compact(kid, payload, signature, text[: text.rindex(".")].encode("ascii"))
