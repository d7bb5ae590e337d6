"""Who ends the key of its receipts in the very place that a receipt promised cannot deny the receipt so."""

import json
from pathlib import Path

import msgspec
import pytest
from jejak_client import base64url
from jejak_client.verify.single import Kept, verify_kept

from tests.clients.verify.changing import Case
from tests.clients.verify.made_log import HOST, LOG, ORIGIN, Entry, MadeLog, Signer, compact_json
from tests.clients.verify.making import dossier_files, keys_of, packed, policy_text, pretty, roots_text
from tests.clients.verify.page_in_node import page_in_node
from tests.clients.verify.telling import Story, story
from tests.clients.verify.test_dossiers import verdict_on
from tests.clients.verify.test_kept_entries import checkpoint_of

OLD_KEY = "receipt"


def receipt(promised: dict[str, object]) -> str:
    payload = {"iss": ORIGIN, "call": None, "log": LOG, "within": 60, "events": [promised]}
    return Signer(OLD_KEY, HOST).jws("jejak-receipt+jws", compact_json(payload))


def key_ended(log: MadeLog) -> Entry:
    """The operator has another key for receipts; the entry that ended the one before."""
    root, old = log.signers["root"], log.signers[OLD_KEY]
    log.rotate_key(root, old, log.signer("receipt 2", HOST), "receipt")
    log.signers[OLD_KEY] = log.signers["receipt 2"]  # which signs from now on
    return log.entries[-1]


@pytest.fixture
def taken_back() -> tuple[Story, str]:
    """An event is acknowledged, and instead of it the end of the key is recorded in its place."""
    told = story(1)
    instead = key_ended(told.log)
    told.log.cosign()
    return told, receipt({**instead.promised(), "id": "0190", "hash": "ab" * 32, "leaf": "cd" * 32})


def dossier(told: Story, word: str) -> Case:
    files = {**dossier_files(told), "receipts/promised.jws": word.encode()}
    raw = packed(told, files)
    return Case("taken back", raw, policy_text(), roots_text(), told.verified_at, frozenset())


def test_the_receipt_convicts_the_operator_in_a_dossier(taken_back: tuple[Story, str]) -> None:
    result = verdict_on(dossier(*taken_back)).result
    assert {each.code for each in result.problems} == {"receipt_contradicts", "receipt_key_ended"}


def test_the_page_finds_the_same(taken_back: tuple[Story, str], tmp_path: Path) -> None:
    case = dossier(*taken_back)
    with page_in_node(tmp_path) as page:
        assert page.result_on(case) == json.loads(json.dumps(msgspec.to_builtins(verdict_on(case).result)))


def test_the_receipt_convicts_the_operator_beside_a_later_checkpoint(taken_back: tuple[Story, str]) -> None:
    told, word = taken_back
    payload = json.loads(base64url.decode(word.split(".")[1]))["events"][0]
    late = receipt({**payload, "position": len(told.log.entries) + 1})
    kept = Kept(receipt=late.encode(), checkpoint=checkpoint_of(told.log))
    found = verify_kept(kept, pretty(keys_of(told.log)), policy_text(), told.verified_at).result
    assert {each.code for each in found.problems} >= {"receipt_key_ended"}
    assert "receipt_unverified" not in {each.code for each in found.problems}


def test_a_receipt_from_before_the_key_ended_stands() -> None:
    told = story(1)
    entry = told.shown[-1]
    word = receipt(entry.promised())
    key_ended(told.log)
    told.log.cosign()
    assert verdict_on(dossier(told, word)).result.ok
