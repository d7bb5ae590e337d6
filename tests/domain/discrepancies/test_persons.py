"""What agencies say of a victim: other findings of the same person, and questioning without a reason."""

from datetime import timedelta
from typing import Any

from tests.domain.disagreeing import POLICE, found, given_file, the_one
from tests.domain.given import START, VICTIM, Stream, named

POSSIBLE, ACTUAL, NONE = (
    "PossibleVictimOfTrafficking",
    "ActualVictimOfTrafficking",
    "NotAVictimOfTrafficking",
)


def assesses(stream: Stream, agency: str, status: str, **data: Any) -> int:
    known = {"person": VICTIM, "status": status, "decided_by": "Other", **data}
    return stream.records("TraffickingStatusAssessed", agency, **known).position


def test_two_agencies_that_hold_a_victim_to_be_different_things() -> None:
    stream = given_file()
    first = assesses(stream, "uptdppa", ACTUAL)
    assert found(stream, "status_differs") == []
    second = assesses(stream, POLICE, NONE)
    differing = the_one(stream, "status_differs")
    assert (differing.positions, differing.since_position) == ((first, second), second)
    assert (differing.settled, differing.ref) == (False, str(VICTIM))
    assert [(side.agency, side.says) for side in differing.sides] == [
        ("uptdppa", (ACTUAL,)),
        (POLICE, (NONE,)),
    ]


def test_it_ends_with_the_assessment_that_made_them_hold_the_same() -> None:
    stream = given_file()
    assesses(stream, "uptdppa", ACTUAL)
    assesses(stream, POLICE, POSSIBLE)
    assert the_one(stream, "status_differs").settled_by == 0
    end = assesses(stream, POLICE, ACTUAL)
    assert the_one(stream, "status_differs").settled_by == end


def test_what_an_agency_held_before_counts_no_more() -> None:
    stream = given_file()
    assesses(stream, "uptdppa", POSSIBLE)
    assesses(stream, "uptdppa", ACTUAL)
    assesses(stream, POLICE, ACTUAL)
    assert found(stream, "status_differs") == []


def test_an_assessment_recorded_late_counts_where_it_was_made() -> None:
    stream = given_file()
    assesses(stream, "uptdppa", ACTUAL, at=START + timedelta(days=5))
    agreed = assesses(stream, POLICE, ACTUAL, at=START + timedelta(days=6))
    assesses(stream, POLICE, POSSIBLE, at=START + timedelta(days=1))
    assert the_one(stream, "status_differs").settled_by == agreed


def test_another_victim_is_another_matter() -> None:
    stream = given_file()
    assesses(stream, "uptdppa", ACTUAL)
    assesses(stream, POLICE, NONE, person=named("sister"))
    assert found(stream, "status_differs") == []


def interviewed(stream: Stream, number: int, **data: Any) -> int:
    asked = {"person": VICTIM, "interview_number": number, **data}
    return stream.records("IdentificationInterviewHeld", "uptdppa", **asked).position


def test_the_third_interview_needs_a_reason() -> None:
    stream = given_file()
    interviewed(stream, 1)
    interviewed(stream, 2)
    assert found(stream, "interview_without_reason") == []
    third = interviewed(stream, 3)
    without = the_one(stream, "interview_without_reason")
    assert (without.positions, [side.says for side in without.sides]) == ((third,), [("3",)])


def test_a_third_interview_with_a_reason_is_in_order() -> None:
    stream = given_file()
    interviewed(stream, 3, repeat_reason="new_facts")
    assert found(stream, "interview_without_reason") == []


def test_an_entry_that_is_taken_back_takes_its_discrepancy_along() -> None:
    stream = given_file()
    assesses(stream, "uptdppa", ACTUAL)
    wrong = assesses(stream, POLICE, NONE)
    taken_back = {"event_id": f"e{wrong}", "reason": "wrong_person"}
    stream.records("EntryWithdrawn", POLICE, **taken_back)
    assert found(stream, "status_differs") == []
