"""The verbs that work on a deployment's database."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop
from click.testing import Result
from jejak_client.keys import make_key
from typer.testing import CliRunner

from ops.cli import found
from server.cli import app
from server.commands.place import FILE, told
from server.config import Settings

ORIGIN = "jejak.test.example"
Jejak = Callable[..., Result]


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database, keys_dir=tmp_path / "keys", origin=ORIGIN)


@pytest.fixture
def jejak(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Jejak:
    """Runs `jejak ...` on a founded deployment that the environment names."""
    uvloop.run(found(settings, "Jejak Uji"))
    monkeypatch.setenv("JEJAK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JEJAK_KEYS_DIR", str(settings.keys_dir))
    monkeypatch.setenv("JEJAK_ORIGIN", settings.origin)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """What `jejak key prove` printed for a police office."""
    root, path = make_key("polres-ttu"), tmp_path / "proof.json"
    told = {"agency": "polres-ttu", "origin": ORIGIN, "root_key": root.x}
    path.write_text(json.dumps(told | {"possession": root.prove_possession(ORIGIN, "root")}))
    return path


def answer(result: Result) -> object:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_an_agency_without_a_key_is_registered_in_escrow(jejak: Jejak) -> None:
    words = ("agency", "add", "desa-ttu", "--kind", "desa", "--name", "Desa Rekaan", "--task-force", "ttu")
    assert answer(jejak(*words, "--json")) == {"agency": "desa-ttu", "signs": "escrow"}
    listed = {each["agency"]: each for each in answer(jejak("agency", "list", "--json"))}
    assert listed["desa-ttu"] == {
        "agency": "desa-ttu",
        "kind": "desa",
        "name": "Desa Rekaan",
        "task_forces": ["ttu"],
        "signs": "escrow",
    }
    assert listed["deployment"]["signs"] == "own keys"


def test_an_agency_that_signs_itself_is_registered_by_its_proof(jejak: Jejak, proof: Path) -> None:
    words = ("agency", "add", "polres-ttu", "--kind", "polres", "--name", "Polres", "--root", proof)
    assert answer(jejak(*words, "--json"))["root_key"] == json.loads(proof.read_text())["root_key"]
    listed = {each["agency"]: each for each in answer(jejak("agency", "list", "--json"))}
    assert listed["polres-ttu"]["signs"] == "own keys"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [("agency", "polres-sukabumi", 2), ("possession", "e30.e30.e30", 1), ("root_key", "A" * 43, 1)],
)
def test_a_proof_of_something_else_is_refused(
    jejak: Jejak, proof: Path, member: str, value: str, code: int
) -> None:
    proof.write_text(json.dumps(json.loads(proof.read_text()) | {member: value}))
    words = ("agency", "add", "polres-ttu", "--kind", "polres", "--name", "Polres", "--root", proof)
    assert jejak(*words).exit_code == code


def test_a_file_that_is_no_proof_is_refused(jejak: Jejak, tmp_path: Path) -> None:
    (tmp_path / "proof.json").write_text("{}")
    words = ("--kind", "polres", "--name", "Polres", "--root", tmp_path / "proof.json")
    result = jejak("agency", "add", "polres-ttu", *words)
    assert result.exit_code == 2
    assert "jejak key prove" in result.stderr


def test_police_are_not_registered_without_a_root_key(jejak: Jejak) -> None:
    result = jejak("agency", "add", "polres-ttu", "--kind", "polres", "--name", "Polres")
    assert result.exit_code == 2
    assert "--root" in result.stderr
    assert "polres-ttu" not in jejak("agency", "list").stdout


def test_an_unknown_kind_of_agency_is_refused_with_the_rule(jejak: Jejak) -> None:
    result = jejak("agency", "add", "x-ttu", "--kind", "coven", "--name", "X")
    assert result.exit_code == 1
    assert "invalid_field" in result.stderr


def test_a_token_is_shown_once_listed_without_it_and_revoked(jejak: Jejak) -> None:
    jejak("agency", "add", "desa-ttu", "--kind", "desa", "--name", "Desa")
    issued = answer(jejak("token", "issue", "desa-ttu", "reader", "--json"))
    listed = jejak("token", "list", "desa-ttu", "--json")
    assert issued["token"] not in listed.stdout
    assert [each["token_id"] for each in answer(listed)] == [issued["token_id"]]
    assert answer(jejak("token", "revoke", issued["token_id"], "--json"))["status"] == "revoked"
    assert jejak("token", "revoke", issued["token_id"]).exit_code == 1
    assert answer(jejak("token", "list", "--json"))[0]["revoked_at"]


def test_a_token_is_issued_to_registered_agencies_only(jejak: Jejak) -> None:
    result = jejak("token", "issue", "nobody", "reader")
    assert result.exit_code == 2
    assert "No agency of this id" in result.stderr


def test_a_role_that_is_none_is_refused(jejak: Jejak) -> None:
    assert jejak("token", "issue", "deployment", "king").exit_code == 2


@pytest.mark.parametrize("words", [("agency", "list"), ("token", "list"), ("rebuild",)])
def test_a_missing_setting_is_named(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JEJAK_DATABASE_URL", raising=False)
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2
    assert result.stderr.strip() == "JEJAK_DATABASE_URL is not set."


def test_a_data_directory_that_nobody_serves_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["agency", "list", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "Nothing serves" in result.stderr


def test_a_data_directory_that_is_served_is_enough(
    jejak: Jejak, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_bytes(told(settings))
    monkeypatch.delenv("JEJAK_DATABASE_URL")
    listed = answer(jejak("agency", "list", "--data", tmp_path, "--json"))
    assert [each["agency"] for each in listed] == ["deployment"]


def test_a_database_that_does_not_answer_is_told_without_its_password(
    jejak: Jejak, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("JEJAK_DATABASE_URL", f"postgresql://u:s3cret@127.0.0.1:{port}/x")
    result = jejak("agency", "list")
    assert result.exit_code == 8
    assert "s3cret" not in result.output + result.stderr


def test_a_projection_that_never_ran_cannot_be_rebuilt(jejak: Jejak) -> None:
    result = jejak("rebuild", "case_file")
    assert result.exit_code == 1
    assert "has not run" in result.stderr


def test_a_projection_that_is_none_is_refused(jejak: Jejak) -> None:
    result = jejak("rebuild", "astrology")
    assert result.exit_code == 2
    assert "case_file" in result.stderr
