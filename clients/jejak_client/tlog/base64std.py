"""Canonical standard base64 with padding (RFC 4648 section 4), as all C2SP texts have it."""

from __future__ import annotations

import base64
import binascii

from jejak_client.tlog.errors import Malformed


def encode(raw: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(raw).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of canonical base64; Malformed for any other text: one value has one form."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Malformed("base64: it is not standard base64") from None
    if encode(raw) != text:
        raise Malformed("base64: it is not canonical")
    return raw


def decode_hash(text: str) -> bytes:
    """The 32 bytes of a SHA-256 hash; Malformed for any other length."""
    raw = decode(text)
    if len(raw) != 32:
        raise Malformed("hash: a SHA-256 hash is 32 bytes")
    return raw
