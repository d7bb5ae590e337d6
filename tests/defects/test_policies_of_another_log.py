"""A pinned policy that names logs trusts those, not whatever log the same witnesses cosign as well."""

import json
from pathlib import Path

import msgspec
from jejak_client.tlog.note import NoteKey

from tests.clients.verify.changing import Case
from tests.clients.verify.made_log import HOST, LOG, Signer
from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.page_in_node import page_in_node
from tests.clients.verify.telling import story
from tests.clients.verify.test_dossiers import verdict_on


def dossier(policy: bytes) -> Case:
    told = story(1)
    raw = packed(told, dossier_files(told))
    return Case("another log", raw, policy, roots_text(), told.verified_at, frozenset())


def of_another_log(name: str) -> bytes:
    """Pinned for the log of this name; its witnesses cosign the log of the dossier as well."""
    own, other = NoteKey(LOG, Signer("log", HOST).public), NoteKey(name, Signer("real log", HOST).public)
    return policy_text().replace(own.vkey.encode(), other.vkey.encode())


def test_the_dossier_of_a_trial_deployment_does_not_hold_under_the_policy_of_the_real_one() -> None:
    verdict = verdict_on(dossier(of_another_log("jejak.real.example/log"))).result
    assert (verdict.ok, [each.code for each in verdict.problems]) == (False, ["log_key_unknown"])


def test_a_policy_that_names_no_log_leaves_it_to_the_registrations() -> None:
    assert verdict_on(dossier(policy_text(with_log=False))).result.ok


def test_the_page_finds_the_same(tmp_path: Path) -> None:
    case = dossier(of_another_log("jejak.real.example/log"))
    with page_in_node(tmp_path) as page:
        assert page.result_on(case) == json.loads(json.dumps(msgspec.to_builtins(verdict_on(case).result)))
