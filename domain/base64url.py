"""Canonical unpadded base64url (RFC 7515 section 2): one text for one sequence of bytes, and no other.

Lenient decoders skip foreign characters and ignore the last bits, so that several texts carry the same
bytes under one signature; here a text is accepted only when encoding its bytes gives it back.
"""

from __future__ import annotations

from binascii import Error, a2b_base64, b2a_base64

_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return b2a_base64(raw, newline=False).translate(_TO_URL, b"=").decode("ascii")


def decode(text: str) -> bytes | None:
    """The bytes of canonical unpadded base64url, None for any other text."""
    try:
        given = text.encode("ascii")
        raw = a2b_base64(given.translate(_TO_STANDARD) + b"==")
    except (Error, UnicodeEncodeError):
        return None
    return raw if encode(raw) == text else None
