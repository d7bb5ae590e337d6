"""`jejak vault`: the operator sees the months' keys, moves data keys on, and ends a month that is over."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import uvloop
from click.testing import Result
from typer.testing import CliRunner

from ops.cli import found
from server.cli import app
from server.config import Settings
from server.vault.keyfile import KeyFile

Jejak = Callable[..., Result]


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def jejak(database: str, keys_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Jejak:
    uvloop.run(found(Settings(database_url=database, keys_dir=keys_dir, origin="jejak.test"), "Jejak Uji"))
    for name, value in (("DATABASE_URL", database), ("KEYS_DIR", str(keys_dir)), ("ORIGIN", "jejak.test")):
        monkeypatch.setenv(f"JEJAK_{name}", value)
    return lambda *words: CliRunner().invoke(app, ["vault", *words])


def months(jejak: Jejak) -> list[str]:
    result = jejak("epochs", "--json")
    assert result.exit_code == 0, result.output
    return [each["month"] for each in json.loads(result.stdout)]


def test_a_month_that_is_over_is_destroyed_and_this_month_is_not(jejak: Jejak, keys_dir: Path) -> None:
    KeyFile.make(keys_dir / "vault" / "2020-01.key")
    this_month = datetime.now(UTC).strftime("%Y-%m")
    assert months(jejak) == ["2020-01", this_month]
    assert jejak("destroy", this_month).exit_code == 1
    assert jejak("destroy", "2020-01").exit_code == 0
    assert months(jejak) == [this_month]
    assert jejak("destroy", "2020-01").exit_code == 1


def test_a_month_in_use_is_not_destroyed(jejak: Jejak, keys_dir: Path, database: str) -> None:
    old = KeyFile.make(keys_dir / "vault" / "2020-01.key")
    with psycopg.connect(database) as conn:  # a row that belongs to no key of ours cannot be moved on
        conn.execute(
            "INSERT INTO jejak.data_keys VALUES (gen_random_uuid(), 'x', 1, '\\x00', %s, now())", [old.kek_id]
        )
    rewrapped = jejak("rewrap", "--json")
    assert json.loads(rewrapped.stdout.splitlines()[-1]) == {"rewrapped": 0}
    assert jejak("destroy", "2020-01").exit_code == 1
    assert (keys_dir / "vault" / "2020-01.key").exists()
