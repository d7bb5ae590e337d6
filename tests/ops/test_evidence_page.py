"""docs/evidence.md names what there is, and its short programs do what it says of them."""

import json
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, get_args

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jejak_client.cli import GROUP
from jejak_client.cli import app as client
from jejak_client.tlog.note import NoteKey
from jejak_client.verify.codes import FLAGS, NOTES, PROBLEMS
from typer.core import TyperGroup
from typer.main import get_command

from server.api.problems import ALL_PROBLEMS
from server.evidence.findings import Kind
from server.evidence.way_out import SAID
from tests.clients.verify.made_log import HOST, LOG, WITNESSES, Signer, witness_key
from tests.clients.verify.making import Files, dossier_files, packed
from tests.clients.verify.telling import Story, story

SECONDS = 60
PROGRAM = re.compile(r"```python\n(.*?)```", re.DOTALL)
VERB = re.compile(r"\bjejak ((?:[a-z][a-z-]* ?)+)((?:[^`\n#]*))")


@pytest.fixture
def page(project: Path) -> str:
    return (project / "docs" / "evidence.md").read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """What stands under a heading, up to the next of its rank."""
    return page.split(f"\n## {title}", 1)[1].split("\n## ", 1)[0]


def first_cells(text: str) -> set[str]:
    """The code that each row of a table begins with."""
    return {*re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)}


@cache
def commands() -> list[Any]:
    """The verbs of each package, as the script puts them together."""
    return [get_command(app) for app in (client, *(found.load() for found in entry_points(group=GROUP)))]


def options_of(line: str) -> set[str]:
    """The options of the verb that a line begins with; LookupError where no package of ours has it."""
    for command, words in ((each, line.split()) for each in commands()):
        found = command
        while words and isinstance(found, TyperGroup) and words[0] in found.commands:
            found = found.commands[words.pop(0)]
        if not isinstance(found, TyperGroup):
            return {option for parameter in found.params for option in parameter.opts}
    raise LookupError(line)


def test_every_verb_exists_with_the_options_given_to_it(page: str, project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    evidence = readme.split("### Evidence", 1)[1].split("\n## ", 1)[0]
    met = 0
    for words, rest in VERB.findall(page + evidence):
        assert {*re.findall(r"(?<= )--[a-z-]+", " " + rest)} <= options_of(words), (words, rest)
        met += 1
    assert met > 30


def test_every_endpoint_exists(page: str, project: Path) -> None:
    paths = json.loads((project / "docs" / "openapi.json").read_text())["paths"]
    named = {path.rstrip("/") for path in re.findall(r"GET (/[\w/{}.-]+)", page)}
    assert named
    assert named <= {*paths}


def test_every_kind_of_finding_has_its_row(page: str) -> None:
    assert first_cells(section(page, "Findings")) == {*get_args(Kind)}


def test_every_problem_of_a_log_has_its_row(page: str) -> None:
    assert first_cells(section(page, "When a log is not signed")) == {*SAID}


def test_every_code_is_one_of_ours(page: str) -> None:
    known = {*PROBLEMS, *NOTES, *FLAGS, *ALL_PROBLEMS, *get_args(Kind), *SAID, "keys_dir"}
    named = {*re.findall(r"`([a-z]+(?:_[a-z]+)+)`", page)}
    assert len(named) > len(get_args(Kind)) + len(SAID)
    assert named <= known


def test_every_file_it_leads_to_is_there(page: str, project: Path) -> None:
    named = {*re.findall(r"\]\(([\w./-]+)\)", page)}
    assert len(named) > 12
    for name in named:
        assert (project / "docs" / name).is_file(), name
    for number, file in re.findall(r"\[(\d{4})\]\(adr/([\w-]+)\.md\)", page):
        assert file.startswith(number)
    assert (project / "clients" / "jejak_client" / "verify" / "codes.md").is_file()


@pytest.fixture(scope="module")
def told() -> Story:
    return story(1)


@pytest.fixture(scope="module")
def files(told: Story) -> Files:
    return dossier_files(told)


@pytest.fixture
def place(tmp_path: Path, page: str, told: Story, files: Files) -> Path:
    """A directory with both programs and a dossier."""
    check, tree = PROGRAM.findall(page)
    (tmp_path / "check.py").write_text(check)
    (tmp_path / "tree.py").write_text(tree)
    (tmp_path / "d.zip").write_bytes(packed(told, files))
    return tmp_path


def run(place: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """One of the programs, with nothing but the standard library."""
    return subprocess.run(
        [sys.executable, "-I", "-S", *map(str, words)],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def keys_on_paper(files: Files) -> list[str]:
    """Of the log, and of the first witness that cosigned the checkpoint."""
    signatures = files["checkpoint"].decode().split("\n\n")[1].splitlines()
    names = [line.split(" ")[1] for line in signatures]
    witness = next(key for key in map(witness_key, WITNESSES) if key.vkey.split("+")[0] in names)
    return [NoteKey(LOG, Signer("log", HOST).public).vkey, witness.vkey]


def holds(place: Path, name: str) -> bool:
    """What the page asks openssl."""
    message, signature, pem = ((place / f"{name}.{end}").read_bytes() for end in ("msg", "sig", "pem"))
    key = load_pem_public_key(pem)
    assert isinstance(key, Ed25519PublicKey)
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_the_short_program_leads_from_an_event_to_signatures_that_hold(
    place: Path, told: Story, files: Files
) -> None:
    paper = keys_on_paper(files)
    names = [*(vkey.split("+")[0].replace("/", "_") for vkey in paper), "agency"]
    for entry in (told.shown[0], told.shown[-1]):
        done = run(place, "check.py", "d.zip", entry.position, *paper)
        assert done.returncode == 0, done.stderr
        assert f"is entry {entry.position} of" in done.stdout
        assert [name for name in names if not holds(place, name)] == []


def test_the_short_program_takes_no_event_that_was_changed(place: Path, told: Story, files: Files) -> None:
    position = told.shown[-1].position
    name = f"events/{position}.json"
    event = json.loads(files[name])
    for member, other in (("marks", event["marks"] + 1), ("caseversion", 99), ("position", position + 1)):
        changed = json.dumps(event | {member: other}).encode()
        (place / "d.zip").write_bytes(packed(told, files | {name: changed}))
        done = run(place, "check.py", "d.zip", position, *keys_on_paper(files))
        assert done.returncode != 0
        assert "NOT" in done.stderr


def test_the_short_program_takes_no_key_that_did_not_sign(place: Path, told: Story) -> None:
    stranger = NoteKey(LOG, Signer("another", HOST).public).vkey
    done = run(place, "check.py", "d.zip", told.shown[0].position, stranger)
    assert done.returncode != 0
    assert "has NOT signed" in done.stderr


def test_the_other_program_computes_the_root_of_the_whole_log(place: Path, told: Story, files: Files) -> None:
    size = told.log.cosigned[-1][0]
    lines = (json.dumps(entry.as_file()) + "\n" for entry in told.log.entries[:size])
    (place / "log.ndjson").write_text("".join(lines))
    done = run(place, "tree.py", "log.ndjson")
    assert done.stdout.splitlines() == files["checkpoint"].decode().splitlines()[1:3]
