"""The third interview of a victim needs a reason, whoever held the two before (no re-victimisation)."""

from datetime import timedelta

from tests.domain.disagreeing import POLICE, found, given_file, the_one
from tests.domain.given import START, VICTIM, Stream


def interviewed(stream: Stream, agency: str, number: int = 1, **data: object) -> int:
    said = {"person": VICTIM, "interview_number": number, **data}
    return stream.records("IdentificationInterviewHeld", agency, **said).position  # type: ignore[arg-type]


def test_the_third_of_three_agencies_that_each_call_theirs_the_first_needs_a_reason() -> None:
    stream = given_file()
    first, second = interviewed(stream, "uptdppa"), interviewed(stream, POLICE)
    assert found(stream, "interview_without_reason") == []
    third = interviewed(stream, "lpsk")
    without = the_one(stream, "interview_without_reason")
    assert (without.positions, without.since_position) == ((first, second, third), third)
    assert [(side.agency, side.says) for side in without.sides] == [
        ("uptdppa", ("1",)),
        (POLICE, ("1",)),
        ("lpsk", ("1",)),
    ]


def test_they_are_counted_in_the_order_in_which_they_were_held() -> None:
    stream = given_file()
    interviewed(stream, "uptdppa", at=START + timedelta(days=3))
    third = interviewed(stream, POLICE, at=START + timedelta(days=4))
    late = interviewed(stream, "lpsk", at=START + timedelta(days=1))
    without = the_one(stream, "interview_without_reason")
    assert (without.since_position, without.ref) == (late, f"{VICTIM}/{third}")


def test_a_reason_given_for_the_third_is_enough() -> None:
    stream = given_file()
    interviewed(stream, "uptdppa")
    interviewed(stream, POLICE)
    interviewed(stream, "lpsk", repeat_reason="new_facts")
    assert found(stream, "interview_without_reason") == []
