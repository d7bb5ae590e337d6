"""Data keys that were destroyed: a file outside the database and its backups, which only grows.

A restored backup brings rows of destroyed keys back. Their ids stand here before the rows are deleted, so
they are deleted again before anything is served (`server/vault/restore.py`), and no vault opens with them.

    line   = {"key": id, "at": moment, "hash": hex}\n
    hash 0 = SHA-256("jejak-erased-keys/v1")
    hash n = SHA-256(hash n-1 + JSON [key, at])

It names keys and moments and nothing else: neither case nor person.
"""

import fcntl
import os
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec

from server.evidence.keystore import KeyFileError, sync_directory

FILE = "erased.ndjson"
GENESIS = sha256(b"jejak-erased-keys/v1").digest()


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: UUID
    at: datetime
    hash: str


_decode = msgspec.json.Decoder(_Line).decode
_encode = msgspec.json.encode


class ErasedKeys:
    """The ids in the file of one deployment; every process reads what others add.

    Raises KeyFileError where the file is not the one that was written, or may be read by others.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids: set[UUID] = set()
        self._unheard: list[UUID] = []
        self._read_to = 0
        self._hash = GENESIS
        self._read()

    def __contains__(self, key_id: UUID) -> bool:
        return key_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def all(self) -> list[UUID]:
        """Every id."""
        return list(self._ids)

    def news(self) -> list[UUID]:
        """The ids that were added since this was asked last, by whatever process. Costs one look at the
        file's size where there are none."""
        self._read()
        if not self._unheard:
            return []
        found, self._unheard = self._unheard, []
        return found

    def add(self, key_ids: Collection[UUID], at: datetime) -> None:
        """Adds those that are not in it yet; durable when this returns."""
        if not key_ids:
            return
        made = not self._path.exists()
        with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # one writer: each line rests on the one before it
            self._read()
            file.seek(self._read_to)
            file.truncate()  # a line that another writer died in the middle of
            file.write(self._lines(sorted(set(key_ids) - self._ids), at))
            file.flush()
            os.fsync(file.fileno())
        if made:
            sync_directory(self._path.parent)
        self._read()

    def _lines(self, key_ids: Iterable[UUID], at: datetime) -> bytes:
        digest, lines = self._hash, []
        for key_id in key_ids:
            digest = _link(digest, key_id, at)
            lines.append(_encode(_Line(key_id, at, digest.hex())) + b"\n")
        return b"".join(lines)

    def _read(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            if self._read_to:
                raise KeyFileError(f"{self._path} is gone") from None
            return
        if status.st_mode & 0o077:
            raise KeyFileError(f"{self._path} may be read by others; it must have mode 0600")
        if status.st_size < self._read_to:
            raise KeyFileError(f"{self._path} was cut short: erased keys are missing in it")
        if status.st_size > self._read_to:
            with self._path.open("rb") as file:
                file.seek(self._read_to)
                self._take(file.read())

    def _take(self, content: bytes) -> None:
        for line in content.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                return  # not written to its end: nothing was deleted on its strength
            key_id = self._checked(line)
            self._read_to += len(line)
            self._ids.add(key_id)
            self._unheard.append(key_id)

    def _checked(self, line: bytes) -> UUID:
        try:
            entry = _decode(line)
        except msgspec.MsgspecError:
            raise KeyFileError(f"{self._path} holds a line that is none of ours") from None
        self._hash = _link(self._hash, entry.key, entry.at)
        if self._hash.hex() != entry.hash:
            raise KeyFileError(f"{self._path} was changed: a line does not follow from those before it")
        return entry.key


def _link(previous: bytes, key_id: UUID, at: datetime) -> bytes:
    return sha256(previous + _encode((key_id, at))).digest()
