"""A side that changed one sign of an entry in its dossier was told that the host stood convicted of it."""

import pytest
from jejak_client.verify.codes import PROBLEMS

from tests.clients.verify.both import Both, both, codes
from tests.clients.verify.changing import change_event, change_json, of_case
from tests.clients.verify.making import dossier_files, receipt_of
from tests.clients.verify.telling import Story, story

__all__ = ["both"]


@pytest.fixture
def told() -> Story:
    return story(1)


def test_an_entry_that_somebody_changed_convicts_no_host(told: Story, both: Both) -> None:
    files = dossier_files(told)
    entry = of_case(told)[-1]
    change_event(files, entry.position, marks=entry.marks ^ 1)
    assert codes(both.on_files(told, files)) == {"not_included"}


def test_an_entry_that_the_log_holds_and_a_receipt_denies_convicts_it(told: Story, both: Both) -> None:
    files = dossier_files(told)
    one, other = of_case(told)[:2]
    files[f"receipts/{one.position}.jws"] = files[f"receipts/{other.position}.jws"]
    assert codes(both.on_files(told, files)) == set()
    promised = {**one.promised(), "leaf": other.leaf.hex()}
    files[f"receipts/{one.position}.jws"] = receipt_of(told.log, [], events=[promised]).encode()
    assert codes(both.on_files(told, files)) == {"receipt_contradicts"}


def test_a_proof_that_does_not_hold_is_not_called_a_log_that_was_rewritten(told: Story, both: Both) -> None:
    """Whoever has the file can spoil a proof; that a log was rewritten, two signed checkpoints show."""
    files = dossier_files(told)
    change_json(files, "consistency.json", lambda leads: [{**x, "hashes": ["A" * 43 + "="]} for x in leads])
    assert codes(both.on_files(told, files)) == {"consistency_unverified"}
    for code in ("consistency_unverified", "not_included"):
        assert PROBLEMS[code].startswith("The proof does not show")


def test_a_broken_promise_rests_on_the_witnesses_that_were_agreed() -> None:
    assert "if they are the agreed ones" in PROBLEMS["receipt_broken"]
