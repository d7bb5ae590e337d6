"""A closing or reopening that was done on paper and is told late does not undo what came after it (Sc-10)."""

from datetime import timedelta
from typing import Any

from domain.events import RecordedEvent
from tests.domain.deciding import given_case
from tests.domain.given import START, Stream


def on_paper(stream: Stream, type_name: str, day: int, reason: str) -> RecordedEvent:
    at = START + timedelta(days=day)
    attributes: dict[str, Any] = {"effectedon": at.date().isoformat(), "effecteddoc": "B-9/2026"}
    return stream.records(type_name, "uptdppa", at=at, attributes=attributes, reason=reason)


def test_a_closing_of_before_the_reopening_does_not_close_the_case_again() -> None:
    stream = given_case()
    on_paper(stream, "CaseClosed", 5, "services_completed")
    on_paper(stream, "CaseReopened", 9, "contact_restored")
    on_paper(stream, "CaseClosed", 4, "services_completed")
    assert not stream.now.closed


def test_a_reopening_of_before_the_closing_does_not_open_the_case() -> None:
    stream = given_case()
    on_paper(stream, "CaseClosed", 5, "services_completed")
    on_paper(stream, "CaseReopened", 3, "contact_restored")
    assert stream.now.closed


def test_a_reopening_that_was_taken_back_holds_no_closing_up() -> None:
    stream = given_case()
    on_paper(stream, "CaseClosed", 5, "services_completed")
    reopened = on_paper(stream, "CaseReopened", 9, "contact_restored")
    stream.records("EntryWithdrawn", "uptdppa", event_id=reopened.id, reason="wrong_case")
    on_paper(stream, "CaseClosed", 6, "services_completed")
    assert stream.now.closed


def test_a_case_is_reopened_now_by_an_agency_whose_clock_is_slow() -> None:
    stream = given_case()
    on_paper(stream, "CaseClosed", 5, "services_completed")
    slow = START + timedelta(days=4)
    stream.records("CaseReopened", "uptdppa", at=slow, reason="contact_restored")
    assert not stream.now.closed
