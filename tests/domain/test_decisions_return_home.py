"""Given a person, when a consent is changed or the person is sent home: what is refused, and why."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.body import Proposed
from domain.decisions import Accepted
from domain.events import Marks
from tests.domain.deciding import deciding, given_case, marks, refused
from tests.domain.given import START, VICTIM, Stream, named, proposed

CONSENT = named("consent")


def given_person(child: bool = False, **consent: Any) -> Stream:
    """A person who agreed to go home: version 3."""
    stream = given_case()
    stream.records("ReportTriaged", "uptdppa", person=VICTIM, urgency="routine", child=child)
    consents(stream, **consent)
    return stream


def consents(stream: Stream, **data: Any) -> None:
    told: dict[str, Any] = {
        "person": VICTIM,
        "consent_id": CONSENT,
        "purposes": ["repatriation"],
        "recipients": ["dinsos"],
        "classes": ["victim_identity"],
    }
    stream.records("ConsentGranted", "uptdppa", **{**told, **data})


def departure(stream: Stream, by: str = "uptdppa", **data: Any) -> Proposed:
    return proposed(
        "RepatriationLegDeparted", by, **{"person": VICTIM, "leg": 1, "basedon": stream.now.version, **data}
    )


REFUSED = ("precondition", "data.person")


# RepatriationLegDeparted: UU 21/2007 art 51 elucidation


def test_a_person_who_agreed_to_return_is_sent_home() -> None:
    stream = given_person()
    assert marks(deciding(departure(stream), stream)) == Marks(0)


def test_nobody_departs_without_a_record_that_the_person_wants_it_uu_21_2007_art_51() -> None:
    for stream in (given_case(), given_person(purposes=["shelter", "health"])):
        assert refused(deciding(departure(stream), stream)) == REFUSED


def test_consent_of_one_person_sends_no_other_home() -> None:
    stream = given_person()
    assert refused(deciding(departure(stream, person=named("sister")), stream)) == REFUSED


def test_consent_withdrawn_or_past_its_last_day_sends_nobody_home_uu_27_2022_art_9() -> None:
    withdrawn = given_person()
    withdrawn.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    assert refused(deciding(departure(withdrawn), withdrawn)) == REFUSED
    expired = given_person(expires="2026-03-20")
    assert refused(deciding(departure(expired), expired)) == REFUSED
    before = departure(expired, at=START + timedelta(days=10))
    assert isinstance(deciding(before, expired), Accepted)


def test_consent_from_which_return_was_removed_sends_nobody_home() -> None:
    stream = given_person(purposes=["repatriation", "shelter"])
    stream.records("ConsentScopeChanged", "uptdppa", person=VICTIM, removed_purposes=["repatriation"])
    assert refused(deciding(departure(stream), stream)) == REFUSED


def test_who_refused_the_return_since_stays_sc_5() -> None:
    stream = given_person()
    stream.records(
        "ServiceRefused", "dinsos", person=VICTIM, service="repatriation", reason="person_declined"
    )
    assert refused(deciding(departure(stream), stream)) == REFUSED
    consents(stream, consent_id=named("anew"))
    assert isinstance(deciding(departure(stream), stream), Accepted)


def test_a_child_goes_home_on_the_word_of_a_guardian_and_the_child_s_own_uu_27_2022_art_25() -> None:
    stream = given_person(child=True)
    assert refused(deciding(departure(stream), stream)) == REFUSED
    stream.records("AssentGranted", "uptdppa", person=VICTIM, purposes=["repatriation"])
    assert refused(deciding(departure(stream), stream)) == REFUSED
    consents(stream, guardian_relation="uncle_or_aunt")
    assert isinstance(deciding(departure(stream), stream), Accepted)
    stream.records(
        "GuardianConflictChecked", "uptdppa", person=VICTIM, conflict=True, blocked=["uncle_or_aunt"]
    )
    assert refused(deciding(departure(stream), stream)) == REFUSED


def test_a_person_of_unknown_age_is_sent_home_as_a_child_is() -> None:
    stream = given_case()
    consents(stream)
    assert refused(deciding(departure(stream), stream)) == REFUSED


def test_a_departure_that_has_taken_place_is_recorded_without_the_record_and_marked() -> None:
    stream = given_case()
    event = departure(stream, basedon=None, effectedon=date(2026, 3, 20), effecteddoc="BA-1")
    assert marks(deciding(event, stream)) == Marks.CONFLICTING


def test_a_departure_does_not_pass_over_a_consent_withdrawn_meanwhile() -> None:
    stream = given_person()
    stream.records("ConsentWithdrawn", "polres", person=VICTIM)
    assert refused(deciding(departure(stream, basedon=3), stream))[0] == "stale"


def test_an_arrival_is_recorded_whatever_was_said_of_the_departure() -> None:
    event = proposed("RepatriationLegArrived", "uptdppa", person=VICTIM, leg=4)
    assert marks(deciding(event, given_case())) == Marks(0)


@pytest.mark.parametrize(
    ("type_name", "field", "data"),
    [
        ("RepatriationLegDeparted", "to_agency", {"person": VICTIM, "leg": 1, "basedon": 3}),
        ("RepatriationLegArrived", "from_agency", {"person": VICTIM, "leg": 1}),
        ("CompanionAssigned", "agency", {"person": VICTIM, "companion": "lawyer"}),
    ],
)
def test_an_agency_that_an_event_names_is_registered(type_name: str, field: str, data: Any) -> None:
    stream = given_person()
    unknown = proposed(type_name, "uptdppa", **{**data, field: "dinsos-nowhere"})
    assert refused(deciding(unknown, stream)) == ("invalid_field", f"data.{field}")
    assert isinstance(deciding(proposed(type_name, "uptdppa", **{**data, field: "dinsos"}), stream), Accepted)
    assert isinstance(deciding(proposed(type_name, "uptdppa", **data), stream), Accepted)


# ConsentScopeChanged: UU 27/2022 arts 20-24


def change(**data: Any) -> Proposed:
    return proposed("ConsentScopeChanged", "uptdppa", person=VICTIM, added_purposes=["legal"], **data)


def test_a_consent_that_stands_is_changed_by_its_number_or_without_one() -> None:
    stream = given_person()
    assert isinstance(deciding(change(consent_id=CONSENT), stream), Accepted)
    assert isinstance(deciding(change(), stream), Accepted)


@pytest.mark.parametrize("consent", [{"expires": "2026-03-20"}, {"person": named("other")}])
def test_a_consent_that_does_not_stand_is_given_anew_and_not_changed(consent: Any) -> None:
    stream = given_person(**consent)
    assert refused(deciding(change(), stream)) == ("precondition", "data.consent_id")


def test_a_consent_of_another_number_is_not_changed() -> None:
    event = change(consent_id=named("other"))
    assert refused(deciding(event, given_person())) == ("precondition", "data.consent_id")


def test_a_withdrawn_consent_is_not_changed_uu_27_2022_art_9() -> None:
    stream = given_person()
    stream.records("ConsentWithdrawn", "uptdppa", person=VICTIM)
    assert refused(deciding(change(), stream)) == ("precondition", "data.consent_id")
