"""Dossiers, good and tampered with: what holds is shown, and everything else is found by its name."""

import pytest
from jejak_client.verify.codes import NOTES, PROBLEMS
from jejak_client.verify.dossier import Verdict, verify_dossier
from jejak_client.verify.roots import read_roots

from tests.clients.verify.changing import TAMPERINGS, Case
from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.tampering import dossiers, good, tampered
from tests.clients.verify.telling import story


def verdict_on(case: Case) -> Verdict:
    roots = read_roots(case.roots) if case.roots is not None else None
    return verify_dossier(case.raw, case.now, case.policy, roots)


def codes(verdict: Verdict) -> set[str]:
    return {problem.code for problem in verdict.result.problems}


@pytest.mark.parametrize("seed", range(6))
def test_a_good_dossier_holds(seed: int) -> None:
    verdict = verdict_on(good(seed))
    assert verdict.result.problems == ()
    assert verdict.result.ok
    told = story(seed)
    dossier_files(told)
    assert [event.position for event in verdict.result.events] == [entry.position for entry in told.shown]
    assert verdict.result.checkpoint is not None
    assert verdict.result.checkpoint.final


@pytest.mark.parametrize("name", sorted(TAMPERINGS))
def test_what_was_tampered_with_is_found_by_its_name(name: str) -> None:
    case = tampered(name, 1)
    verdict = verdict_on(case)
    assert not verdict.result.ok
    assert case.expected <= codes(verdict)


def test_no_tampering_passes_whatever_the_dossier() -> None:
    assert wrong_verdicts(20) == []


@pytest.mark.long
def test_no_tampering_passes_in_many_dossiers() -> None:
    assert wrong_verdicts(500) == []


def wrong_verdicts(count: int) -> list[tuple[int, str, set[str]]]:
    wrong = []
    for number, case in enumerate(dossiers(count)):
        verdict = verdict_on(case)
        found = codes(verdict)
        if verdict.result.ok != (case.name == "good") or not case.expected <= found:
            wrong.append((number, case.name, found))
    return wrong


def test_every_code_is_found_by_some_test_of_it() -> None:
    expected = {code for _, codes in TAMPERINGS.values() for code in codes}
    elsewhere = {  # in the tests of single rules beside this file
        "too_large", "registry_refused", "root_unpinned", "root_differs", "key_not_valid", "times_contradict",
        "checkpoint_foreign", "event_repeated", "order_broken", "origin_differs", "receipt_key_ended",
        "receipt_foreign", "dispute_missing",
    }  # fmt: skip
    assert PROBLEMS.keys() - expected == elsewhere


def test_without_pins_a_dossier_vouches_for_itself_and_says_so() -> None:
    told = story(1)
    verdict = verify_dossier(packed(told, dossier_files(told)), told.verified_at)
    assert verdict.result.ok
    assert {"own_policy", "own_roots"} <= {note.code for note in verdict.result.notes} <= NOTES.keys()


def test_what_the_host_tells_in_its_pages_is_not_proved_and_that_is_said() -> None:
    told = story(1)
    files = {**dossier_files(told), "timeline.html": b"<p>The prosecutor agreed.</p>"}
    verdict = verify_dossier(packed(told, files), told.verified_at, policy_text())
    assert verdict.result.ok
    assert "pages_unproved" in {note.code for note in verdict.result.notes}


def test_the_verdict_depends_on_nothing_but_bytes_and_moment() -> None:
    told = story(2)
    raw = packed(told, dossier_files(told))
    roots = read_roots(roots_text())
    once, again = (verify_dossier(raw, told.verified_at, policy_text(), roots).result for _ in range(2))
    assert once == again


def test_a_dossier_of_tomorrow_is_not_final_today() -> None:
    told = story(3)
    verdict = verify_dossier(packed(told, dossier_files(told)), told.verified_at - 10 * 86_400, policy_text())
    assert codes(verdict) == {"not_final"}
    assert "cosignature_ignored" in {note.code for note in verdict.result.notes}
