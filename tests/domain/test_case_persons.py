"""What agencies state of a person: statuses, interviews, rights, notices, place, the way home and after."""

from typing import Any

from tests.domain.given import HASH, START, VICTIM, Stream

ASSESS: dict[str, Any] = {"person": VICTIM}


def given_case() -> Stream:
    stream = Stream()
    stream.records("ReportReceived", "ngo", channel="phone", person=VICTIM, country="MY")
    return stream


def assesses(stream: Stream, by: str, status: str, decided_by: str, **data: Any) -> None:
    stream.records(
        "TraffickingStatusAssessed", by, person=VICTIM, status=status, decided_by=decided_by, **data
    )


def test_agencies_may_hold_different_statuses_of_a_victim_and_each_its_last_sc_2() -> None:
    stream = given_case()
    assesses(stream, "uptdppa", "PossibleVictimOfTrafficking", "NGO")
    assesses(stream, "mission", "ActualVictimOfTrafficking", "NonPoliceGovernmentalOrganization")
    assesses(stream, "polres", "NotAVictimOfTrafficking", "Police")
    assesses(stream, "uptdppa", "ActualVictimOfTrafficking", "Police")
    person = stream.now.persons[VICTIM]
    assert {by: (each.status, each.position) for by, each in person.statuses.items()} == {
        "uptdppa": ("ActualVictimOfTrafficking", 5),
        "mission": ("ActualVictimOfTrafficking", 3),
        "polres": ("NotAVictimOfTrafficking", 4),
    }
    assert (person.status, person.decided_by) == ("ActualVictimOfTrafficking", "Police")


def test_a_status_that_came_in_late_does_not_undo_a_later_one_of_its_agency() -> None:
    stream = given_case()
    assesses(stream, "uptdppa", "ActualVictimOfTrafficking", "Police")
    assesses(stream, "uptdppa", "PossibleVictimOfTrafficking", "NGO", at=START)
    assert stream.now.persons[VICTIM].statuses["uptdppa"].status == "ActualVictimOfTrafficking"


def test_a_third_interview_without_a_reason_is_recorded_and_told_apart_from_one_with_a_reason() -> None:
    stream = given_case()
    for number, by, reason in ((1, "ngo", None), (2, "polres", "new_facts"), (3, "uptdppa", None)):
        stream.records(
            "IdentificationInterviewHeld",
            by,
            person=VICTIM,
            interview_number=number,
            repeat_reason=reason,
        )
    person = stream.now.persons[VICTIM]
    assert person.interviews == 3
    assert [(each.number, each.agency, each.reason_given) for each in person.interviews_held] == [
        (1, "ngo", False),
        (2, "polres", True),
        (3, "uptdppa", False),
    ]


def test_a_register_says_whether_the_departure_was_procedural_and_silence_changes_nothing_sc_2() -> None:
    stream = given_case()
    check: dict[str, Any] = {"person": VICTIM, "registry": "migrant_workers"}
    stream.records("RegistryChecked", "disnaker", result="not_found", departure="non_procedural", **check)
    stream.records("RegistryChecked", "imigrasi", result="not_available", **check)
    assert stream.now.persons[VICTIM].departure == "non_procedural"


def test_where_a_person_is_is_known_by_country_alone_sc_2() -> None:
    stream = given_case()
    stream.records("LocationConfirmed", "mission", person=VICTIM, country="MY", means="visited")
    person = stream.now.persons[VICTIM]
    assert (person.country, person.located) == ("MY", 2)


def test_a_safe_house_is_shelter_until_it_is_left_sc_2() -> None:
    stream = given_case()
    stream.records("SafeHouseAdmitted", "mission", person=VICTIM, country="MY")
    assert stream.now.persons[VICTIM].in_shelter
    stream.records("ShelterLeft", "mission", person=VICTIM, outcome="goals_reached")
    assert not stream.now.persons[VICTIM].in_shelter


def test_each_kind_of_companion_is_named_once_uu_21_2007_art_35() -> None:
    stream = given_case()
    for companion in ("social_worker", "lawyer", "social_worker"):
        stream.records("CompanionAssigned", "uptdppa", person=VICTIM, companion=companion)
    assert stream.now.persons[VICTIM].companions == ("social_worker", "lawyer")


def test_rights_are_explained_one_by_one_and_to_somebody_uu_21_2007_arts_44_51() -> None:
    stream = given_case()
    stream.records("RightsExplained", "uptdppa", person=VICTIM, rights=["companion", "restitution"])
    stream.records("RightsExplained", "polres", person=VICTIM, rights=["protection"], receiver="not_reached")
    told = stream.now.persons[VICTIM].rights_explained
    assert [(each.right, each.agency, each.position) for each in told] == [
        ("companion", "uptdppa", 2),
        ("restitution", "uptdppa", 2),
    ]


def test_a_notice_says_of_what_and_whether_the_person_was_reached_uu_27_2022_art_45() -> None:
    stream = given_case()
    stream.records("SubjectNotified", "dpo", person=VICTIM, subject="processing_stopped")
    stream.records(
        "SubjectNotified", "kejari", person=VICTIM, subject="case_progress", receiver="not_reached"
    )
    notices = stream.now.persons[VICTIM].notices
    assert [(each.subject, each.agency, each.reached) for each in notices] == [
        ("processing_stopped", "dpo", True),
        ("case_progress", "kejari", False),
    ]


def test_the_first_remote_statement_is_the_one_a_departure_waits_for_sc_5() -> None:
    stream = given_case()
    for _ in range(2):
        stream.records("RemoteStatementTaken", "polres", person=VICTIM, means="video_recording")
    assert stream.now.persons[VICTIM].remote_statement == 2


def test_a_leg_is_stated_by_the_side_that_sends_and_by_the_side_that_takes_over_sc_5() -> None:
    stream = given_case()
    stream.records(
        "RepatriationLegDeparted",
        "dinsos-sukabumi",
        person=VICTIM,
        leg=1,
        to_agency="dinsos-ntt",
        escort="social_worker",
        minutes_sha256=HASH,
    )
    stream.records("RepatriationLegArrived", "dinsos-ntt", person=VICTIM, leg=1, minutes_sha256="1" * 64)
    (leg,) = stream.now.persons[VICTIM].legs
    assert (leg.number, leg.departed, leg.departed_by, leg.to_agency) == (
        1,
        2,
        "dinsos-sukabumi",
        "dinsos-ntt",
    )
    assert (leg.arrived, leg.arrived_by, leg.escort, leg.condition) == (
        3,
        "dinsos-ntt",
        "social_worker",
        "well",
    )
    assert leg.departed_sha256 != leg.arrived_sha256


def test_legs_stand_in_their_order_however_late_they_come_in_sc_2() -> None:
    stream = given_case()
    for leg in (4, 1, 3, 2):
        stream.records("RepatriationLegArrived", "dinsos", person=VICTIM, leg=leg)
    legs = stream.now.persons[VICTIM].legs
    assert [leg.number for leg in legs] == [1, 2, 3, 4]
    assert {leg.departed for leg in legs} == {0}


def test_an_unsafe_family_a_plan_and_visits_are_facts_of_the_person_sc_5() -> None:
    stream = given_case()
    stream.records("TravelDocumentIssued", "mission", person=VICTIM)
    stream.records("FamilyAssessmentDone", "dinsos", person=VICTIM, safety="unsafe")
    stream.records("ReintegrationPlanned", "ngo", person=VICTIM, placement="substitute_family")
    visit: dict[str, Any] = {"person": VICTIM, "progress": "improving", "risk": "low"}
    stream.records("MonitoringVisitDone", "dinsos", visit_number=1, **visit)
    person = stream.now.persons[VICTIM]
    assert (person.family_safety, person.placement) == ("unsafe", "substitute_family")
    assert (person.travel_document, person.reintegration_planned) == (2, 4)
    assert [(each.number, each.progress, each.risk) for each in person.visits] == [(1, "improving", "low")]
    stream.records("MonitoringVisitDone", "dinsos", visit_number=2, placement="family", **visit)
    assert stream.now.persons[VICTIM].placement == "family"


def test_services_do_not_end_when_a_case_is_closed_and_reopened_sc_10() -> None:
    stream = given_case()
    service: dict[str, Any] = {"service": "legal_aid", "person": VICTIM}
    stream.records("ServiceOpened", "ngo", **service)
    stream.records("CaseClosed", "ngo", reason="services_completed", retained_until="2031-03-02")
    assert (stream.now.closed_position, stream.now.closure_reason) == (3, "services_completed")
    assert str(stream.now.retained_until) == "2031-03-02"
    stream.records("CaseReopened", "ngo", reason="trafficked_again")
    assert (stream.now.closed, stream.now.closed_at, stream.now.retained_until) == (False, None, None)
    assert stream.now.services[VICTIM, "legal_aid", "ngo"].status == "opened"


def test_a_service_tells_when_it_ended_and_runs_again_when_opened_anew() -> None:
    stream = given_case()
    service: dict[str, Any] = {"service": "legal_aid", "person": VICTIM}
    key = (VICTIM, "legal_aid", "ngo")
    stream.records("ServiceRefused", "ngo", reason="person_declined", **service)
    assert stream.now.services[key].ended == 2
    stream.records("ServiceReviewed", "ngo", progress="on_track", **service)
    assert (stream.now.services[key].ended, stream.now.services[key].reviewed) == (2, 3)
    stream.records("ServiceOpened", "ngo", **service)
    assert stream.now.services[key].ended == 0
