"""An SPDP that came back and was sent again: two papers, each with a receipt of its own."""

from datetime import timedelta

from tests.domain.disagreeing import POLICE, PROSECUTOR, found, given_file, records
from tests.domain.given import FILE, START, Stream

BACK = ("SpdpReturned", PROSECUTOR, {"file": FILE, "reason": "late"})
AGAIN = ("SpdpSent", POLICE, {"file": FILE, "prosecutor": PROSECUTOR})


def sent_again() -> Stream:
    """Sent (4), received (5), returned (6), sent once more (7)."""
    return given_file(BACK, AGAIN)


def open_kinds(stream: Stream) -> list[tuple[str, tuple[int, ...], int]]:
    kinds = ("not_received", "not_sent", "received_before_sent")
    return [(each.kind, each.positions, each.settled_by) for kind in kinds for each in found(stream, kind)]


def test_the_second_spdp_is_not_received_by_the_receipt_of_the_first() -> None:
    assert open_kinds(sent_again()) == [("not_received", (7,), 0)]


def test_its_own_receipt_ends_that() -> None:
    stream = records(sent_again(), ("SpdpReceived", PROSECUTOR, {"file": FILE}))
    assert open_kinds(stream) == [("not_received", (7,), 8)]


def test_an_old_receipt_dated_before_the_second_sending_is_no_early_receipt() -> None:
    stream = given_file(BACK, ("SpdpSent", POLICE, {**AGAIN[2], "sent_on": "2026-03-20"}))
    assert found(stream, "received_before_sent") == []


def test_a_receipt_of_the_first_that_is_recorded_after_its_return_is_the_first_s() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    ordered = {"file": FILE, "ordered_on": "2026-03-02", "articles": ["UU-21-2007:2"]}
    stream.records("InvestigationOrdered", POLICE, **ordered)
    records(stream, AGAIN, BACK)
    stream.records("SpdpReceived", PROSECUTOR, at=START + timedelta(hours=3, minutes=30), file=FILE)
    assert open_kinds(stream) == [("not_received", (3,), 5)]
    records(stream, AGAIN)
    assert open_kinds(stream) == [("not_received", (6,), 0)]
