"""`jejak verify`: what it prints and how it ends."""

import json
from pathlib import Path

import pytest
from jejak_client.cli import app
from typer.testing import CliRunner, Result

from tests.clients.verify.making import (
    dossier_files,
    keys_of,
    packed,
    policy_text,
    pretty,
    receipt_of,
    roots_text,
)
from tests.clients.verify.tampering import tampered
from tests.clients.verify.telling import story
from tests.clients.verify.test_kept_entries import checkpoint_of, entry_of, proof_of


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kept")
    told = story(1)
    entry = entry_of(told)
    files = {
        "dossier.zip": packed(told, dossier_files(told)),
        "bad.zip": tampered("another_value", 1).raw,
        "policy": policy_text(),
        "weak": policy_text(2),
        "roots": roots_text(),
        "keys.json": pretty(keys_of(told.log)),
        "event.json": pretty(entry.as_file()),
        "event.tlog-proof": proof_of(told.log, entry.position),
        "receipt.jws": receipt_of(told.log, [entry]).encode() + b"\n",
        "checkpoint": checkpoint_of(told.log),
        "nothing": b"neither\n",
    }
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def test_a_good_dossier_ends_with_0_and_tells_who_what_and_when(folder: Path) -> None:
    ended = run(folder / "dossier.zip", "--policy", folder / "policy", "--roots", folder / "roots")
    assert ended.exit_code == 0
    lines = ended.stdout.splitlines()
    assert lines[0] == "VERIFIED"
    assert any("jejak.SpdpSent.v1  signed by polres-ttu" in line for line in lines)
    assert any("signed in escrow by the host for uptdppa-ttu" in line for line in lines)
    assert any(line.startswith("  in the log after 2026-") for line in lines)
    assert not any("own_" in line for line in lines)


def test_a_dossier_that_was_tampered_with_ends_with_1_and_names_it(folder: Path) -> None:
    ended = run(folder / "bad.zip", "--policy", folder / "policy")
    assert ended.exit_code == 1
    assert ended.stdout.startswith("NOT VERIFIED\n  problem disclosure_unmatched (events/")


def test_without_pins_it_is_said_that_the_dossier_vouches_for_itself(folder: Path) -> None:
    ended = run(folder / "dossier.zip")
    assert ended.exit_code == 0
    assert "note own_policy" in ended.stdout
    assert "note own_roots" in ended.stdout


def test_the_result_is_also_given_as_json(folder: Path) -> None:
    ended = run(folder / "bad.zip", "--policy", folder / "policy", "--json")
    told = json.loads(ended.stdout)
    assert ended.exit_code == 1
    assert told["ok"] is False
    assert set(told) == {"ok", "problems", "notes", "events", "deliveries", "checkpoint"}
    assert set(told["problems"][0]) == {"code", "where", "said"}
    assert set(told["checkpoint"]) == {"origin", "size", "root", "final", "witnesses"}
    assert set(told["events"][0]) == {
        "position", "who", "type", "time", "recordedat", "assurance", "after", "before", "withheld", "flags",
    }  # fmt: skip


@pytest.mark.parametrize(
    "order", [("event.json", "event.tlog-proof", "receipt.jws"), ("receipt.jws", "event.tlog-proof")]
)
def test_a_kept_entry_is_verified_by_what_its_files_are(folder: Path, order: tuple[str, ...]) -> None:
    pins = ("--policy", folder / "policy", "--keys", folder / "keys.json")
    assert run(*(folder / name for name in order), *pins).exit_code == 0


def test_a_weak_policy_ends_with_1(folder: Path) -> None:
    ended = run(folder / "dossier.zip", "--policy", folder / "weak")
    assert ended.exit_code == 1
    assert "policy_refused" in ended.stdout


UNUSABLE = {
    "a file that is not there": ("missing.zip",),
    "a folder": (".",),
    "something else": ("nothing", "--policy", "policy", "--keys", "keys.json"),
    "two of a kind": ("event.json", "event.json", "--policy", "policy", "--keys", "keys.json"),
    "an entry without keys": ("event.json", "event.tlog-proof", "--policy", "policy"),
    "an entry without a policy": ("event.json", "event.tlog-proof", "--keys", "keys.json"),
    "a dossier beside something": ("dossier.zip", "event.json", "--policy", "policy", "--keys", "keys.json"),
    "roots that are none": ("dossier.zip", "--roots", "policy"),
    "a policy that is not there": ("dossier.zip", "--policy", "missing"),
    "nothing at all": (),
}


@pytest.mark.parametrize("arguments", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cannot_be_read_ends_with_2(folder: Path, arguments: tuple[str, ...]) -> None:
    places = [each if each.startswith("--") else folder / each for each in arguments]
    ended = run(*places)
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output


def test_no_sign_in_a_value_turns_the_line_it_stands_in(folder: Path) -> None:
    told = story(1, rotated=False)
    told.log.append(
        told.log.signers["polres-ttu"], "SpdpSent", told.case, {"to": "kejari-ttu"},
        {"note": "aman \u202eidnA nagned\u202c\n\x1b[2J\u200b"},
    )  # fmt: skip
    told.log.cosign()
    (folder / "odd.zip").write_bytes(packed(told, dossier_files(told)))
    ended = run(folder / "odd.zip", "--policy", folder / "policy")
    assert ended.exit_code == 0
    assert "note = aman \\u202eidnA nagned\\u202c\\n\\u001b[2J\\u200b" in ended.stdout
    assert ended.stdout.replace("\n", "").isascii()
    assert ended.stdout.replace("\n", "").isprintable()
