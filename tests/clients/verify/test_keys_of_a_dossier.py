"""Whose keys count: roots, registrations, rotations and revocations, by position of the log."""

from collections.abc import Callable
from typing import Any

import pytest
from jejak_client.streams import registry_stream
from jejak_client.verify.dossier import Verdict, verify_dossier
from jejak_client.verify.reading import Unreadable
from jejak_client.verify.roots import read_roots

from tests.clients.verify.made_log import HOST, ORIGIN, MadeLog, Signer
from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.telling import Story, story


def verdict_on(told: Story, roots: bytes | None = None) -> Verdict:
    raw = packed(told, dossier_files(told))
    pinned = read_roots(roots) if roots is not None else None
    return verify_dossier(raw, told.verified_at, policy_text(), pinned)


def found(told: Story) -> set[tuple[str, str]]:
    return {(problem.code, problem.where) for problem in verdict_on(told).result.problems}


def flags_at(verdict: Verdict, position: int) -> tuple[str, ...]:
    return next(event.flags for event in verdict.result.events if event.position == position)


def went_on(change: Callable[[MadeLog, Story], Any], seed: int = 1, **how: Any) -> Story:
    """The story with something recorded at its end by a host that lets everything through, sealed again."""
    told = story(seed, **how)
    change(told.log, told)
    told.log.cosign()
    return told


# -- by position


def test_a_key_that_was_exchanged_signs_nothing_any_more() -> None:
    def old_key(log: MadeLog, told: Story) -> None:
        log.append(log.signers["polres-ttu"], "SpdpSent", told.case, {"to": "kejari-ttu"})

    told = went_on(old_key, rotated=True)
    assert found(told) == {("key_not_valid", f"events/{len(told.log.entries)}.json")}


def test_a_key_that_was_revoked_signs_nothing_any_more_whatever_its_time() -> None:
    def old_key(log: MadeLog, told: Story) -> None:
        log.append(log.signers["kejari-ttu"], "SpdpReceived", told.case, {}, time="2020-01-01T00:00:00+00:00")

    told = went_on(old_key, revoked=True)
    assert found(told) == {("key_not_valid", f"events/{len(told.log.entries)}.json")}


def test_a_key_signs_nothing_before_its_registration() -> None:
    told = story(1, rotated=True, revoked=False)
    early = next(
        entry for entry in told.log.entries if entry.subject == told.case and "polres" in entry.body["source"]
    )
    early.state = told.log.signers["polres-ttu 2"].jws("jejak-event+jws", early.payload)
    told.log.leaves[early.position - 1] = early.leaf
    assert ("key_unknown", f"events/{early.position}.json") in found(told)


def test_events_of_a_compromise_window_stand_and_are_flagged() -> None:
    told = story(1, revoked=True)
    verdict = verdict_on(told)
    assert verdict.result.ok
    revocation = next(each for each in told.log.entries if "KeyRevoked" in each.body["type"])
    since = revocation.body["data"]["compromised_since"]
    by_it = [
        entry.position
        for entry in told.shown
        if entry.subject == told.case
        and "kejari" in entry.body["source"]
        and entry.position < revocation.position
    ]
    flagged = [at for at in by_it if "needs_reaffirmation" in flags_at(verdict, at)]
    assert flagged == [at for at in by_it if at >= since] != []
    assert len(flagged) < len(by_it)


def test_a_revocation_without_a_window_flags_nothing() -> None:
    def lost(log: MadeLog, told: Story) -> None:
        log.revoke_key(log.signers["root kejari-ttu"], log.signers["kejari-ttu"])

    told = went_on(lost, revoked=False)
    verdict = verdict_on(told)
    assert verdict.result.ok
    assert not any("needs_reaffirmation" in event.flags for event in verdict.result.events)


def test_that_a_key_had_been_in_other_hands_may_be_found_after_it_was_revoked() -> None:
    def found_later(log: MadeLog, told: Story) -> None:
        root, key = log.signers["root kejari-ttu"], log.signers["kejari-ttu"]
        log.revoke_key(root, key)
        (registered,) = (each for each in log.registered[key.agency] if each["kid"] == key.kid)
        log.revoke_key(root, key, registered["from_position"] + 1)

    verdict = verdict_on(went_on(found_later, revoked=False))
    assert verdict.result.ok
    of_prosecutor = [event for event in verdict.result.events if event.who == "kejari-ttu"]
    assert of_prosecutor
    assert all("needs_reaffirmation" in event.flags for event in of_prosecutor if "Key" not in event.type)


# -- who may register


def key_of(log: MadeLog, name: str, agency: str, **how: bool) -> Signer:
    return log.signer(name, agency, **how)


REFUSED: dict[str, Callable[[MadeLog, Story], Any]] = {
    "a key of the police, registered by the host": lambda log, told: log.register_key(
        log.signers["host"], key_of(log, "slipped in", "polres-ttu"), "agency"
    ),
    "a key of the police, registered by the prosecutor's root": lambda log, told: log.register_key(
        log.signers["root kejari-ttu"], key_of(log, "slipped in", "polres-ttu"), "agency"
    ),
    "a key of the police, registered by another key of theirs": lambda log, told: log.register_key(
        log.signers["polres-ttu"], key_of(log, "slipped in", "polres-ttu"), "agency"
    ),
    "escrow for the police": lambda log, told: log.register_key(
        log.signers["host"], key_of(log, "slipped in", "polres-ttu", escrow=True), "escrow"
    ),
    "a receipt key of the police": lambda log, told: log.register_key(
        log.signers["root polres-ttu"], key_of(log, "slipped in", "polres-ttu"), "receipt"
    ),
    "a key of an agency's own where it has no root": lambda log, told: log.register_key(
        log.signers["host"], key_of(log, "slipped in", "uptdppa-ttu"), "agency"
    ),
    "a custody that nobody knows": lambda log, told: log.register_key(
        log.signers["root polres-ttu"], key_of(log, "slipped in", "polres-ttu"), "friend"
    ),
    "a key of another agency's": lambda log, told: log.register_key(
        log.signers["root kejari-ttu"], key_of(log, "polres-ttu", "kejari-ttu"), "agency"
    ),
    "another root for the police": lambda log, told: log.register_agency(
        log.signers["host"], "polres-ttu", "polres", key_of(log, "another root", "polres-ttu")
    ),
    "an agency, registered by the police": lambda log, told: log.register_agency(
        log.signers["polres-ttu"], "ngo-ttu", "ngo", None
    ),
    "another kind of agency": lambda log, told: log.register_agency(
        log.signers["host"], "uptdppa-ttu", "polres", None
    ),
    "the revocation of a police key by the host": lambda log, told: log.revoke_key(
        log.signers["host"], log.signers["polres-ttu"]
    ),
    "a compromise that begins after its revocation": lambda log, told: log.revoke_key(
        log.signers["root polres-ttu"], log.signers["polres-ttu"], 10**6
    ),
    "a key of one custody for another": lambda log, told: log.rotate_key(
        log.signers["root polres-ttu"], log.signers["polres-ttu"], key_of(log, "new", "polres-ttu"), "device"
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_who_may_not_brings_no_key_into_force(change: Callable[[MadeLog, Story], Any]) -> None:
    told = went_on(change, rotated=False, revoked=False)
    problems = {code for code, where in found(told) if where == f"events/{len(told.log.entries)}.json"}
    assert problems & {"registry_refused", "key_not_valid"}


def test_a_key_without_proof_of_possession_comes_into_no_force() -> None:
    def unproved(log: MadeLog, told: Story) -> None:
        key, other = Signer("new", "polres-ttu"), Signer("other", "polres-ttu")
        stream = str(registry_stream(ORIGIN, "polres-ttu"))
        data = {
            "agency": "polres-ttu",
            "key": key.x,
            "custody": "agency",
            "possession": other.possession("agency"),
        }
        log.append(log.signers["root polres-ttu"], "KeyRegistered", stream, data)

    told = went_on(unproved, rotated=False, revoked=False)
    assert found(told) == {("registry_refused", f"events/{len(told.log.entries)}.json")}


@pytest.mark.parametrize("x", ["AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "A" * 43])
def test_a_key_of_low_order_comes_into_no_force(x: str) -> None:
    def weak(log: MadeLog, told: Story) -> None:
        stream = str(registry_stream(ORIGIN, "polres-ttu"))
        proof = Signer("new", "polres-ttu").possession("agency")
        data = {"agency": "polres-ttu", "key": x, "custody": "agency", "possession": proof}
        log.append(log.signers["root polres-ttu"], "KeyRegistered", stream, data)

    told = went_on(weak, rotated=False, revoked=False)
    assert found(told) == {("registry_refused", f"events/{len(told.log.entries)}.json")}


def test_a_registration_in_the_stream_of_another_agency_is_refused() -> None:
    def elsewhere(log: MadeLog, told: Story) -> None:
        key = Signer("new", "polres-ttu")
        stream = str(registry_stream(ORIGIN, "kejari-ttu"))
        data = {
            "agency": "polres-ttu",
            "key": key.x,
            "custody": "agency",
            "possession": key.possession("agency"),
        }
        log.append(log.signers["root polres-ttu"], "KeyRegistered", stream, data)

    told = went_on(elsewhere, rotated=False, revoked=False)
    assert ("registry_refused", f"events/{len(told.log.entries)}.json") in found(told)


def test_a_root_key_signs_no_event_of_a_case() -> None:
    def by_root(log: MadeLog, told: Story) -> None:
        log.append(log.signers["root polres-ttu"], "SpdpSent", told.case, {"to": "kejari-ttu"})

    told = went_on(by_root)
    assert found(told) == {("key_not_valid", f"events/{len(told.log.entries)}.json")}


def test_a_receipt_key_signs_no_event_of_a_case() -> None:
    def by_receipt_key(log: MadeLog, told: Story) -> None:
        log.append(log.signers["receipt"], "ReportReceived", told.case, {})

    told = went_on(by_receipt_key)
    assert found(told) == {("key_not_valid", f"events/{len(told.log.entries)}.json")}


def test_a_log_that_began_anew_is_named_in_the_history_of_keys_and_changes_none() -> None:
    def declared(log: MadeLog, told: Story) -> None:
        data = {"log": "log", "generation": 2, "size": 3, "root": None, "reason": "backup_restored"}
        log.append(log.signers["host"], "LogGenerationDeclared", str(registry_stream(ORIGIN, HOST)), data)

    told = went_on(declared)
    assert found(told) == set()


# -- pinned roots


def test_with_all_roots_pinned_nothing_is_left_to_the_dossier_s_word() -> None:
    verdict = verdict_on(story(1), roots_text())
    assert verdict.result.ok
    assert "own_roots" not in {note.code for note in verdict.result.notes}


def test_a_root_that_is_not_pinned_is_found() -> None:
    verdict = verdict_on(story(1), roots_text(["root", "root kejari-ttu"]))
    assert [(each.code, each.where) for each in verdict.result.problems] == [("root_unpinned", "polres-ttu")]


def test_a_root_other_than_the_pinned_one_is_found() -> None:
    other = Signer("another root", "polres-ttu").kid
    roots = roots_text(["root", "root kejari-ttu"]) + f"# told by telephone\n{other}\n".encode()
    verdict = verdict_on(story(1), roots)
    assert [(each.code, each.where) for each in verdict.result.problems] == [("root_differs", "polres-ttu")]


KID = Signer("root", HOST).kid


@pytest.mark.parametrize(
    "raw",
    ["", "# nothing\n", KID[:-1], f"{KID} x\n", f"{KID}\n{KID}\n", "polres-ttu\n", f"escrow/{KID}", "\udcff"],
)
def test_a_list_of_roots_is_read_strictly(raw: str) -> None:
    with pytest.raises(Unreadable):
        read_roots(raw.encode(errors="surrogateescape"))
