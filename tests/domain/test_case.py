"""What is so in a case after its events."""

from datetime import timedelta
from typing import Any

import pytest

from domain.case import evolve, fold
from domain.events import Marks
from tests.domain.given import CASE, FILE, START, SUSPECT, VICTIM, Stream, named

REPORT: dict[str, Any] = {"channel": "walk_in", "person": VICTIM}


def given(*events: tuple[str, str, dict[str, Any]]) -> Stream:
    stream = Stream()
    for type_name, by, data in events:
        stream.records(type_name, by, **data)
    return stream


def test_the_first_event_opens_the_case() -> None:
    state = given(("ReportReceived", "ngo", REPORT)).now
    assert (state.id, state.kind, state.version, state.position) == (CASE, "case", 1, 1)
    assert (state.opened_by, state.opened_at, state.closed) == ("ngo", START + timedelta(hours=1), False)


def test_an_event_out_of_order_is_not_folded() -> None:
    stream = given(("ReportReceived", "ngo", REPORT), ("ReportTriaged", "ngo", TRIAGE))
    with pytest.raises(ValueError, match="version order"):
        evolve(None, stream.events[1])
    with pytest.raises(ValueError, match="version order"):
        evolve(stream.now, stream.events[1])
    assert fold([]) is None


TRIAGE = {"person": VICTIM, "urgency": "urgent"}


def test_the_latest_date_in_a_case_is_not_that_of_a_wrong_clock() -> None:
    stream = given(("ReportReceived", "ngo", REPORT))
    far = START + timedelta(days=400)
    stream.records("ReportTriaged", "ngo", at=far, marks=Marks.CLOCK_SUSPECT, **TRIAGE)
    assert stream.now.latest_occurred == stream.events[-1].recordedat
    stream.records("ReportTriaged", "ngo", at=START - timedelta(days=9), marks=Marks.LATE, **TRIAGE)
    assert stream.now.latest_occurred == stream.events[1].recordedat


def test_a_reporter_who_asks_to_stay_unknown_does_so_for_the_whole_case_uu_21_2007_art_33() -> None:
    stream = given(("ReportReceived", "ngo", {**REPORT, "reporter_confidential": True}))
    stream.records("ReportReceived", "ngo", **REPORT)
    assert stream.now.reporter_confidential


@pytest.mark.parametrize(
    ("events", "child"),
    [
        ([("ReportReceived", "ngo", REPORT)], None),
        ([("ReportReceived", "ngo", {**REPORT, "child": False})], False),
        ([("ReportReceived", "ngo", {**REPORT, "age_band": "9-17"})], True),
        ([("ReportReceived", "ngo", {**REPORT, "age_band": "27-29"})], False),
        ([("ReportReceived", "ngo", {**REPORT, "age_band": "unknown"})], None),
        ([("ReportReceived", "ngo", {**REPORT, "child": False, "age_band": "9-17"})], True),
    ],
)
def test_where_flag_and_age_band_disagree_the_person_is_a_child(events: Any, child: bool | None) -> None:
    assert given(*events).now.persons[VICTIM].child is child


def registered(child: bool) -> dict[str, Any]:
    return {"person": VICTIM, "sex": "female", "age_band": "unknown", "child": child}


def test_a_verified_age_stands_against_a_later_statement_sc_8() -> None:
    stream = given(
        ("ReportReceived", "ngo", REPORT),
        ("VictimRegistered", "polres", registered(child=False)),
        ("IdentityVerified", "disdukcapil", {"person": VICTIM, "matched": False, "child": True}),
        ("VictimRegistered", "polres", registered(child=False)),
    )
    assert stream.now.persons[VICTIM].child is True
    assert not stream.now.persons[VICTIM].identity_verified


def test_of_two_statements_of_age_the_one_made_later_stands_whatever_came_in_last() -> None:
    stream = given(("ReportReceived", "ngo", {**REPORT, "child": True}))
    stream.records("ReportTriaged", "ngo", at=START - timedelta(days=3), child=False, **TRIAGE)
    assert stream.now.persons[VICTIM].child is True
    stream.records("ReportTriaged", "ngo", child=False, **TRIAGE)
    assert stream.now.persons[VICTIM].child is False


def test_the_status_assessed_last_stands_and_tells_who_decided_it() -> None:
    stream = given(("ReportReceived", "ngo", REPORT))
    assess = {"person": VICTIM, "decided_by": "Police"}
    stream.records("TraffickingStatusAssessed", "ngo", status="ActualVictimOfTrafficking", **assess)
    stream.records(
        "TraffickingStatusAssessed",
        "uptdppa",
        at=START,
        person=VICTIM,
        decided_by="NGO",
        status="PossibleVictimOfTrafficking",
    )
    person = stream.now.persons[VICTIM]
    assert (person.status, person.decided_by) == ("ActualVictimOfTrafficking", "Police")


def test_interviews_of_a_person_are_counted() -> None:
    stream = given(("ReportReceived", "ngo", REPORT))
    stream.records("IdentificationInterviewHeld", "ngo", person=VICTIM, interview_number=1)
    stream.records("IdentificationInterviewHeld", "polres", person=VICTIM, interview_number=1)
    stream.records("IdentificationInterviewHeld", "polres", person=VICTIM, interview_number=4)
    assert stream.now.persons[VICTIM].interviews == 4


def test_a_person_first_named_by_a_service_is_on_record_as_possibly_a_child() -> None:
    stream = given(("ReportReceived", "ngo", REPORT))
    other = named("other victim")
    stream.records("VisumIssued", "rsud", person=other)
    assert stream.now.persons[other].child is None
    assert stream.now.access_epoch == 2


def test_a_suspect_is_no_victim() -> None:
    stream = given(("PoliceReportFiled", "polres", {"file": FILE}))
    stream.records("SuspectDesignated", "polres", suspect=SUSPECT, file=FILE)
    assert stream.now.suspects == (SUSPECT,)
    assert SUSPECT not in stream.now.persons


SERVICE = {"service": "health_rehabilitation", "person": VICTIM}


def test_a_service_is_known_by_person_and_agency() -> None:
    stream = given(("ReportReceived", "ngo", REPORT), ("ServiceOpened", "rsud", SERVICE))
    stream.records("ServiceReviewed", "rsud", progress="on_track", **SERVICE)
    stream.records("ServiceOpened", "dinsos", **SERVICE)
    stream.records("ServiceCompleted", "rsud", outcome="goals_reached", **SERVICE)
    stream.records("ServiceRefused", "dinsos", reason="no_capacity", **SERVICE)
    mine = stream.now.services[VICTIM, "health_rehabilitation", "rsud"]
    assert (mine.status, mine.reviews, mine.position) == ("completed", 1, 2)
    assert stream.now.services[VICTIM, "health_rehabilitation", "dinsos"].status == "refused"


def test_a_person_is_in_shelter_until_leaving_it() -> None:
    stream = given(("ReportReceived", "ngo", REPORT), ("ShelterPlaced", "dinsos", {"person": VICTIM}))
    assert stream.now.persons[VICTIM].in_shelter
    stream.records("ShelterLeft", "dinsos", person=VICTIM, outcome="goals_reached")
    assert not stream.now.persons[VICTIM].in_shelter


def test_closing_and_reopening_are_events_of_the_case() -> None:
    stream = given(("ReportReceived", "ngo", REPORT))
    stream.records("CaseClosed", "ngo", reason="services_completed")
    assert stream.now.closed
    stream.records("CaseReopened", "ngo", reason="new_evidence")
    assert not stream.now.closed
