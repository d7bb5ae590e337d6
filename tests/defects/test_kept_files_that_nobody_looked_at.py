"""`jejak verify` of single files said VERIFIED of some that it had not looked at."""

import pytest
from jejak_client.tlog.proof import parse_proof
from jejak_client.verify.single import Kept

from tests.clients.verify.making import pretty, receipt_of
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
