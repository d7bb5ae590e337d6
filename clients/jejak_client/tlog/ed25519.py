"""Ed25519 signatures that every verifier takes alike (RFC 8032).

Libraries differ on points of low order and on points in a second encoding: under a low-order key one
signature fits almost any text. Such keys and such signatures are refused here before a library is asked, so
that a signature that holds here holds in every other library too.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jejak_client.tlog.errors import Malformed

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_P = 2**255 - 19
_WITHOUT_SIGN = 2**255 - 1
_ORDER_8_Y = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_LOW_ORDER_Y = frozenset({0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y})


def check_public_key(raw: bytes) -> None:
    """Malformed for a key that is not 32 bytes, not in its canonical encoding, or of low order."""
    if len(raw) != KEY_BYTES or not _usable_point(raw):
        raise Malformed("key: 32 bytes, the canonical encoding of a point that is not of low order")


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) is by the key over the message; False for what is refused here."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    if not _usable_point(public) or not _usable_point(signature[:KEY_BYTES]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _usable_point(raw: bytes) -> bool:
    y = int.from_bytes(raw, "little") & _WITHOUT_SIGN
    return y < _P and y not in _LOW_ORDER_Y
