"""A key that was in other hands for a while: said in the log, flagged from there on, nothing dropped."""

from typing import Any

import pytest

from domain.keys import kid_of
from tests.domain.test_directory import ESCROW_KID, ESCROWED, REGISTERED, registry
from tests.domain.test_registration import (
    DINSOS,
    HOST,
    POLICE,
    directory,
    event,
    key_of,
    outcome,
    public,
    registered,
    revokes,
    slug,
)

Entry = tuple[str, str, dict[str, Any]]


def revoked(**more: Any) -> Entry:
    return "KeyRevoked", "host", {"kid": ESCROW_KID, "reason": "compromised", **more}


def compromised(since: int, name: str = "police") -> dict[str, Any]:
    return {**revokes(name, POLICE), "reason": "compromised", "compromised_since": since}


def test_since_when_a_key_is_compromised_stands_beside_when_it_ended() -> None:
    key = registry(REGISTERED, ESCROWED, revoked(compromised_since=2)).keys[ESCROW_KID]
    assert (key.from_position, key.compromised_since, key.until_position) == (2, 2, 3)


def test_a_revocation_that_says_nothing_of_it_leaves_the_key_as_one_that_was_in_good_hands() -> None:
    assert registry(REGISTERED, ESCROWED, revoked()).keys[ESCROW_KID].compromised_since is None


def test_a_compromise_found_later_is_said_of_the_ended_key_and_moves_its_end_nowhere() -> None:
    later = registry(REGISTERED, ESCROWED, revoked(), revoked(compromised_since=2)).keys[ESCROW_KID]
    assert (later.until_position, later.compromised_since) == (3, 2)


def test_of_two_compromises_the_earlier_counts() -> None:
    entries = (revoked(compromised_since=3), revoked(compromised_since=2), revoked(compromised_since=3))
    assert registry(REGISTERED, ESCROWED, *entries).keys[ESCROW_KID].compromised_since == 2


def test_the_root_says_since_when_a_key_in_force_is_compromised() -> None:
    raw = event("KeyRevoked", POLICE, f"{POLICE} root", compromised(5))
    assert outcome(raw, directory()) is None


def test_the_root_says_so_of_a_key_that_was_replaced_long_ago() -> None:
    known = directory(registered("old", POLICE, "agency", until_position=9))
    raw = event("KeyRevoked", POLICE, f"{POLICE} root", compromised(5, "old"))
    assert outcome(raw, known) is None


@pytest.mark.parametrize("since", [1, 9, 12])
def test_a_key_is_compromised_at_a_position_at_which_it_could_sign(since: int) -> None:
    known = directory(registered("old", POLICE, "agency", until_position=9))
    refusal = outcome(event("KeyRevoked", POLICE, f"{POLICE} root", compromised(since, "old")), known)
    assert refusal is not None
    assert (refusal.type, refusal.field) == ("invalid_field", "data.compromised_since")


def test_neither_the_host_nor_a_key_of_every_day_says_so() -> None:
    own = event("KeyRevoked", POLICE, "police", compromised(5))
    assert slug(outcome(own, directory())) == "authority_missing"


@pytest.mark.parametrize("kind", ["KeyRegistered", "KeyRotated"])
def test_the_key_of_a_witness_is_no_key_of_an_agency(kind: str) -> None:
    data = key_of(POLICE, "cosigning")
    if kind == "KeyRotated":
        data["replaces"] = kid_of(POLICE, public("police"))
    raw = event(kind, POLICE, f"{POLICE} root", data)
    assert outcome(raw, directory()) is None
    refusal = outcome(raw, directory(), frozenset({public("cosigning")}))
    assert refusal is not None
    assert (refusal.type, refusal.field) == ("key_refused", "data.key")


def test_the_key_of_a_witness_is_no_root_either() -> None:
    joins = {
        "agency": "ngo-ttu",
        "kind": "ngo",
        "name": "ngo",
        "root_key": key_of("ngo-ttu", "cosigning")["key"],
    }
    joins["possession"] = key_of("ngo-ttu", "cosigning", "root")["possession"]
    raw = event("AgencyRegistered", HOST, "host", joins)
    assert outcome(raw, directory()) is None
    assert slug(outcome(raw, directory(), frozenset({public("cosigning")}))) == "key_refused"


@pytest.mark.parametrize("custody", ["receipt", "log", "reads-log"])
def test_a_key_with_which_the_host_vouches_is_registered_for_nothing_else(custody: str) -> None:
    known = directory(registered("vouching", HOST, custody))
    raw = event("KeyRegistered", DINSOS, f"{DINSOS} root", key_of(DINSOS, "vouching"))
    assert slug(outcome(raw, known)) == "key_refused"
    again = event("KeyRegistered", HOST, f"{HOST} root", key_of(HOST, "vouching", "agency"))
    assert slug(outcome(again, known)) == "key_refused"


@pytest.mark.parametrize(("since", "expected"), [(20, None), (21, None), (22, "invalid_field")])
def test_a_key_is_not_compromised_since_a_position_that_the_log_does_not_have_yet(
    since: int, expected: str | None
) -> None:
    raw = event("KeyRevoked", POLICE, f"{POLICE} root", compromised(since))
    assert slug(outcome(raw, directory(), log_end=20)) == expected
