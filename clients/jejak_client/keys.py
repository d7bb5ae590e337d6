"""Private keys of an agency: made here, kept in a file that its owner alone may read, never sent anywhere.

The file is one JWK (RFC 8037: kty OKP, crv Ed25519, x, d) with `kid` `<agency>/<RFC 7638 thumbprint>`.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from jejak_client import base64url

ALGORITHM = "Ed25519"
_AGENCY = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")


class KeyFileError(Exception):
    """A key file cannot be used; the message names the file and the reason, never its content."""


class AgencyKey:
    """An Ed25519 private key of one agency. Its repr holds the key id only."""

    def __init__(self, agency: str, private: bytes) -> None:
        """`private` is the 32-byte seed; ValueError for an agency id of another form."""
        if not _AGENCY.fullmatch(agency):
            raise ValueError("an agency id is lower-case letters, digits and single hyphens")
        public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        self.agency = agency
        self.x = base64url.encode(public)
        self._jwk = OKPKey.import_key(
            {"kty": "OKP", "crv": ALGORITHM, "x": self.x, "d": base64url.encode(private)}
        )
        self.kid = f"{agency}/{self._jwk.thumbprint()}"

    def __repr__(self) -> str:
        return f"AgencyKey({self.kid!r})"

    @property
    def thumbprint(self) -> str:
        """RFC 7638, SHA-256, base64url."""
        return self.kid.rpartition("/")[2]

    def sign(self, payload: bytes, typ: str) -> dict[str, str]:
        """The flattened JWS over `payload`, header exactly alg, kid and typ."""
        header = {"alg": ALGORITHM, "kid": self.kid, "typ": typ}
        signed = jws.serialize_json({"protected": header}, payload, self._jwk, algorithms=[ALGORITHM])
        return {part: str(signed[part]) for part in ("payload", "protected", "signature")}

    def prove_possession(self, origin: str, use: str) -> str:
        """The compact JWS that a registration carries; `use` is "root", "agency" or "device"."""
        statement = {"agency": self.agency, "origin": origin, "thumbprint": self.thumbprint, "use": use}
        payload = json.dumps(statement, separators=(",", ":")).encode()
        header = {"alg": ALGORITHM, "typ": "jejak-possession+jws"}
        return jws.serialize_compact(header, payload, self._jwk, algorithms=[ALGORITHM])

    def as_jwk(self) -> dict[str, str]:
        """The private JWK as its file holds it."""
        return {
            "kty": "OKP",
            "crv": ALGORITHM,
            "x": self.x,
            "d": str(self._jwk.as_dict(private=True)["d"]),
            "kid": self.kid,
        }


def make_key(agency: str) -> AgencyKey:
    """A new key from the system's random source."""
    return AgencyKey(agency, Ed25519PrivateKey.generate().private_bytes_raw())


def save_key(path: Path, key: AgencyKey) -> None:
    """Write a new key file of mode 0600. Raises KeyFileError where a file is there already."""
    write_private(path, key.as_jwk())


def write_private(path: Path, jwk: dict[str, str]) -> None:
    """Write a private JWK into a new file of mode 0600, durably. Raises KeyFileError where one is there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path} is there already; a key is never overwritten") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(json.dumps(jwk) + "\n")
        file.flush()
        os.fsync(file.fileno())


def load_key(path: Path) -> AgencyKey:
    """Read a key file. Raises KeyFileError when others may read it or it is not a whole key of one agency."""
    jwk = read_private(path)
    try:
        key = AgencyKey(str(jwk["kid"]).partition("/")[0], base64url.decode(jwk["d"]))
    except (ValueError, KeyError, TypeError):
        raise KeyFileError(f"{path} is not an Ed25519 JWK with kid and d") from None
    if (jwk.get("kty"), jwk.get("crv"), jwk.get("x"), jwk["kid"]) != ("OKP", ALGORITHM, key.x, key.kid):
        raise KeyFileError(f"{path} holds parts that do not belong together")
    return key


def read_private(path: Path) -> Any:
    """The JSON of a private file. Raises KeyFileError when others may read it or it is no JSON."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path} may be read by others; give it mode 0600")
        return json.loads(path.read_text("ascii"))
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise KeyFileError(f"{path} is not an Ed25519 JWK with kid and d") from None
