"""Nobody but the manager of a case records that a person agreed to what it would then read itself."""

from typing import Any

import pytest

from domain.events import Marks
from tests.domain.deciding import deciding, given_case, marks, refused
from tests.domain.given import VICTIM, Stream, proposed

GIVEN: dict[str, Any] = {"person": VICTIM, "purposes": ["sharing"], "classes": ["victim_identity"]}
BY_ANOTHER = ("authority_missing", "data.recipients")


def given_ngo_on_the_case(**consent: Any) -> Stream:
    """Version 2 puts the organisation on the case; version 3 is a consent that the UPTD PPA took."""
    stream = given_case()
    stream.records("AccessGranted", "uptdppa", agency="ngo", history="all", reason="task")
    if consent:
        stream.records("ConsentGranted", "uptdppa", **{**GIVEN, **consent})
    return stream


@pytest.mark.parametrize("recipient", ["ngo", "ngo-ttu"])
def test_a_recipient_does_not_say_that_the_person_agreed(recipient: str) -> None:
    """Named by its id, or by its kind: a test agency's id is the name of its kind."""
    event = proposed("ConsentGranted", "ngo", recipients=["lpsk", recipient], **GIVEN)
    verdict = deciding(event, given_ngo_on_the_case())
    if recipient == "ngo":
        assert refused(verdict) == BY_ANOTHER
    else:
        assert marks(verdict) == Marks(0)


def test_a_kind_named_names_each_agency_of_it() -> None:
    stream = given_case()
    stream.records("AccessGranted", "uptdppa", agency="polres-ttu", history="all", reason="task")
    event = proposed("ConsentGranted", "polres-ttu", recipients=["polres"], **GIVEN)
    assert refused(deciding(event, stream)) == BY_ANOTHER


def test_who_first_hears_the_person_records_a_consent_to_others() -> None:
    event = proposed("ConsentGranted", "ngo", recipients=["mission", "bp3mi"], **GIVEN)  # Sc-2, day 0
    assert marks(deciding(event, given_ngo_on_the_case())) == Marks(0)


def test_the_unit_whose_task_consent_is_may_be_among_the_recipients() -> None:
    event = proposed("ConsentGranted", "uptdppa", recipients=["uptdppa", "ngo"], **GIVEN)
    assert marks(deciding(event, given_case())) == Marks(0)


def test_once_a_manager_is_named_it_is_the_manager_alone() -> None:
    stream = given_ngo_on_the_case()
    stream.records("CaseManagerAssigned", "uptdppa", agency="ngo")
    by_manager = proposed("ConsentGranted", "ngo", recipients=["ngo"], **GIVEN)
    assert marks(deciding(by_manager, stream)) == Marks(0)
    by_unit = proposed("ConsentGranted", "uptdppa", recipients=["uptdppa"], **GIVEN)
    assert refused(deciding(by_unit, stream)) == BY_ANOTHER


@pytest.mark.parametrize(
    "wider",
    [{"added_purposes": ["research"]}, {"added_classes": ["health"]}, {"expires": "2030-01-01"}],
)
def test_a_recipient_does_not_widen_the_consent_it_reads_by(wider: dict[str, Any]) -> None:
    stream = given_ngo_on_the_case(recipients=["ngo"])
    event = proposed("ConsentScopeChanged", "ngo", person=VICTIM, **wider)
    assert refused(deciding(event, stream)) == ("authority_missing", "data.consent_id")
    by_unit = proposed("ConsentScopeChanged", "uptdppa", person=VICTIM, **wider)
    assert marks(deciding(by_unit, stream)) == Marks(0)
    of_others = given_ngo_on_the_case(recipients=["lpsk"])
    assert marks(deciding(event, of_others)) == Marks(0)


def test_nobody_adds_itself_to_a_consent() -> None:
    event = proposed("ConsentScopeChanged", "ngo", person=VICTIM, added_recipients=["ngo"])
    stream = given_ngo_on_the_case(recipients=["lpsk"])
    assert refused(deciding(event, stream)) == ("authority_missing", "data.added_recipients")


@pytest.mark.parametrize(
    "narrower",
    [
        {"removed_classes": ["victim_identity"]},
        {"removed_recipients": ["ngo"]},
        {"removed_purposes": ["sharing"]},
    ],
)
def test_a_recipient_may_record_that_it_is_to_read_less(narrower: dict[str, Any]) -> None:
    stream = given_ngo_on_the_case(recipients=["ngo"])
    event = proposed("ConsentScopeChanged", "ngo", person=VICTIM, **narrower)
    assert marks(deciding(event, stream)) == Marks(0)
    taken_back = proposed("ConsentWithdrawn", "ngo", person=VICTIM)
    assert marks(deciding(taken_back, stream)) == Marks(0)
