"""Ed25519 public keys: which are refused, what they are called, and how possession of one is proved.

RFC 8032 (Ed25519), RFC 8037 (JWK), RFC 7638 (thumbprint). Under a low-order key one signature verifies for
almost any message, so its owner could later show it over another text; a point in a second encoding makes
verifiers of different languages disagree. Neither may ever be registered.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import msgspec
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from domain.base64url import decode, encode
from domain.canonical import canonical, read_members
from domain.jws import SIGNATURE_BYTES
from domain.problems import Refusal, refuse

if TYPE_CHECKING:
    from domain.directory import Directory  # which names keys by their thumbprint

KEY_BYTES = 32
POSSESSION_TYP = "jejak-possession+jws"

_MAX_POSSESSION = 2048
_P = 2**255 - 19
_WITHOUT_SIGN = 2**255 - 1
_ORDER_8_Y = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
# y of the points whose order divides the cofactor 8; with both signs of x and the encodings of y + p they
# are the 14 byte strings that decode to such a point
_LOW_ORDER_Y = frozenset({0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y})


class _PossessionHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: Literal["Ed25519"]
    typ: Literal["jejak-possession+jws"]


class _Possession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    agency: str
    origin: str
    thumbprint: str
    use: str


_decode_possession_header = msgspec.json.Decoder(_PossessionHeader).decode
_decode_possession = msgspec.json.Decoder(_Possession).decode


def check_public_key(raw: bytes) -> Refusal | None:
    """Refusal (key_refused) of a key that is not 32 bytes, not canonically encoded, or of low order."""
    if len(raw) != KEY_BYTES:
        return refuse("key_refused", "An Ed25519 public key is 32 bytes.")
    y = int.from_bytes(raw, "little") & _WITHOUT_SIGN
    if y >= _P:
        return refuse("key_refused", "The key is not the canonical encoding of a point (RFC 8032).")
    if y in _LOW_ORDER_Y:
        return refuse("key_refused", "The key is a point of low order.")
    return None


def read_public_key(x: str) -> bytes | Refusal:
    """The 32 bytes of the `x` member of an OKP JWK, checked as by check_public_key."""
    raw = decode(x)
    if raw is None:
        return refuse("key_refused", "A key is canonical unpadded base64url.")
    return check_public_key(raw) or raw


def thumbprint(raw: bytes) -> str:
    """The RFC 7638 SHA-256 thumbprint of an Ed25519 public key, base64url (RFC 8037 appendix A.3)."""
    return encode(sha256(canonical({"crv": "Ed25519", "kty": "OKP", "x": encode(raw)})).digest())


def kid_of(agency: str, raw: bytes, *, escrow: bool = False) -> str:
    """The key id: `<agency>/<thumbprint>`, for escrow keys `escrow/<agency>/<thumbprint>`."""
    return f"{'escrow/' if escrow else ''}{agency}/{thumbprint(raw)}"


def verify(raw: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is Ed25519 over `message` under the public key `raw`; False on malformed input.

    libsodium, because it takes half the time of OpenSSL and refuses more: small-order keys and points and
    signatures in a second form. What it accepts OpenSSL accepts too, so no verifier elsewhere disagrees.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False  # libsodium takes the two as one text and could part them elsewhere
    try:
        crypto_sign_open(signature + message, raw)
    except (CryptoError, ValueError):
        return False
    return True


def key_in_use(directory: Directory, raw: bytes) -> bool:
    """Whether any agency has ever registered this key, in any role; revoked keys count."""
    return any(key.public == raw for key in directory.keys.values())


def possession_statement(agency: str, origin: str, thumbprint: str, use: str) -> bytes:
    """What the holder of a key signs with it to show that it is theirs, for this agency, deployment and use.

    `use` is "root", "agency", "device", "escrow" or "receipt".
    """
    return canonical({"agency": agency, "origin": origin, "thumbprint": thumbprint, "use": use})


def prove_possession(sign: Callable[[bytes], bytes], statement: bytes) -> str:
    """The compact JWS over a possession statement; `sign` is Ed25519 with the key in question."""
    header = encode(canonical({"alg": "Ed25519", "typ": POSSESSION_TYP}))
    signed = f"{header}.{encode(statement)}"
    return f"{signed}.{encode(sign(signed.encode('ascii')))}"


def check_possession(proof: str, raw: bytes, agency: str, origin: str, use: str) -> Refusal | None:
    """Refusal (key_refused) unless `proof` shows possession of `raw` for this agency, deployment and use."""
    parts = proof.split(".") if len(proof) <= _MAX_POSSESSION else []
    header, payload, signature = (decode(part) for part in parts) if len(parts) == 3 else (None, None, None)
    if header is None or payload is None or signature is None:
        return _unproved("Possession is proved by a compact JWS in canonical base64url.")
    if not _is_possession_header(header):
        return _unproved(f"The header of the proof is exactly alg Ed25519 and typ {POSSESSION_TYP}.")
    if not _states(payload, _Possession(agency, origin, thumbprint(raw), use)):
        return _unproved("The proof states exactly agency, origin, thumbprint and use of this key.")
    if not verify(raw, signature, proof[: proof.rindex(".")].encode("ascii")):
        return _unproved("The proof is signed with the key itself.")
    return None


def _is_possession_header(raw: bytes) -> bool:
    try:
        _decode_possession_header(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return not isinstance(read_members(raw), Refusal)


def _states(payload: bytes, expected: _Possession) -> bool:
    try:
        stated = _decode_possession(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return stated == expected and not isinstance(read_members(payload), Refusal)


def _unproved(rule: str) -> Refusal:
    return refuse("key_refused", rule, "data.possession")
