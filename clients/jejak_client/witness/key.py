"""The private key of a witness, in a file that its owner alone may read; it signs cosignatures only.

The file is one JWK (RFC 8037: kty OKP, crv Ed25519, x, d) whose `kid` is the name of the witness, as it
stands in its signature lines.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jejak_client import base64url
from jejak_client.keys import ALGORITHM, KeyFileError, read_private, write_private
from jejak_client.tlog.cosignature import WitnessKey
from jejak_client.tlog.note import Signature


class CosigningKey(NamedTuple):
    """The key of a witness: its public half, and Ed25519 with its private half. Its repr holds no secret."""

    known: WitnessKey
    private: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"CosigningKey({self.known.name!r})"

    def cosign(self, text: bytes, time: int) -> Signature:
        """The cosignature line for a checkpoint text, at `time` in seconds since 1970."""
        return self.known.signature(text, time, self.private.sign)


def make_cosigning_key(path: Path, name: str) -> CosigningKey:
    """A new key in a new file of mode 0600. Raises KeyFileError where a file is there already, and Malformed
    for what is no key name (C2SP signed-note: not empty, no space, no plus)."""
    key = _named(name, Ed25519PrivateKey.generate())
    seed = base64url.encode(key.private.private_bytes_raw())
    x = base64url.encode(key.known.public)
    write_private(path, {"kty": "OKP", "crv": ALGORITHM, "x": x, "d": seed, "kid": key.known.name})
    return key


def read_cosigning_key(path: Path) -> CosigningKey:
    """The key in a file. Raises KeyFileError when others may read it or it is not a whole key."""
    jwk = read_private(path)
    try:
        private = Ed25519PrivateKey.from_private_bytes(base64url.decode(jwk["d"]))
        key = _named(str(jwk["kid"]), private)
        whole = (jwk["kty"], jwk["crv"], base64url.decode(jwk["x"])) == ("OKP", ALGORITHM, key.known.public)
    except (ValueError, KeyError, TypeError):
        raise KeyFileError(f"{path} is not an Ed25519 JWK with kid and d") from None
    if not whole:
        raise KeyFileError(f"{path} holds parts that do not belong together")
    return key


def _named(name: str, private: Ed25519PrivateKey) -> CosigningKey:
    known = WitnessKey(name, private.public_key().public_bytes_raw())
    WitnessKey.parse(known.vkey)
    return CosigningKey(known, private)
