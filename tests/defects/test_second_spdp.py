"""Police do not take a file from the prosecutor who has it by sending an SPDP to another office."""

from domain.decisions import Accepted
from tests.domain.filing import (
    OTHER_PROSECUTOR,
    POLICE,
    PROSECUTOR,
    given_investigation,
    given_submitted,
    returning,
    when,
)
from tests.domain.given import FILE, START, Stream


def has_the_file(stream: Stream, office: str) -> bool:
    return isinstance(when(stream, "FileReturned", office, **returning(1)), Accepted)


def test_the_office_that_stated_receipt_of_the_spdp_keeps_the_file_until_it_sends_it_back() -> None:
    stream = given_submitted()
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=OTHER_PROSECUTOR)
    assert has_the_file(stream, PROSECUTOR)
    assert not has_the_file(stream, OTHER_PROSECUTOR)


def test_an_spdp_that_came_back_goes_to_the_office_it_is_then_sent_to() -> None:
    stream = given_investigation()
    stream.records("SpdpReturned", PROSECUTOR, file=FILE, reason="wrong_level")
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=OTHER_PROSECUTOR)
    assert stream.now.files[FILE].prosecutor == OTHER_PROSECUTOR


def test_an_earlier_spdp_that_is_recorded_late_takes_the_file_from_nobody() -> None:
    stream = given_investigation()
    stream.records("SpdpReturned", PROSECUTOR, file=FILE, reason="wrong_level")
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=OTHER_PROSECUTOR)
    stream.records("SpdpSent", POLICE, at=START, file=FILE, prosecutor=PROSECUTOR)
    assert stream.now.files[FILE].prosecutor == OTHER_PROSECUTOR


def test_an_spdp_that_nobody_received_goes_to_the_office_named_last() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    for office in (PROSECUTOR, OTHER_PROSECUTOR):
        stream.records("SpdpSent", POLICE, file=FILE, prosecutor=office)
    assert stream.now.files[FILE].prosecutor == OTHER_PROSECUTOR
