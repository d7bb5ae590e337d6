"""A case that was not closed is reopened once for each SP3 that a court voided (KUHAP 2025 arts 27, 158)."""

from domain.decisions import Accepted
from tests.domain.filing import POLICE, given_terminated, when
from tests.domain.given import FILE, Stream


def given_voided() -> Stream:
    stream = given_terminated()
    stream.records("TerminationVoided", "pn", file=FILE)
    return stream


def reopens(stream: Stream) -> bool:
    return isinstance(when(stream, "CaseReopened", POLICE, reason="termination_voided"), Accepted)


def test_a_case_is_not_reopened_twice_for_the_same_ruling() -> None:
    stream = given_voided()
    assert reopens(stream)
    stream.records("CaseReopened", POLICE, reason="termination_voided")
    assert not reopens(stream)


def test_a_case_is_reopened_again_where_the_first_time_was_taken_back() -> None:
    stream = given_voided()
    reopened = stream.records("CaseReopened", POLICE, reason="termination_voided")
    stream.records("EntryWithdrawn", POLICE, event_id=reopened.id, reason="wrong_content")
    assert reopens(stream)


def test_a_case_is_reopened_again_for_a_second_ruling() -> None:
    stream = given_voided()
    stream.records("CaseReopened", POLICE, reason="termination_voided")
    stream.records("InvestigationTerminated", POLICE, file=FILE, ground="not_a_crime")
    stream.records("TerminationVoided", "pn", file=FILE)
    assert reopens(stream)
