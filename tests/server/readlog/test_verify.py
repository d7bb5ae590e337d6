"""`jejak reads verify`: for the operator of a deployment, and for whoever keeps a checkpoint of it."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import uvloop
from click.testing import Result
from typer.testing import CliRunner

from ops.cli import found
from server.cli import app
from server.config import Settings

Jejak = Callable[..., Result]


@pytest.fixture
def jejak(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jejak:
    """Runs `jejak reads verify ...` on a founded deployment that the environment names."""
    settings = Settings(database_url=database, keys_dir=tmp_path / "keys", origin="jejak.test.example")
    uvloop.run(found(settings, "Jejak Uji"))
    monkeypatch.setenv("JEJAK_DATABASE_URL", database)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(settings.keys_dir))
    monkeypatch.setenv("JEJAK_ORIGIN", settings.origin)
    return lambda *words: CliRunner().invoke(app, ["reads", "verify", *map(str, words)])


def test_size_and_root_are_printed_and_fit_ever_after(jejak: Jejak) -> None:
    first = json.loads(jejak("--json").stdout)
    assert first["size"] == 0
    kept = ("--size", first["size"], "--root", first["root"])
    again = jejak(*kept, "--json")
    assert (again.exit_code, json.loads(again.stdout)["size"]) == (0, 1)


def test_the_operator_who_goes_over_the_reads_is_among_them(jejak: Jejak, database: str) -> None:
    assert jejak().exit_code == 0
    with psycopg.connect(database) as owner:
        query = "SELECT agency, role, call, purpose, token_id, origin FROM jejak.reads"
        rows = owner.execute(query).fetchall()
    assert rows == [("deployment", "operator", "verifyReads", "operation", None, None)]


def test_what_is_wrong_is_said_and_ends_the_command_with_code_1(jejak: Jejak, database: str) -> None:
    for _ in range(3):
        jejak()
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("GRANT ALL ON jejak.reads TO CURRENT_USER")
        owner.execute("ALTER TABLE jejak.reads DISABLE TRIGGER append_only")
        owner.execute("DELETE FROM jejak.reads WHERE leaf = 1")
    answer = jejak()
    assert (answer.exit_code, answer.stderr) == (1, "The read log is not what it was: read 1 is missing.\n")


@pytest.mark.parametrize("kept", [("--size", 1), ("--root", "00" * 32), ("--size", 1, "--root", "xy" * 32)])
def test_half_a_checkpoint_is_no_checkpoint(jejak: Jejak, kept: tuple[object, ...]) -> None:
    assert jejak(*kept).exit_code == 2


def test_a_checkpoint_of_another_log_does_not_fit(jejak: Jejak) -> None:
    jejak()
    answer = jejak("--size", 1, "--root", "00" * 32)
    assert answer.exit_code == 1
    assert "not those of the checkpoint that was kept" in answer.stderr
