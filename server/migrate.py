"""Brings a database to this version: numbered migrations once each, functions when their text changed."""

from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

HERE = Path(__file__).parent
FUNCTIONS = (HERE / "log" / "append.sql",)
# Hash of an earlier text that makes the same schema, and failed where the owner may not make roles.
REWORDED = {
    "0001_log": "b697cca9e2295fe98be58a6539de23d9d59ae4379b1574773adcd8e60295efeb",
    "0012_second_line": "cd93f2176fd68d9cc16ef9b28ed1be74c985439a8db068d5f9ffedde4a87ce3f",
}
LOCK = 0x6A656A616B  # "jejak": two servers that start together migrate one after the other

BOOK = """
CREATE SCHEMA IF NOT EXISTS jejak;
CREATE TABLE IF NOT EXISTS jejak.migrations (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""
APPLIED = "SELECT name, sha256 FROM jejak.migrations"
RECORD = """
INSERT INTO jejak.migrations (name, sha256) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()
"""


class SchemaMismatch(Exception):
    """The database was made by another version than this one. The message names the migration."""


class Script(NamedTuple):
    """One .sql file and the hash of its text."""

    name: str
    text: str
    digest: str


def migrate(dsn: str) -> None:
    """Applies what is missing, as the role of `dsn` (the owner). Safe at every start, and twice at once.

    Raises SchemaMismatch when an applied migration has another text here, or is unknown here.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        connection.execute(BOOK)
        applied: dict[str, str] = dict(connection.execute(APPLIED).fetchall())
        migrations, functions = _scripts(sorted((HERE / "migrations").glob("*.sql"))), _scripts(FUNCTIONS)
        applied |= {s.name: s.digest for s in migrations if applied.get(s.name, "") == REWORDED.get(s.name)}
        _require_same_history(applied, migrations, functions)
        for script in migrations + functions:
            if applied.get(script.name) != script.digest:
                _apply(connection, script)


def _scripts(paths: Any) -> list[Script]:
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    return [Script(name, text, sha256(text.encode()).hexdigest()) for name, text in texts]


def _require_same_history(applied: dict[str, str], migrations: list[Script], functions: list[Script]) -> None:
    for script in migrations:
        if applied.get(script.name, script.digest) != script.digest:
            raise SchemaMismatch(f"migration {script.name} was applied with another text")
    unknown = applied.keys() - {script.name for script in migrations + functions}
    if unknown:
        raise SchemaMismatch(f"the database knows {min(unknown)}, which this version does not")


def _apply(connection: psycopg.Connection[Any], script: Script) -> None:
    with connection.transaction():
        connection.execute(script.text.encode())
        connection.execute(RECORD, [script.name, script.digest])
