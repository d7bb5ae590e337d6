"""What was signed last, in a file outside PostgreSQL: a database restored from a backup does not know it.

`<directory>/<kind>.json`, in a directory of mode 0700, best on another disk and never in the backup of the
database. It moves by compare-and-set under a lock of the file system, and is on the disk before the
checkpoint is served: so what it says was signed may not have been served, but never the other way round.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from server.evidence.keystore import sync_directory
from server.evidence.logs import Kind


class SignedFileError(RuntimeError):
    """The file is not one of ours; the message names the file."""


class FileMoved(Exception):
    """The file does not say any more what it said: another signer is at work on it."""


class LastSigned(msgspec.Struct, frozen=True, kw_only=True):
    """The newest checkpoint of a log that was signed. `generation`: how often the log has begun, from 1.

    `size` is 0, `root` and `note` empty, of a log that was declared to begin anew and is not sealed yet.
    """

    origin: str
    generation: int = 1
    size: int = 0
    root: bytes = b""
    note: str = ""


class SignedFile:
    """The file of one log."""

    def __init__(self, directory: Path, kind: Kind) -> None:
        self.path = directory / f"{kind}.json"

    def read(self) -> LastSigned | None:
        """What was signed last; None where nothing was. Raises SignedFileError, and OSError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return msgspec.json.decode(content, type=LastSigned)
        except msgspec.DecodeError:
            raise SignedFileError(f"{self.path} does not say what was signed last") from None

    def replace(self, before: LastSigned | None, after: LastSigned) -> None:
        """Puts `after` in the place of `before`, durably. Raises FileMoved where it says something else, and
        OSError where the disk does not take it; then it says what it said before, or `after`."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.path.with_suffix(".lock")):
            if self.read() != before:
                raise FileMoved(self.path.name)
            for left_behind in self.path.parent.glob(f".{self.path.name}.*"):  # by one who died writing
                left_behind.unlink()
            _write(self.path, msgspec.json.encode(after))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    """A new file each time: what a failed flush has left in doubt is never built upon."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(path)
    finally:
        scratch.unlink(missing_ok=True)
    sync_directory(path.parent)
