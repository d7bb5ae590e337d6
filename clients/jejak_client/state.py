"""What this client was given, recorded and saw, in a small file of its own (SQLite, mode 0600).

Of each case which versions it has, and their body hashes; of the ledger the last row and its running hash;
of each log the last checkpoint it verified; every receipt. Ids, numbers and hashes: no value of an event.
Each change is one transaction: a power cut leaves the file whole, and two commands at once lose nothing of
each other.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from jejak_client.chain import LedgerBroken, LedgerHead, followed, genesis
from jejak_client.envelope import attributes_of, body_hash
from jejak_client.feed import FeedRow

FORMAT = 2
BUSY_SECONDS = 30.0
PREV_UNMATCHED = "prev_unmatched"  # the mark of an event whose publisher named what the case does not have

SCHEMA = """
CREATE TABLE ledger (one INTEGER PRIMARY KEY CHECK (one = 1), row INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE given (
    case_id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (case_id, version)
) WITHOUT ROWID;
CREATE TABLE named (
    case_id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, by_version INTEGER NOT NULL,
    explained TEXT, PRIMARY KEY (case_id, version, hash)
) WITHOUT ROWID;
CREATE TABLE seen (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root TEXT NOT NULL, vkey TEXT NOT NULL, note BLOB NOT NULL
);
CREATE TABLE forks (before BLOB NOT NULL, after BLOB NOT NULL, UNIQUE (before, after));
CREATE TABLE receipts (receipt TEXT PRIMARY KEY) WITHOUT ROWID;
"""
FROM_1_TO_2 = """
ALTER TABLE seen RENAME TO seen_last;
CREATE TABLE seen (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root TEXT NOT NULL, vkey TEXT NOT NULL, note BLOB NOT NULL
);
INSERT INTO seen SELECT origin, size, root, vkey, note FROM seen_last;
DROP TABLE seen_last;
"""
MAKING = {0: SCHEMA, 1: FROM_1_TO_2}  # by the format that is found: what makes the present one of it


class StateFileError(Exception):
    """The file cannot be used; the message names it and the reason."""


class Given(NamedTuple):
    """An event of a case that this client was given or recorded itself: its version and body hash."""

    version: int
    hash: str


class Named(NamedTuple):
    """What an event given (`by_version`) names as the one before it, and this client does not have so."""

    version: int
    hash: str
    by_version: int


class Seen(NamedTuple):
    """A checkpoint that was verified: its origin, size and root (base64), under which key, and as it came."""

    origin: str
    size: int
    root: str
    vkey: str
    note: bytes


class LocalState:
    """One file for one agency at one deployment. Use it as a context manager, or close() it."""

    def __init__(self, path: Path, agency: str | None = None) -> None:
        """Opens the file, or makes it. With `agency` its ledger is checked from the first row on.

        Raises StateFileError.
        """
        self._path = path
        self._agency = agency
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.execute("PRAGMA synchronous = FULL")
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise StateFileError(f"{path} cannot be used: {type(error).__name__}") from None

    def __enter__(self) -> LocalState:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- the ledger

    @property
    def head(self) -> LedgerHead | None:
        """The last row of the ledger taken in; None before the first."""
        found = self._db.execute("SELECT row, hash FROM ledger").fetchone()
        return LedgerHead(*found) if found else None

    def take_in(self, rows: Sequence[FeedRow]) -> None:
        """Rows as they were given, in order; rows taken in before may come again.

        Raises LedgerBroken where they do not follow on what was given before: then nothing of them is kept.
        """
        if not rows:
            return
        with self._transaction():
            before, last = self.head, rows[-1]
            after = followed(self._base(before, rows[0].position), rows)
            self._require_same(before, rows)
            if before is None or last.position > before.row:
                assert after is not None, "there is at least one row"
                self._db.execute("INSERT OR REPLACE INTO ledger VALUES (1, ?, ?)", after)
            for row in rows:
                self._take_event(row)

    # -- cases

    def last(self, case: str) -> Given | None:
        """The last event of a case that this client has; None where it has none."""
        query = "SELECT version, hash FROM given WHERE case_id = ? ORDER BY version DESC LIMIT 1"
        found = self._db.execute(query, [case]).fetchone()
        return Given(*found) if found else None

    def note_recorded(self, recorded: Iterable[tuple[str, int, str]]) -> None:
        """Events of this agency stand on record: case, version of it and body hash of each."""
        with self._transaction():
            for case, version, event_hash in recorded:
                self._give(case, version, event_hash)

    def unexplained(self, case: str) -> list[Named]:
        """What events of the case name and this client neither has nor has the server's word on."""
        query = "SELECT version, hash, by_version FROM named WHERE case_id = ? AND explained IS NULL"
        return [Named(*found) for found in self._db.execute(query, [case])]

    def unexplained_cases(self) -> list[str]:
        """The cases of which something is missing or differs."""
        query = "SELECT DISTINCT case_id FROM named WHERE explained IS NULL ORDER BY case_id"
        return [case for (case,) in self._db.execute(query)]

    def explain(self, case: str, open_versions: Iterable[int], statement: str) -> None:
        """Keep the server's signed word which versions of the case are open to this agency.

        What is named and not among them need not be had. What was given under another hash stays unexplained.
        """
        is_open = frozenset(open_versions)
        with self._transaction():
            for named in self.unexplained(case):
                if named.version not in is_open and self._given_at(case, named.version) is None:
                    query = "UPDATE named SET explained = ? WHERE case_id = ? AND version = ? AND hash = ?"
                    self._db.execute(query, [statement, case, named.version, named.hash])

    def statements(self, case: str) -> list[str]:
        """What the server has signed of the open versions of a case, as far as anything rests on it."""
        query = "SELECT DISTINCT explained FROM named WHERE case_id = ? AND explained IS NOT NULL"
        return [statement for (statement,) in self._db.execute(query, [case])]

    # -- receipts and checkpoints

    def keep_receipt(self, receipt: str) -> None:
        """Keep a receipt of the server: who asks again later may be given another one, or none."""
        self._db.execute("INSERT OR IGNORE INTO receipts VALUES (?)", [receipt])

    def receipts(self) -> Iterator[str]:
        """Every receipt kept."""
        for (receipt,) in self._db.execute("SELECT receipt FROM receipts"):
            yield receipt

    def seen(self) -> Seen | None:
        """The last checkpoint verified."""
        found = self._db.execute(
            "SELECT origin, size, root, vkey, note FROM seen ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        return Seen(*found) if found else None

    def seen_of(self, origin: str) -> Seen | None:
        """The last checkpoint verified of one log."""
        query = "SELECT origin, size, root, vkey, note FROM seen WHERE origin = ?"
        found = self._db.execute(query, [origin]).fetchone()
        return Seen(*found) if found else None

    def keep_seen(self, seen: Seen) -> None:
        """From now on this is the last checkpoint verified, of its log and of all: its row comes last."""
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", seen)

    def keep_fork(self, before: bytes, after: bytes) -> None:
        """Keep two checkpoints of one log that contradict each other, as they came."""
        self._db.execute("INSERT OR IGNORE INTO forks VALUES (?, ?)", [before, after])

    def forks(self) -> list[tuple[bytes, bytes]]:
        """The contradicting checkpoints kept."""
        return self._db.execute("SELECT before, after FROM forks").fetchall()

    # -- within one transaction

    def _base(self, before: LedgerHead | None, first: int) -> LedgerHead | None:
        """What the first of the rows follows on, where that is known."""
        if before is not None and first > before.row:
            return before
        return genesis(self._agency) if first == 1 and self._agency else None

    def _require_same(self, before: LedgerHead | None, rows: Sequence[FeedRow]) -> None:
        """Rows that come again are those of the first time."""
        again = [row for row in rows if before is not None and row.position == before.row]
        if before is not None and again and again[0].hash != before.hash:
            raise LedgerBroken(before.row, "it was given with another running hash before")

    def _take_event(self, row: FeedRow) -> None:
        if row.event is None or row.case is None or row.caseversion is None:
            return
        self._give(row.case, row.caseversion, body_hash(row.event))
        if PREV_UNMATCHED in row.marks:
            return  # its publisher was mistaken, or was shown another case: for auditors to weigh
        body = attributes_of(row.event)
        version, named = body.get("prevversion"), body.get("prevhash")
        if version is not None and self._given_at(row.case, version) != named:
            query = "INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?, NULL)"
            self._db.execute(query, [row.case, version, named, row.caseversion])

    def _give(self, case: str, version: int, event_hash: str) -> None:
        """The first hash given stands; another under the same version is never explained."""
        known = self._given_at(case, version)
        if known is not None and known != event_hash:
            query = "INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?, NULL)"
            self._db.execute(query, [case, version, event_hash, version])
            return
        self._db.execute("INSERT OR IGNORE INTO given VALUES (?, ?, ?)", [case, version, event_hash])
        query = "DELETE FROM named WHERE case_id = ? AND version = ? AND hash = ?"
        self._db.execute(query, [case, version, event_hash])

    def _given_at(self, case: str, version: int) -> str | None:
        query = "SELECT hash FROM given WHERE case_id = ? AND version = ?"
        found = self._db.execute(query, [case, version]).fetchone()
        return str(found[0]) if found else None

    def _prepare(self) -> None:
        with self._transaction():
            known = self._db.execute("PRAGMA user_version").fetchone()[0]
            if known == FORMAT:
                return
            if known not in MAKING:
                raise StateFileError(f"{self._path} was written by another version of this client")
            for statement in MAKING[known].split(";")[:-1]:
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {FORMAT}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
