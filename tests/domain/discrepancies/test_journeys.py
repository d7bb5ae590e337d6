"""The way home: what the office that hands over and the one that takes over state of one leg."""

from datetime import timedelta
from typing import Any

from tests.domain.disagreeing import OTHER_HASH, found, given_file, the_one
from tests.domain.given import HASH, START, VICTIM, Stream


def given_leg(
    arrived_after: int, departed_hash: str | None = None, arrived_hash: str | None = None
) -> Stream:
    """A leg that began on the tenth day and ended so many days later."""
    stream = given_file()
    sent: dict[str, Any] = {"person": VICTIM, "leg": 1, "to_agency": "dinsos-ttu"}
    there: dict[str, Any] = {"person": VICTIM, "leg": 1, "from_agency": "dinsos", "condition": "well"}
    begun = START + timedelta(days=10)
    stream.records("RepatriationLegDeparted", "dinsos", at=begun, minutes_sha256=departed_hash, **sent)
    ended = begun + timedelta(days=arrived_after)
    stream.records("RepatriationLegArrived", "dinsos-ttu", at=ended, minutes_sha256=arrived_hash, **there)
    return stream


def test_the_minutes_of_both_sides_of_a_leg_are_one_paper() -> None:
    differing = the_one(given_leg(1, HASH, OTHER_HASH), "documents_differ")
    assert (differing.positions, differing.ref) == ((6, 7), f"{VICTIM}/1")
    assert [side.says for side in differing.sides] == [(HASH,), (OTHER_HASH,)]
    assert found(given_leg(1, HASH, HASH), "documents_differ") == []
    assert found(given_leg(1, HASH), "documents_differ") == []


def test_a_person_cannot_arrive_before_departing() -> None:
    early = the_one(given_leg(-1), "received_before_sent")
    assert [(side.agency, str(side.on)) for side in early.sides] == [
        ("dinsos", "2026-03-12"),
        ("dinsos-ttu", "2026-03-11"),
    ]
    assert found(given_leg(0), "received_before_sent") == []
