"""Shelter and services are as they were last, not as they were told last: reports come in late."""

from datetime import timedelta
from typing import Any

from tests.domain.deciding import given_case
from tests.domain.given import START, VICTIM

PSYCHOSOCIAL: dict[str, Any] = {"person": VICTIM, "service": "social_rehabilitation"}


def test_a_placement_recorded_after_the_person_left_the_shelter_does_not_put_her_back() -> None:
    stream = given_case()
    stream.records(
        "ShelterLeft", "dinsos", at=START + timedelta(days=20), person=VICTIM, outcome="goals_reached"
    )
    stream.records("ShelterPlaced", "dinsos", at=START + timedelta(days=3), person=VICTIM)
    assert not stream.now.persons[VICTIM].in_shelter
    stream.records("ShelterPlaced", "dinsos", at=START + timedelta(days=30), person=VICTIM)
    assert stream.now.persons[VICTIM].in_shelter


def test_an_opening_recorded_after_the_service_was_completed_does_not_open_it_again() -> None:
    stream = given_case()
    done: dict[str, Any] = {**PSYCHOSOCIAL, "outcome": "goals_reached"}
    stream.records("ServiceCompleted", "dinsos", at=START + timedelta(days=20), **done)
    ended = stream.position
    stream.records("ServiceOpened", "dinsos", at=START + timedelta(days=3), **PSYCHOSOCIAL)
    (service,) = stream.now.services.values()
    assert (service.status, service.ended) == ("completed", ended)
    stream.records("ServiceOpened", "dinsos", at=START + timedelta(days=30), **PSYCHOSOCIAL)
    (service,) = stream.now.services.values()
    assert (service.status, service.ended) == ("opened", 0)
