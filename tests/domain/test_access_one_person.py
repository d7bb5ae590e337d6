"""A referral for one person of a case opens nothing of the others (reference/domain.md Sc-5)."""

from typing import Any
from uuid import UUID

import pytest

from domain.access import NOTHING
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from tests.domain.given import REFERRAL, VICTIM, Stream, named
from tests.domain.seeing import BODY, IDENTITY, consents, event_about, seen_by

STAYS = named("the one who stays")
GROUP_DATA = IDENTITY | DataClass.PSYCHOSOCIAL | DataClass.LOCATION | DataClass.NARRATIVE


def given_two_registered(**offer: Any) -> tuple[Stream, dict[UUID, RecordedEvent]]:
    """A raid on a house with two people; each registered, then the social office is referred to."""
    stream = Stream()
    stream.records("ReportReceived", "polres", channel="police", routed_to=["polres", "uptdppa"])
    registered = {
        person: event_about(
            stream.records(
                "VictimRegistered", "uptdppa", person=person, sex="male", age_band="21-23", child=False
            ),
            IDENTITY,
            person,
        )
        for person in (VICTIM, STAYS)
    }
    refer(stream, REFERRAL, **offer)
    return stream, registered


def refer(stream: Stream, referral: UUID, **offer: Any) -> RecordedEvent:
    told: dict[str, Any] = {"referral": referral, "to": "dinsos", "service": "repatriation"}
    offered = stream.records("ReferralOffered", "uptdppa", **{**told, "history": "all", **offer})
    stream.records("ReferralAccepted", "dinsos", referral=referral)
    return offered


def test_a_referral_for_one_person_opens_that_person_and_nothing_of_another() -> None:
    stream, registered = given_two_registered(person=VICTIM)
    assert seen_by(stream, "dinsos", registered[VICTIM]).classes == IDENTITY
    assert seen_by(stream, "dinsos", registered[STAYS]) == NOTHING


def test_a_referral_that_names_nobody_opens_all_persons_of_the_case() -> None:
    stream, registered = given_two_registered()
    assert {seen_by(stream, "dinsos", each).classes for each in registered.values()} == {IDENTITY}


def test_a_second_referral_opens_the_second_person_and_ends_without_closing_the_first() -> None:
    stream, registered = given_two_registered(person=VICTIM)
    second = named("second referral")
    refer(stream, second, person=STAYS)
    assert seen_by(stream, "dinsos", registered[STAYS]).classes == IDENTITY
    stream.records("ReferralCompleted", "dinsos", referral=second, outcome="service_given")
    assert seen_by(stream, "dinsos", registered[STAYS]) == NOTHING
    assert seen_by(stream, "dinsos", registered[VICTIM]).classes == IDENTITY


def test_what_names_nobody_is_opened_without_what_may_be_another_victim_s() -> None:
    stream, _ = given_two_registered(person=VICTIM)
    raid = event_about(stream.events[0], GROUP_DATA, None)
    assert seen_by(stream, "dinsos", raid) == BODY
    assert seen_by(stream, "uptdppa", raid).classes & IDENTITY


def test_consent_of_another_person_does_not_reach_through_a_referral_for_one() -> None:
    stream, registered = given_two_registered(person=VICTIM, to="bp3mi")
    stream.records("ReferralAccepted", "bp3mi", referral=REFERRAL)
    stream.records(
        "ConsentGranted",
        "uptdppa",
        person=STAYS,
        purposes=["sharing"],
        recipients=["bp3mi"],
        classes=["victim_identity"],
    )
    consents(stream, "bp3mi")
    assert seen_by(stream, "bp3mi", registered[STAYS]) == NOTHING
    assert seen_by(stream, "bp3mi", registered[VICTIM]).classes == IDENTITY


def test_a_suspect_in_the_file_stays_open_to_who_is_referred_to_for_one_victim() -> None:
    stream, _ = given_two_registered(person=VICTIM, to="lpsk")
    stream.records("ReferralAccepted", "lpsk", referral=REFERRAL)
    suspect = event_about(
        stream.records("SuspectDesignated", "polres", suspect=named("suspect"), file=named("file")),
        DataClass.SUSPECT_IDENTITY,
        None,
    )
    assert seen_by(stream, "lpsk", suspect).classes == DataClass.SUSPECT_IDENTITY


SHELTER = DataClass.LOCATION | DataClass.PSYCHOSOCIAL


@pytest.mark.parametrize(
    ("service", "opened"),
    [
        ("repatriation", DataClass.PSYCHOSOCIAL),
        ("social_reintegration", DataClass.PSYCHOSOCIAL),
        ("social_rehabilitation", SHELTER),
    ],
)
@pytest.mark.parametrize("person", [VICTIM, None])
def test_a_referral_for_the_way_home_leaves_the_shelter_closed_where_others_live_on(
    service: str, opened: DataClass, person: UUID | None
) -> None:
    stream, _ = given_two_registered(person=person, service=service)
    placed = event_about(stream.records("ShelterPlaced", "uptdppa", person=VICTIM), SHELTER, VICTIM)
    assert seen_by(stream, "dinsos", placed).classes == opened


def test_who_takes_a_person_home_reads_where_the_journey_goes() -> None:
    stream, _ = given_two_registered(person=VICTIM)
    leg = stream.records("RepatriationLegDeparted", "uptdppa", person=VICTIM, leg=1, to_agency="dinsos")
    assert (
        seen_by(stream, "dinsos", event_about(leg, DataClass.LOCATION, VICTIM)).classes == DataClass.LOCATION
    )


def test_the_shelter_stays_open_to_the_office_that_shelters_though_it_escorts_too() -> None:
    stream, _ = given_two_registered(person=VICTIM)
    refer(stream, named("shelter"), service="social_rehabilitation")
    placed = event_about(stream.records("ShelterPlaced", "uptdppa", person=VICTIM), SHELTER, VICTIM)
    assert seen_by(stream, "dinsos", placed).classes == SHELTER


def test_a_referral_for_one_person_does_not_make_a_reporter_one_who_works_on_all() -> None:
    stream = Stream()
    stream.records("ReportReceived", "dinsos", channel="phone", routed_to=["uptdppa"])
    told = event_about(stream.records("ReportReceived", "uptdppa", channel="phone"), GROUP_DATA, None)
    refer(stream, REFERRAL, person=VICTIM, service="social_rehabilitation")
    assert seen_by(stream, "dinsos", told).classes == 0
