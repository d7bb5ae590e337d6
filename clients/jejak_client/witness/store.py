"""What a witness remembers: the logs it knows, and of each the newest checkpoint it cosigned (SQLite).

Nothing but this file keeps a witness from cosigning a second history, so it is never made in passing: `init`
makes it beside a new key, and a witness whose file is lost is retired with its key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jejak_client.tlog.merkle import EMPTY_ROOT

BUSY_SECONDS = 5.0

SCHEMA = """
CREATE TABLE witness (vkey TEXT NOT NULL) STRICT;
CREATE TABLE logs (
    origin TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL DEFAULT 0,
    root BLOB NOT NULL,
    checkpoint TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE keys (
    origin TEXT NOT NULL REFERENCES logs (origin),
    vkey TEXT NOT NULL,
    PRIMARY KEY (origin, vkey)
) STRICT;
"""


class StoreError(Exception):
    """The store cannot be used; the message names the file and the reason."""


class Cosigned(NamedTuple):
    """The newest tree of a log that the witness cosigned; size 0 before the first."""

    size: int
    root: bytes


class Store:
    """One SQLite file. Each call is a connection of its own: any thread or process may call."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError where there is no store."""
        self.path = path
        if not path.is_file():
            raise StoreError(f"{path} is missing: a witness without its memory must not sign; make a new one")
        try:
            with self._connection() as connection:
                (self.vkey,) = connection.execute("SELECT vkey FROM witness").fetchone()
        except (sqlite3.DatabaseError, TypeError):
            raise StoreError(f"{path} is not the store of a witness") from None

    @classmethod
    def make(cls, path: Path, vkey: str) -> Store:
        """A new, empty store of the witness with this key. Raises StoreError where a file is there."""
        if path.exists():
            raise StoreError(f"{path} is there already; the memory of a witness is never overwritten")
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            with connection:
                connection.execute("INSERT INTO witness VALUES (?)", (vkey,))
        return cls(path)

    def add_key(self, origin: str, vkey: str) -> None:
        """The witness will cosign checkpoints of this origin that this key signed. Safe to call again."""
        known = sha256(origin.encode()).hexdigest()
        with self._transaction() as connection:
            log = "INSERT INTO logs (origin, hash, root) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            connection.execute(log, (origin, known, EMPTY_ROOT))
            connection.execute("INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING", (origin, vkey))

    def keys_of(self, origin: str) -> list[str]:
        """The vkeys that the witness trusts for an origin; none for a log it does not know."""
        with self._connection() as connection:
            found = connection.execute("SELECT vkey FROM keys WHERE origin = ? ORDER BY vkey", (origin,))
            return [vkey for (vkey,) in found]

    def logs(self) -> list[str]:
        """Every vkey of a log that the witness trusts."""
        with self._connection() as connection:
            return [vkey for (vkey,) in connection.execute("SELECT vkey FROM keys ORDER BY origin, vkey")]

    def newest(self, origin: str) -> Cosigned:
        """The newest tree cosigned of a log that is known."""
        with self._connection() as connection:
            found = connection.execute("SELECT size, root FROM logs WHERE origin = ?", (origin,))
            return Cosigned(*found.fetchone())

    def advance(self, origin: str, old: int, new: Cosigned, checkpoint: str) -> bool:
        """Move from size `old` to `new`, durably, or leave all as it is: whether the log stood at `old`.

        Check and write are one statement: of two requests from the same size one alone moves the log.
        """
        move = "UPDATE logs SET size = ?, root = ?, checkpoint = ? WHERE origin = ? AND size = ?"
        with self._transaction() as connection:
            moved = connection.execute(move, (new.size, new.root, checkpoint, origin, old))
            return moved.rowcount == 1

    def checkpoint(self, origin_hash: str) -> str | None:
        """The newest checkpoint cosigned of a log, by the SHA-256 of its origin in hexadecimal."""
        with self._connection() as connection:
            found = connection.execute("SELECT checkpoint FROM logs WHERE hash = ?", (origin_hash,))
            (checkpoint,) = found.fetchone() or ("",)
            return checkpoint or None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            # FULL, and the directory synced as well: otherwise a power cut takes back a size that was
            # cosigned, and the witness would sign a second history from there.
            connection.execute("PRAGMA synchronous = EXTRA")
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Committed at the end; rolled back, by the close, where something fails."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
