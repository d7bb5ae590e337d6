"""`jejak verify` of single files said VERIFIED of some that it had not looked at."""

from pathlib import Path

import pytest
from jejak_client.cli import app
from jejak_client.tlog.proof import parse_proof
from jejak_client.verify.single import Kept
from typer.testing import CliRunner

from tests.clients.verify.making import (
    dossier_files,
    keys_of,
    packed,
    policy_text,
    pretty,
    receipt_of,
    roots_text,
)  # fmt: skip
from tests.clients.verify.telling import Story, story
from tests.clients.verify.test_kept_entries import checkpoint_of, codes, entry_of, proof_of, verdict_on


@pytest.fixture(scope="module")
def told() -> Story:
    return story(1)


def notes(told: Story, kept: Kept) -> set[str]:
    verdict = verdict_on(told, kept)
    assert verdict.result.ok
    return {note.code for note in verdict.result.notes}


def test_a_checkpoint_beside_a_proof_is_that_of_the_proof(told: Story) -> None:
    entry = entry_of(told)
    event, proof = pretty(entry.as_file()), proof_of(told.log, entry.position)
    assert notes(told, Kept(event, proof, checkpoint=checkpoint_of(told.log))) == {"own_keys"}
    forged = checkpoint_of(told.log).replace(b"\n\n", b"\n\n" + "— x.example/log AAAAAAAA\n".encode(), 1)
    assert codes(verdict_on(told, Kept(event, proof, checkpoint=forged))) == {"proof_foreign"}


def test_of_a_proof_without_its_entry_it_is_said_that_it_was_not_checked(told: Story) -> None:
    proof = parse_proof(proof_of(told.log, entry_of(told).position))
    wrong = type(proof)(proof.index, tuple(bytes(32) for _ in proof.hashes), proof.checkpoint).encode()
    assert notes(told, Kept(proof=wrong)) == {"own_keys", "proof_unused"}


def test_a_receipt_beside_an_event_is_of_that_event(told: Story) -> None:
    entry, other = told.shown[-1], told.shown[-2]
    event, proof = pretty(entry.as_file()), proof_of(told.log, entry.position)
    receipt = receipt_of(told.log, [other]).encode()
    assert codes(verdict_on(told, Kept(event, proof, receipt))) == {"receipt_foreign"}
    both = receipt_of(told.log, [other, entry]).encode()
    assert verdict_on(told, Kept(event, proof, both)).result.ok


def test_that_a_receipt_alone_shows_no_kept_promise_is_said(told: Story) -> None:
    receipt = receipt_of(told.log, [entry_of(told)]).encode()
    kept = Kept(receipt=receipt, checkpoint=checkpoint_of(told.log))
    assert notes(told, kept) == {"own_keys", "promise_open"}


def test_pins_that_are_not_looked_at_are_refused(told: Story, tmp_path: Path) -> None:
    """Roots beside single files, and keys beside a dossier, changed nothing and were taken all the same."""
    entry = entry_of(told)
    files = {
        "event": pretty(entry.as_file()),
        "proof": proof_of(told.log, entry.position),
        "policy": policy_text(),
        "roots": roots_text(),
        "keys": pretty(keys_of(told.log)),
        "zip": packed(told, dossier_files(told)),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    place = {name: str(tmp_path / name) for name in files}
    single = ["verify", place["event"], place["proof"], "--policy", place["policy"], "--keys", place["keys"]]
    assert CliRunner().invoke(app, single).exit_code == 0
    assert CliRunner().invoke(app, [*single, "--roots", place["roots"]]).exit_code == 2
    assert CliRunner().invoke(app, ["verify", place["zip"]]).exit_code == 0
    assert CliRunner().invoke(app, ["verify", place["zip"], "--keys", place["keys"]]).exit_code == 2
