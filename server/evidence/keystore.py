"""The private keys a host holds: of the deployment, of escrow, of receipts, of its logs. Files of mode 0600.

They lie outside the database and its backups: who steals the database can sign nothing. One JWK (RFC 8037)
a file, `<keys_dir>/<use>/<agency>.jwk`.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_sign

from domain import base64url
from domain.body import Signer
from domain.directory import Directory
from domain.ids import AGENCY_PATTERN
from domain.jws import SIGNATURE_BYTES
from domain.keys import kid_of, thumbprint

Use = Literal["root", "agency", "escrow", "receipt", "log", "reads-log"]


class KeyFileError(RuntimeError):
    """A key file is not one of ours, or others may read it; the message names the file, never its content."""


class Jwk(msgspec.Struct, frozen=True, kw_only=True):
    """An Ed25519 private key as RFC 8037 writes it."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    x: str
    d: str


class PrivateKey(NamedTuple):
    """An Ed25519 key of the host: its raw 32 public bytes and its private half."""

    public: bytes
    key: Ed25519PrivateKey

    @property
    def thumbprint(self) -> str:
        """The RFC 7638 thumbprint, the last part of every key id."""
        return thumbprint(self.public)

    def signer(self, kid: str) -> Signer:
        """This key at work under a key id."""
        return Signer(kid, signing_with(self.key))


class InForce(NamedTuple):
    """A key of the host that is registered and has not ended, and its signer."""

    kid: str
    key: PrivateKey
    signer: Signer


def signing_with(key: Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    """Ed25519 with this key by libsodium: the same 64 bytes as any other (RFC 8032), in half the time."""
    secret = key.private_bytes_raw() + key.public_key().public_bytes_raw()

    def sign(message: bytes) -> bytes:
        return bytes(crypto_sign(message, secret)[:SIGNATURE_BYTES])

    return sign


class KeyStore:
    """Reads and makes the host's keys below one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._loaded: dict[Path, PrivateKey] = {}
        self._in_force: dict[tuple[Use, str], InForce] = {}

    def find(self, use: Use, agency: str) -> PrivateKey | None:
        """The key for this use, or None when none was made. Raises KeyFileError for an unsafe file."""
        path = self._path(use, agency)
        if path not in self._loaded and path.exists():
            self._loaded[path] = read_key(path)
        return self._loaded.get(path)

    def make(self, use: Use, agency: str) -> PrivateKey:
        """The key for this use, made at random when there is none; of two makers at once the first wins."""
        found = self.find(use, agency)
        if found is not None:
            return found
        path = self._path(use, agency)
        make_directory(path.parent)
        write_key(path, Ed25519PrivateKey.generate())
        return self.make(use, agency)

    def in_force(self, use: Use, agency: str, directory: Directory) -> InForce | None:
        """The key for this use that the registry has in force, or None where that is not at hand.

        Kept once found, for it is asked for at every event; another process may exchange it at any time, so
        it is looked for anew as soon as the registry says that it has ended. While it is exchanged the new
        one lies beside the old one. Raises KeyFileError for an unsafe file.
        """
        known = self._in_force.get((use, agency))
        if known is not None and _stands(known.kid, use, directory):
            return known
        path = self._path(use, agency)
        for each in (self._next(use, agency), path):  # in this order: the first takes the place of the second
            found = _read_where_there(each)
            kid = kid_of(agency, found.public, escrow=use == "escrow") if found else ""
            if found is not None and _stands(kid, use, directory):
                self._loaded[path] = found
                self._in_force[use, agency] = InForce(kid, found, found.signer(kid))
                return self._in_force[use, agency]
        return None

    def escrow_signer(self, agency: str, directory: Directory) -> Signer | None:
        """The key with which the host signs for an agency that has none, or None where it holds none."""
        known = self.in_force("escrow", agency, directory)
        return known.signer if known else None

    def make_next(self, use: Use, agency: str) -> PrivateKey:
        """The key that is to take the place of the one for this use, made where there is none yet."""
        path = self._next(use, agency)
        make_directory(path.parent)
        write_key(path, Ed25519PrivateKey.generate())
        return read_key(path)

    def put_next(self, use: Use, agency: str) -> Path | None:
        """Puts the next key into the place of the one for this use, durably; where the old one is from now
        on, None where there was none. Cut off at any point it has lost no key, and can be done again."""
        aside = self._kept_aside(use, agency)
        self._next(use, agency).replace(self._path(use, agency))
        sync_directory(self._path(use, agency).parent)
        return aside

    def retire(self, use: Use, agency: str) -> Path | None:
        """Moves the key for this use aside, durably; where it is from now on, None where there was none."""
        aside = self._kept_aside(use, agency)
        self._path(use, agency).unlink(missing_ok=True)
        sync_directory(self._path(use, agency).parent)
        return aside

    def _kept_aside(self, use: Use, agency: str) -> Path | None:
        path = self._path(use, agency)
        self._loaded.pop(path, None)
        found = _read_where_there(path)
        if found is None:
            return None
        aside = path.with_name(f"{agency}.{found.thumbprint}.ended.jwk")
        aside.unlink(missing_ok=True)  # of one that was cut off
        aside.hardlink_to(path)
        return aside

    def secret(self, name: str) -> bytes:
        """The secret of this name. Raises KeyFileError when there is none: a new one would be another."""
        try:
            return read_private(self._secret(name))
        except FileNotFoundError:
            raise KeyFileError(f"{self._secret(name)} is missing") from None

    def has_secret(self, name: str) -> bool:
        """Whether there is a secret of this name."""
        return self._secret(name).exists()

    def make_secret(self, name: str) -> None:
        """Makes a secret of 32 random bytes under this name, where there is none."""
        make_directory(self._directory)
        write_new(self._secret(name), secrets.token_bytes(32))

    def _secret(self, name: str) -> Path:
        return self._directory / f"{name}.secret"

    def _path(self, use: Use, agency: str) -> Path:
        if not AGENCY_PATTERN.fullmatch(agency):  # it becomes a file name
            raise KeyFileError("a key belongs to an agency id")
        return self._directory / use / f"{agency}.jwk"

    def _next(self, use: Use, agency: str) -> Path:
        return self._path(use, agency).with_suffix(".next.jwk")


def _stands(kid: str, use: Use, directory: Directory) -> bool:
    """Whether the registry has a key in force, for this use."""
    key = directory.keys.get(kid)
    return key is not None and key.custody == use and key.until_position is None


def _read_where_there(path: Path) -> PrivateKey | None:
    try:
        return read_key(path)
    except FileNotFoundError:
        return None


def read_key(path: Path) -> PrivateKey:
    """The key in a file. Raises KeyFileError when others may read it or it is no Ed25519 JWK."""
    content = read_private(path)
    try:
        jwk = msgspec.json.decode(content, type=Jwk)
        key = Ed25519PrivateKey.from_private_bytes(base64url.decode(jwk.d) or b"")
    except (msgspec.MsgspecError, ValueError):
        raise KeyFileError(f"{path} is not an Ed25519 JWK") from None
    public = key.public_key().public_bytes_raw()
    if base64url.decode(jwk.x) != public:
        raise KeyFileError(f"{path} holds a public key that does not belong to its private key")
    return PrivateKey(public, key)


def write_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Writes a new key file of mode 0600; leaves a file that is there as it is."""
    jwk = Jwk(
        x=base64url.encode(key.public_key().public_bytes_raw()), d=base64url.encode(key.private_bytes_raw())
    )
    write_new(path, msgspec.json.encode(jwk))


def read_private(path: Path) -> bytes:
    """The content of a file that only its owner may read; raises KeyFileError where others may."""
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path} may be read by others; it must have mode 0600")
    return path.read_bytes()


def make_directory(directory: Path) -> None:
    """Makes a directory, and those on the way to it, for its owner alone; durable when this returns."""
    if not directory.is_dir():
        make_directory(directory.parent)
        directory.mkdir(mode=0o700, exist_ok=True)  # `parents` would give those on the way another mode
        sync_directory(directory.parent)


def write_new(path: Path, content: bytes) -> None:
    """Writes a file of mode 0600 whole or not at all; leaves a file that is there as it is. Its name is
    durable when this returns, whoever made it: what is wrapped under a key would not open without it."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(scratch)  # refuses where a file is there: no key is ever overwritten
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
        sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Makes names that were made or removed in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
