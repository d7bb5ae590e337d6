"""Files that others must not read, and the lock of a data directory."""

import fcntl
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType

from ops.failures import CannotRunHere, DataInUse, DiskFull


def private_directory(path: Path, mode: int = 0o700) -> Path:
    """Creates a directory (and its parents) with exactly this mode; an existing one keeps the mode it has."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir()
    except FileExistsError:
        if not path.is_dir():
            raise CannotRunHere(f"{path} is not a directory.") from None
    except PermissionError:
        raise CannotRunHere(f"{path} cannot be created: permission denied.") from None
    else:
        path.chmod(mode)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Writes a file of mode 0600 whole: a reader sees the old content or the new, also after a power cut."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    scratch.rename(path)


def kept_secret(path: Path) -> str:
    """The secret in this file (mode 0600), made at random (256 bit, URL-safe) the first time."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32).encode())
    return path.read_text().strip()


def require_room(directory: Path, megabytes: int) -> None:
    """Raises DiskFull when less than this is free where the directory lies."""
    free = shutil.disk_usage(directory).free // 2**20
    if free < megabytes:
        raise DiskFull(f"{directory} has {free} MB free; {megabytes} MB are needed.")


class DirectoryLock:
    """Holds a directory for one process. The kernel lets go when the process ends, however it ends."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "lock"
        self._descriptor: int | None = None

    def __enter__(self) -> "DirectoryLock":
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise DataInUse(f"{self.path.parent} is in use by process {holder}.") from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
