"""One key takes the place of another, with no position between at which the agency cannot sign."""

from typing import Any

import pytest

from domain.directory import evolve_directory
from domain.ids import agency_stream
from tests.domain.given import ORIGIN, Stream
from tests.domain.test_directory import ESCROW_KID, ESCROWED, PROOF, REGISTERED, registry, x_of
from tests.domain.test_registration import (
    DINSOS,
    HOST,
    POLICE,
    directory,
    event,
    key_of,
    kid_of,
    outcome,
    public,
    registered,
    slug,
)

NEW = b"\x33" * 32


def rotates(agency: str, old: str, new: str, **changes: Any) -> dict[str, Any]:
    return {**key_of(agency, new), "replaces": kid_of(agency, public(old)), **changes}


def test_the_root_of_an_agency_rotates_its_keys() -> None:
    assert (
        outcome(event("KeyRotated", POLICE, f"{POLICE} root", rotates(POLICE, "police", "new")), directory())
        is None
    )


def test_neither_the_host_nor_a_key_of_every_day_rotates_a_key() -> None:
    stream = str(agency_stream("jejak.example", POLICE))
    own = event("KeyRotated", POLICE, "police", rotates(POLICE, "police", "new"))
    assert slug(outcome(own, directory())) == "authority_missing"
    host = event("KeyRotated", HOST, "host", rotates(POLICE, "police", "new"), subject=stream)
    assert slug(outcome(host, directory())) in {"authority_missing", "stream_kind"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"replaces": kid_of(POLICE, public("nobody's"))}, "key_unknown"),
        ({"replaces": kid_of(HOST, public("host"))}, "key_unknown"),
        ({"replaces": kid_of(POLICE, public(f"{POLICE} root"))}, "key_refused"),
        (key_of(POLICE, "new", "device"), "key_refused"),
        (key_of(POLICE, "host"), "key_refused"),
        (key_of(DINSOS, "new", "agency"), "key_unknown"),
    ],
)
def test_a_key_is_replaced_by_a_fresh_one_of_the_same_agency_in_the_same_custody(
    changes: dict[str, Any], expected: str
) -> None:
    raw = event("KeyRotated", POLICE, f"{POLICE} root", {**rotates(POLICE, "police", "new"), **changes})
    assert slug(outcome(raw, directory())) == expected


def test_a_key_that_was_revoked_is_not_rotated() -> None:
    known = directory(registered("old", POLICE, "agency", until_position=5))
    raw = event("KeyRotated", POLICE, f"{POLICE} root", rotates(POLICE, "old", "new"))
    assert slug(outcome(raw, known)) == "key_unknown"


def test_the_old_key_ends_where_the_new_one_begins() -> None:
    rotated = ("KeyRotated", "host", {**ESCROWED[2], "key": x_of(NEW), "replaces": ESCROW_KID})
    after = registry(REGISTERED, ESCROWED, rotated)
    old, new = after.keys[ESCROW_KID], after.keys[kid_of("rsud", NEW, escrow=True)]
    assert (old.until_position, new.from_position, new.until_position) == (3, 3, None)
    assert after.key_valid(new.kid, 4)
    assert not after.key_valid(old.kid, 4)
    assert after.position == 3


def test_a_rotation_of_a_key_that_ended_before_moves_no_end() -> None:
    rotated: dict[str, Any] = {
        "agency": "rsud",
        "custody": "escrow",
        "possession": PROOF,
        "replaces": ESCROW_KID,
    }
    before = registry(REGISTERED, ESCROWED, ("KeyRevoked", "host", {"kid": ESCROW_KID, "reason": "lost"}))
    stream = Stream(agency_stream(ORIGIN, "rsud"), position=3)
    after = evolve_directory(before, stream.records("KeyRotated", "host", key=x_of(NEW), **rotated))
    assert after.keys[ESCROW_KID].until_position == 3
