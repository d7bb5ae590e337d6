"""Who stole the key of receipts convicts the host with it: that the host had said so was in no verdict."""

from jejak_client.verify.single import Kept

from tests.clients.verify.both import Both, both, codes
from tests.clients.verify.made_log import HOST, LOG, ORIGIN, Entry, Signer, compact_json
from tests.clients.verify.making import dossier_files, keys_of, pretty
from tests.clients.verify.telling import Story, story
from tests.clients.verify.test_kept_entries import proof_of, verdict_on

__all__ = ["both"]


def forged(entry: Entry) -> bytes:
    promised = {**entry.promised(), "leaf": "cd" * 32}
    payload = {"iss": ORIGIN, "call": None, "log": LOG, "within": 60, "events": [promised]}
    return Signer("receipt", HOST).jws("jejak-receipt+jws", compact_json(payload)).encode()


def stolen() -> tuple[Story, Entry]:
    """The key was exchanged and said to have been in other hands: who has it signs for any place."""
    told = story(1)
    log = told.log
    root, key = log.signers["root"], log.signers["receipt"]
    log.rotate_key(root, key, log.signer("receipt 2", HOST), "receipt")
    log.revoke_key(root, key, len(log.entries) - 1)
    log.signers["receipt"] = log.signers["receipt 2"]
    log.cosign()
    return told, next(each for each in told.shown if each.subject == told.case)


def test_that_the_host_calls_the_key_of_a_receipt_stolen_is_said_beside_what_it_shows(both: Both) -> None:
    told, entry = stolen()
    files = dossier_files(told)
    assert "receipt_key_doubted" not in codes(both.on_files(told, files), "notes")
    result = both.on_files(told, {**files, "receipts/forged.jws": forged(entry)})
    assert codes(result) == {"receipt_contradicts"}, "or the host could deny its word"
    assert "receipt_key_doubted" in codes(result, "notes")


def test_of_a_receipt_that_was_kept_it_is_said_as_well() -> None:
    told, entry = stolen()
    kept = Kept(pretty(entry.as_file()), proof_of(told.log, entry.position), forged(entry))
    verdict = verdict_on(told, kept, pretty(keys_of(told.log)))
    assert {each.code for each in verdict.result.notes} == {"own_keys", "receipt_key_doubted"}
