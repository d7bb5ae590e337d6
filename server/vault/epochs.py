"""A key-encryption key for every month, each a file outside the database: `<keys_dir>/vault/<yyyy-mm>.key`.

The wrapped keys of erased people stay in every backup that was made before their erasure. What ends them is
the end of the month's key: live data keys are wrapped anew under the current one (`server/vault/rewrap.py`),
and once none is left under an old one, and backups of that month are older than is kept, its file is
destroyed. From that day on no backup opens them. A destroyed month leaves `<yyyy-mm>.destroyed` with the id.

The directory is one for all processes of a deployment.
"""

import os
import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from server.clock import Clock
from server.evidence.keystore import KeyFileError, make_directory, sync_directory, write_new
from server.vault.keyfile import (
    KEY_BYTES,
    Derived,
    KeyEncryptionKeyDestroyed,
    KeyFile,
    Wrapped,
    WrongKeyEncryptionKey,
)

FOLDER, KEY, DESTROYED = "vault", ".key", ".destroyed"
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
FORMER = "kek"  # the one file of deployments that were founded before there were months


class Keeping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many days after its month a key-encryption key is kept, and why."""

    days: int
    basis: str


KEEPING = msgspec.convert(
    tomllib.loads(Path(__file__).with_name("epochs.toml").read_text(encoding="utf-8")), Keeping
)


class Epoch(NamedTuple):
    """A month's key: its id, and the day from which on it may be destroyed."""

    month: str
    kek_id: str
    until: date


class _Ended(msgspec.Struct, frozen=True):
    kek_id: str
    at: datetime


class EpochKeys:
    """The months' keys in one directory. `clock` says which month it is.

    Raises KeyFileError for a file that others may read or that is no key.
    """

    def __init__(self, keys_dir: Path, clock: Clock) -> None:
        self._folder = keys_dir / FOLDER
        self._clock = clock
        self._by_month: dict[str, KeyFile] = {}
        self._by_id: dict[str, KeyFile] = {}
        self._ended: dict[str, str] = {}
        _take_in(keys_dir / FORMER, self._folder)
        _require_months(self._folder)
        self._read()

    @classmethod
    def founded(cls, keys_dir: Path, clock: Clock) -> "EpochKeys":
        """Those of a deployment whose log is empty: the first is made."""
        keys = cls(keys_dir, clock)
        keys.current()
        return keys

    def epochs(self) -> list[Epoch]:
        """Those at hand, the oldest first."""
        self._read()
        return [
            Epoch(month, key.kek_id, last_day(month) + timedelta(days=KEEPING.days))
            for month, key in sorted(self._by_month.items())
        ]

    def month_of(self, kek_id: str) -> str:
        """The month of a key at hand; the earliest there is for any other, which opens nothing."""
        self._read()
        return next((month for month, key in self._by_month.items() if key.kek_id == kek_id), "")

    def current(self) -> KeyFile:
        """The key of this month, made when it is first needed; of two makers at once the first wins.

        Raises KeyFileError where that month's was destroyed: the clock runs behind by months.
        """
        now = self._clock().astimezone(UTC)
        month = f"{now.year:04}-{now.month:02}"
        known = self._by_month.get(month)
        if known is not None:
            return known
        if (self._folder / f"{month}{DESTROYED}").exists():
            raise KeyFileError(f"the key of {month} was destroyed: is the clock right?")
        KeyFile.make(self._folder / f"{month}{KEY}")
        self._read()
        return self._by_month[month]

    def require(self, kek_ids: Iterable[str]) -> None:
        """Raises KeyFileError where one of these is neither at hand nor destroyed on purpose."""
        self._read()
        for kek_id in kek_ids:
            if kek_id not in self._by_id and kek_id not in self._ended:
                raise KeyFileError(f"the key-encryption key {kek_id} is missing in {self._folder}")

    def destroy(self, epoch: Epoch) -> None:
        """Ends a month's key: its id is noted, then its bytes are overwritten and the file removed."""
        ended = _Ended(epoch.kek_id, self._clock())
        write_new(self._folder / f"{epoch.month}{DESTROYED}", msgspec.json.encode(ended))
        self._read()

    def derived(self, label: bytes, kek_id: str | None = None) -> Derived:
        """A key of 32 bytes for another use, made of this month's key or of that of this id. Raises KeyError
        for one that is not at hand."""
        if kek_id is None:
            return self.current().derived(label)
        if not self._at_hand(kek_id):
            self._read()
        return self._by_id[kek_id].derived(label)

    def forget_destroyed(self) -> None:
        """Drops from memory the keys that were destroyed, by whatever process."""
        self._read()

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """The key, wrapped under that of this month."""
        return self.current().wrap(key, context)

    def unwrap(self, wrapped: bytes, context: bytes, kek_id: str) -> bytes:
        """The key. Raises WrongKeyEncryptionKey, KeyEncryptionKeyDestroyed and SealBroken."""
        if not self._at_hand(kek_id):
            self._read()  # another process may have made it, or destroyed it
        if kek_id in self._by_id:
            return self._by_id[kek_id].unwrap(wrapped, context, kek_id)
        if kek_id in self._ended:
            raise KeyEncryptionKeyDestroyed(self._ended[kek_id])
        raise WrongKeyEncryptionKey(f"the data key is wrapped under {kek_id}, which is not in {self._folder}")

    def _at_hand(self, kek_id: str) -> bool:
        key = self._by_id.get(kek_id)
        return key is not None and key.path.exists()

    def _read(self) -> None:
        ended = {path.stem: _note(path) for path in _of_months(self._folder, DESTROYED)}
        for month in ended:
            _wipe(self._folder / f"{month}{KEY}")
        self._ended = {note.kek_id: month for month, note in ended.items()}
        months = {path.stem for path in _of_months(self._folder, KEY)}
        found = {
            month: self._by_month.get(month) or KeyFile(self._folder / f"{month}{KEY}") for month in months
        }
        copies = {month for month, key in found.items() if key.kek_id in self._ended}
        for month in copies:  # of a key that was destroyed, under another month's name
            _wipe(self._folder / f"{month}{KEY}")
        self._by_month = {month: key for month, key in found.items() if month not in copies}
        self._by_id = {key.kek_id: key for key in self._by_month.values()}


def last_day(month: str) -> date:
    """The last day of a month `yyyy-mm`."""
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def unreadable_from(kek_month: str) -> date:
    """From which day on no backup opens a data key that was last wrapped under the key of this month."""
    return last_day(kek_month) + timedelta(days=KEEPING.days + 1)


def _of_months(folder: Path, suffix: str) -> list[Path]:
    """The files of months; what has another name is none."""
    return [path for path in folder.glob(f"*{suffix}") if MONTH.fullmatch(path.stem)]


def _require_months(folder: Path) -> None:
    """Raises KeyFileError for a key that is no month's: nobody would destroy it."""
    for path in folder.glob(f"*{KEY}"):
        if not MONTH.fullmatch(path.stem):
            raise KeyFileError(f"{path} is named after no month; a copy of a key must not lie there")


def _note(path: Path) -> _Ended:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Ended)
    except msgspec.MsgspecError:
        raise KeyFileError(f"{path} does not say which key was destroyed") from None


def _wipe(path: Path) -> None:
    """Removes a key, also where who began it died; overwriting is of use on a disk that writes in place."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _take_in(former: Path, folder: Path) -> None:
    """The one key of former times becomes that of the month in which it was made."""
    make_directory(folder)
    with suppress(FileNotFoundError):  # there is none, or another process was first
        month = datetime.fromtimestamp(former.stat().st_mtime, UTC).strftime("%Y-%m")
        former.rename(folder / f"{month}{KEY}")
        sync_directory(folder)
