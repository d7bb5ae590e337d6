"""What wraps the data keys: a key-encryption key outside the database and its backups.

Here it is a file of mode 0600, a new one every month (`server/vault/epochs.py`); a KMS or an HSM fills the
same protocol.
"""

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.evidence.keystore import KeyFileError, make_directory, read_private, write_new
from server.vault.seal import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12


class WrongKeyEncryptionKey(RuntimeError):
    """A data key is wrapped under another key-encryption key than those at hand."""


class KeyEncryptionKeyDestroyed(Exception):
    """A data key is wrapped under a key-encryption key that was destroyed: what it seals is gone."""


class Wrapped(NamedTuple):
    """A data key, encrypted, and which key-encryption key opens it."""

    kek_id: str
    blob: bytes


class Derived(NamedTuple):
    """A key for another use, and of which key-encryption key it was made: with that one it ends."""

    kek_id: str
    key: bytes


class KeyEncryption(Protocol):
    """Wraps data keys (32 bytes). `context` is bound: a wrapped key moved to another row does not open."""

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """The key, encrypted under the key-encryption key of this moment."""

    def unwrap(self, wrapped: bytes, context: bytes, kek_id: str) -> bytes:
        """The key. Raises WrongKeyEncryptionKey, KeyEncryptionKeyDestroyed, and SealBroken when it was
        wrapped in another context."""

    def derived(self, label: bytes, kek_id: str | None = None) -> Derived:
        """A key of 32 bytes for another use, made of the key-encryption key of this moment, or of another (an
        HMAC under it). Raises KeyError for one that is not at hand."""

    def forget_destroyed(self) -> None:
        """Drops from memory what was destroyed, by whatever process."""


class KeyFile:
    """AES-256-GCM under the 32 bytes of a file.

    Raises KeyFileError when the file is missing, may be read by others or has another length.
    """

    def __init__(self, path: Path) -> None:
        try:
            key = read_private(path)
        except FileNotFoundError:
            raise KeyFileError(f"{path} is missing; without it no disclosure can be opened") from None
        if len(key) != KEY_BYTES:
            raise KeyFileError(f"{path} is not a key of {KEY_BYTES} bytes")
        self.path = path
        self._key = key
        self._cipher = AESGCM(key)
        self._id = sha256(b"jejak/kek/v1" + key).hexdigest()[:32]

    @classmethod
    def make(cls, path: Path) -> "KeyFile":
        """A new random key in a new file; one that is there stays as it is."""
        make_directory(path.parent)
        write_new(path, secrets.token_bytes(KEY_BYTES))
        return cls(path)

    @property
    def kek_id(self) -> str:
        """The first half of a SHA-256 of the key, so that a wrong file is noticed by name."""
        return self._id

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """nonce12 || AES-256-GCM(key, context)."""
        nonce = os.urandom(NONCE_BYTES)
        return Wrapped(self._id, nonce + self._cipher.encrypt(nonce, key, context))

    def derived(self, label: bytes, kek_id: str | None = None) -> Derived:
        """HMAC-SHA256 of the label. Raises KeyError for another key-encryption key."""
        if kek_id not in (None, self._id):
            raise KeyError(kek_id)
        return Derived(self._id, hmac.digest(self._key, label, "sha256"))

    def forget_destroyed(self) -> None:
        """One file by itself is never destroyed while it is used."""

    def unwrap(self, wrapped: bytes, context: bytes, kek_id: str) -> bytes:
        """The key. Raises WrongKeyEncryptionKey and SealBroken."""
        if kek_id != self._id:
            raise WrongKeyEncryptionKey(f"the data key is wrapped under {kek_id}, at hand is {self._id}")
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise SealBroken("the data key does not belong to its row") from None
