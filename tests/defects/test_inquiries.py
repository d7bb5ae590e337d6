"""Defects of inquiries (Perkap 6/2019 art 9; KUHAP 2025 arts 16-19), each named by what must hold."""

from domain.decisions import Accepted
from tests.domain.filing import POLICE, when
from tests.domain.given import FILE, Stream, named


def given_inquiry(**about: object) -> Stream:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE)
    stream.records("InquiryOrdered", POLICE, **about)
    return stream


def test_an_inquiry_ordered_before_there_was_a_file_is_decided_for_the_file_that_comes_of_it() -> None:
    stream = given_inquiry()
    verdict = when(stream, "InquiryConferenceDecided", POLICE, file=FILE, outcome="investigation")
    assert isinstance(verdict, Accepted)


def test_an_inquiry_ordered_for_one_file_is_not_decided_for_another() -> None:
    stream = given_inquiry(file=named("another file"))
    verdict = when(stream, "InquiryConferenceDecided", POLICE, file=FILE, outcome="closed")
    assert not isinstance(verdict, Accepted)


def test_what_was_decided_of_an_inquiry_in_error_and_taken_back_can_be_decided() -> None:
    stream = given_inquiry()
    decided = stream.records("InquiryConferenceDecided", POLICE, outcome="closed")
    stream.records("EntryWithdrawn", POLICE, event_id=decided.id, reason="wrong_content")
    assert isinstance(when(stream, "InquiryConferenceDecided", POLICE, outcome="investigation"), Accepted)


def test_an_inquiry_whose_order_was_taken_back_is_not_decided() -> None:
    stream = given_inquiry()
    stream.records("EntryWithdrawn", POLICE, event_id=stream.events[-1].id, reason="wrong_case")
    verdict = when(stream, "InquiryConferenceDecided", POLICE, outcome="closed")
    assert not isinstance(verdict, Accepted)
