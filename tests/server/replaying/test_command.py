"""`jejak replay` as an operator runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
import uvloop
from click.testing import Result
from typer.testing import CliRunner

from ops.cli import found
from server.cli import app
from server.config import Settings

Jejak = Callable[..., Result]
CASE = str(uuid4())


@pytest.fixture
def jejak(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jejak:
    """Runs `jejak replay ...` on a founded deployment that the environment names."""
    settings = Settings(database_url=database, keys_dir=tmp_path / "keys", origin="jejak.test.example")
    uvloop.run(found(settings, "Jejak Uji"))
    monkeypatch.setenv("JEJAK_DATABASE_URL", database)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(settings.keys_dir))
    monkeypatch.setenv("JEJAK_ORIGIN", settings.origin)
    return lambda *words: CliRunner().invoke(app, ["replay", *map(str, words)])


def test_every_line_is_a_json_object_and_progress_is_told_beside(jejak: Jejak) -> None:
    result = jejak("--as-of", 3, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.exit_code, lines[0]["line"], lines[0]["position"]) == (0, "moment", 3)
    assert {line["line"] for line in lines[1:]} == {"table"}


def test_for_eyes_each_step_is_a_line_with_who_did_what(jejak: Jejak) -> None:
    result = jejak("--as-of", 2, "--step")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].startswith("1 AgencyRegistered by deployment, ")


def said(result: Result) -> str:
    """What was said of a mistake, out of its frame."""
    return " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), "--as-of"),
        (("--case", "x"), "--case"),
        (("--basis", "owed"), "--known-to"),
        (("--known-to", "deployment", "--basis", "guessed"), "acknowledged"),
        (("--known-to", "deployment", "--step"), "--case"),
        (("--case", CASE, "--open"), "--reason"),
        (("--case", CASE, "--reason", "complaint"), "--open"),
        (("--case", CASE, "--open", "--reason", "curious"), "court_order"),
        (("--open", "--reason", "complaint"), "--case"),
        (("--case", CASE, "--open", "--reason", "complaint", "--step"), "--step"),
    ],
)
def test_options_that_do_not_go_together_are_refused_by_name(words: tuple[str, ...], names: str) -> None:
    moment = ("--as-of", "2") if words else ()
    result = CliRunner().invoke(app, ["replay", *moment, *words])
    assert result.exit_code == 2
    assert names in said(result)


def test_what_was_not_there_is_said_in_one_sentence(jejak: Jejak) -> None:
    for words, code, names in (
        (("--as-of", "soon"), 2, "A moment is a log position"),
        (("--as-of", 9999), 2, "The log has the positions 1 to"),
        (("--as-of", 2, "--diff", 1), 2, "later"),
        (("--as-of", 2, "--case", CASE), 1, "no event of this case"),
        (("--as-of", 2, "--known-to", "nobody"), 1, "No agency of this id"),
    ):
        result = jejak(*words)
        assert (result.exit_code, names in said(result)) == (code, True), words


def test_before_values_are_opened_the_notice_is_shown_that_they_are_secret(jejak: Jejak) -> None:
    result = jejak("--as-of", 2, "--case", CASE, "--open", "--reason", "complaint")
    assert "art" in result.stderr.lower()
    assert len(result.stderr.splitlines()) > 4
