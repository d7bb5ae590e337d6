"""A consent that reaches the log after its withdrawal does not stand (UU 27/2022 arts 9, 40)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.deciding import given_case
from tests.domain.given import START, VICTIM, Stream, named

CONSENT = named("consent")
GIVEN: dict[str, Any] = {
    "person": VICTIM,
    "consent_id": CONSENT,
    "purposes": ["health"],
    "recipients": ["rsud"],
    "classes": ["health", "psychosocial"],
}


def given_offline(withdrawn: dict[str, Any], day: int = 5) -> Stream:
    """A consent of day 1, kept on a device without a network, comes in after a withdrawal of that day."""
    stream = given_case()
    withdrawal = {"person": VICTIM, **withdrawn}
    stream.records("ConsentWithdrawn", "uptdppa", at=START + timedelta(days=day), **withdrawal)
    stream.records("ConsentGranted", "ngo", at=START + timedelta(days=1), **GIVEN)
    return stream


@pytest.mark.parametrize("withdrawn", [{}, {"consent_id": CONSENT}])
def test_a_consent_recorded_after_its_withdrawal_does_not_stand(withdrawn: dict[str, Any]) -> None:
    (consent,) = given_offline(withdrawn).now.consents
    assert not consent.stands(START + timedelta(days=9))


def test_a_class_withdrawn_before_the_consent_came_in_is_not_open() -> None:
    (consent,) = given_offline({"classes": ["psychosocial"]}).now.consents
    (plain,) = given_offline({"consent_id": named("another")}).now.consents
    assert consent.stands(START + timedelta(days=9))
    assert consent.classes != plain.classes == plain.granted_classes == consent.granted_classes


@pytest.mark.parametrize(
    ("withdrawn", "day"), [({"consent_id": named("another")}, 5), ({"person": named("another")}, 5), ({}, 0)]
)
def test_a_withdrawal_of_another_consent_person_or_time_leaves_it_standing(
    withdrawn: dict[str, Any], day: int
) -> None:
    (consent,) = given_offline(withdrawn, day).now.consents
    assert consent.stands(START + timedelta(days=9))
