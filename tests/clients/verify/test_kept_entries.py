"""An entry kept with its proof, and the operator's receipt: what shows that it kept its word, and what that
it did not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jejak_client.tlog.merkle import inclusion_proof
from jejak_client.tlog.proof import TlogProof
from jejak_client.verify.dossier import Verdict
from jejak_client.verify.single import Kept, verify_kept

from tests.clients.verify.made_log import LOG, Entry, MadeLog, Signer
from tests.clients.verify.making import keys_of, policy_text, pretty, receipt_of
from tests.clients.verify.telling import Story, story


@pytest.fixture(scope="module")
def told() -> Story:
    return story(1)


def entry_of(told: Story) -> Entry:
    return next(each for each in told.shown if each.subject == told.case and "polres" in each.body["source"])


def checkpoint_of(log: MadeLog) -> bytes:
    return log.note(*log.cosigned[-1])


def proof_of(log: MadeLog, position: int) -> bytes:
    size = log.cosigned[-1][0]
    path = inclusion_proof(position - 1, size, log.hash_at)
    return TlogProof(position - 1, path, checkpoint_of(log)).encode()


def verdict_on(told: Story, kept: Kept, keys: bytes | None = None, policy: bytes | None = None) -> Verdict:
    told_keys = keys if keys is not None else pretty(keys_of(told.log))
    return verify_kept(kept, told_keys, policy or policy_text(), told.verified_at)


def codes(verdict: Verdict) -> set[str]:
    return {problem.code for problem in verdict.result.problems}


def test_an_entry_its_proof_and_its_receipt_hold_together(told: Story) -> None:
    entry = entry_of(told)
    kept = Kept(
        event=pretty(entry.as_file()),
        proof=proof_of(told.log, entry.position),
        receipt=receipt_of(told.log, [entry]).encode(),
    )
    verdict = verdict_on(told, kept)
    assert verdict.result.ok
    assert [event.position for event in verdict.result.events] == [entry.position]
    assert [note.code for note in verdict.result.notes] == ["own_keys"]


def test_an_entry_alone_with_its_proof_holds(told: Story) -> None:
    entry = entry_of(told)
    assert verdict_on(told, Kept(pretty(entry.as_file()), proof_of(told.log, entry.position))).result.ok


def test_a_receipt_and_a_proof_are_enough_to_show_that_the_promise_was_kept(told: Story) -> None:
    entry = entry_of(told)
    kept = Kept(proof=proof_of(told.log, entry.position), receipt=receipt_of(told.log, [entry]).encode())
    assert verdict_on(told, kept).result.ok


def test_another_leaf_at_the_position_of_a_receipt_convicts_the_operator(told: Story) -> None:
    entry = entry_of(told)
    promised = {**entry.promised(), "leaf": "00" * 32}
    kept = Kept(
        event=pretty(entry.as_file()),
        proof=proof_of(told.log, entry.position),
        receipt=receipt_of(told.log, [], events=[promised]).encode(),
    )
    assert codes(verdict_on(told, kept)) == {"receipt_contradicts"}
    without = Kept(proof=kept.proof, receipt=kept.receipt)
    assert codes(verdict_on(told, without)) == {"not_included"}


def test_a_log_without_the_entry_after_the_promised_time_convicts_the_operator(told: Story) -> None:
    size = told.log.cosigned[-1][0]
    promised = {
        **entry_of(told).promised(), "position": size + 1, "recordedat": "2026-03-02T01:00:00.000000Z",
    }  # fmt: skip
    kept = Kept(
        receipt=receipt_of(told.log, [], events=[promised]).encode(), checkpoint=checkpoint_of(told.log)
    )
    assert codes(verdict_on(told, kept)) == {"receipt_broken"}


def test_a_promise_whose_time_has_not_run_out_is_not_broken(told: Story) -> None:
    size, time = told.log.cosigned[-1]
    at = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    promised = {**entry_of(told).promised(), "position": size + 1, "recordedat": at}
    kept = Kept(
        receipt=receipt_of(told.log, [], events=[promised]).encode(), checkpoint=checkpoint_of(told.log)
    )
    assert verdict_on(told, kept).result.ok


def test_a_pending_checkpoint_breaks_no_promise_and_proves_nothing(told: Story) -> None:
    size, time = told.log.cosigned[-1]
    promised = {
        **entry_of(told).promised(),
        "position": size + 1,
        "recordedat": "2026-03-02T01:00:00.000000Z",
    }
    receipt = receipt_of(told.log, [], events=[promised]).encode()
    kept = Kept(receipt=receipt, checkpoint=told.log.note(size, time, ["kejari"]))
    assert codes(verdict_on(told, kept)) == {"not_final"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "another.example"}, "origin_differs"),
        ({"within": 0}, "receipt_malformed"),
        ({"within": True}, "receipt_malformed"),
        ({"more": 1}, "receipt_malformed"),
        ({"events": []}, "receipt_malformed"),
        ({"events": [{"position": 1}]}, "receipt_malformed"),
    ],
)
def test_a_receipt_is_read_strictly(told: Story, changes: dict[str, Any], code: str) -> None:
    entry = entry_of(told)
    kept = Kept(
        proof=proof_of(told.log, entry.position), receipt=receipt_of(told.log, [entry], **changes).encode()
    )
    assert codes(verdict_on(told, kept)) == {code}


def test_a_receipt_of_a_key_that_is_none_of_receipts_is_refused(told: Story) -> None:
    entry = entry_of(told)
    log = MadeLog()
    for name in ("host", "log", "thief"):
        log.signers["receipt"] = Signer(name, "deployment")
        kept = Kept(proof=proof_of(told.log, entry.position), receipt=receipt_of(log, [entry]).encode())
        assert codes(verdict_on(told, kept)) == {"receipt_unverified"}


def test_a_receipt_is_for_its_own_position(told: Story) -> None:
    entry, other = told.shown[-1], told.shown[-2]
    kept = Kept(proof=proof_of(told.log, other.position), receipt=receipt_of(told.log, [entry]).encode())
    assert codes(verdict_on(told, kept)) == {"proof_foreign"}


def changed(raw: bytes, **members: Any) -> bytes:
    return pretty({**json.loads(raw), **members})


def test_an_entry_that_was_changed_does_not_hold(told: Story) -> None:
    entry = entry_of(told)
    proof, raw = proof_of(told.log, entry.position), pretty(entry.as_file())
    assert codes(verdict_on(told, Kept(changed(raw, marks=2), proof))) == {"not_included"}
    assert codes(verdict_on(told, Kept(changed(raw, position=entry.position + 1), proof))) == {
        "proof_foreign"
    }
    assert codes(verdict_on(told, Kept(changed(raw, state="x"), proof))) == {"event_malformed"}
    assert codes(verdict_on(told, Kept(raw, b"x"))) == {"proof_malformed"}
    assert codes(verdict_on(told, Kept(raw))) == {"checkpoint_malformed"}
    assert codes(verdict_on(told, Kept(raw, checkpoint=checkpoint_of(told.log)))) == {"proof_missing"}


def test_keys_and_policy_are_read_strictly(told: Story) -> None:
    entry = entry_of(told)
    kept = Kept(pretty(entry.as_file()), proof_of(told.log, entry.position))
    keys = keys_of(told.log)
    for wrong in (b"", b"{}", b"[]", pretty({**keys, "agencies": [{}]}), pretty({**keys, "agencies": 1})):
        assert codes(verdict_on(told, kept, wrong)) == {"file_malformed"}
    other = pretty({**keys, "origin": "another.example"})
    assert "origin_differs" in codes(verdict_on(told, kept, other))
    assert codes(verdict_on(told, kept, policy=b"quorum none\n")) == {"policy_refused"}
    assert codes(verdict_on(told, kept, policy=policy_text(2))) == {"policy_refused"}


def test_a_checkpoint_of_another_deployment_proves_nothing(told: Story) -> None:
    entry = entry_of(told)
    proof = proof_of(told.log, entry.position).replace(LOG.encode(), b"another.example/log")
    assert codes(verdict_on(told, Kept(pretty(entry.as_file()), proof))) == {"checkpoint_foreign"}
