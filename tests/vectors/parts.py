"""Pieces of the test vectors, from the standard library and Ed25519 alone.

They share no code with `domain/` or `clients/`: the vectors are a second opinion, and a model for other
languages (docs/envelope.md).
"""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Event = dict[str, Any]

ORIGIN = "jejak.sukabumi-ttu.example"
HMAC_KEY = bytes(range(64, 96))
P = 2**255 - 19
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

SEEDS = {
    "polres-ttu": bytes(range(32)),
    "kejari-ttu": bytes(range(32, 64)),
    "escrow/desa-ttu": bytes(range(96, 128)),
}
CASE = "6f0f9c52-0e2b-4f0c-9f6e-0a2f3f1f7a11"
FILE = "b4c1a0de-55a5-4a6e-9a51-6d1f2b7c9e02"
PERSON = "2f7b7c7e-31f0-4d57-8a0e-5b6f0c9d8e03"
PAPER = hashlib.sha256(b"Berkas perkara, contoh").hexdigest()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(SEEDS[name])


def public(name: str) -> bytes:
    return key(name).public_key().public_bytes_raw()


def thumbprint(raw: bytes) -> str:
    return b64(sha256(b'{"crv":"Ed25519","kty":"OKP","x":"%s"}' % b64(raw).encode()))


def kid(name: str) -> str:
    return f"{name}/{thumbprint(public(name))}"


def salt(event: str, field: str) -> bytes:
    """Fixed for the vectors; a publisher takes 16 bytes from its random source."""
    return sha256(f"{event}/{field}".encode())[:16]


def jws(name: str, payload: bytes, header: Any = None) -> dict[str, str]:
    protected = b64(compact(header or {"alg": "Ed25519", "kid": kid(name), "typ": "jejak-event+jws"}))
    signed = f"{protected}.{b64(payload)}"
    return {
        "payload": b64(payload),
        "protected": protected,
        "signature": b64(key(name).sign(signed.encode())),
    }


def case(title: str, slug: str, raw: bytes | Event, media: str = "signed") -> Event:
    """One case; `raw` as JSON text where it is UTF-8, else in base64."""
    content = raw if isinstance(raw, bytes) else compact(raw)
    try:
        if content.startswith(BYTE_ORDER_MARK):
            raise UnicodeError
        shown = {"text": content.decode()}
    except UnicodeError:
        shown = {"base64": base64.b64encode(content).decode()}
    return {"title": title, "media": media, "problem": slug, **shown}
