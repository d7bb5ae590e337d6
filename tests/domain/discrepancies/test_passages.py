"""What was sent and what arrived: the registers of police and prosecutor do not match by themselves."""

from datetime import timedelta

import pytest

from tests.domain.disagreeing import (
    OTHER_HASH,
    POLICE,
    PROSECUTOR,
    found,
    given_file,
    received,
    records,
    resubmitted,
    returned,
    submitted,
    the_one,
)
from tests.domain.given import FILE, HASH, START, Stream


def test_a_file_sent_and_not_stated_as_received_is_open_until_it_is() -> None:
    stream = given_file(submitted())
    missing = found(stream, "not_received")[-1]
    assert (missing.positions, missing.since_position, missing.settled) == ((6,), 6, False)
    assert [(side.agency, side.says) for side in missing.sides] == [(POLICE, ("sent",)), (PROSECUTOR, ())]
    records(stream, received())
    missing = found(stream, "not_received")[-1]
    assert (missing.settled, missing.settled_by, missing.rests_on) == (True, 7, (6, 7))


def test_an_spdp_sent_and_not_stated_as_received_is_one_too() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    assert the_one(stream, "not_received").positions == (2,)
    stream.records("SpdpReceived", PROSECUTOR, file=FILE)
    assert the_one(stream, "not_received").settled_by == 3


def test_a_file_received_and_never_stated_as_sent_is_open_until_police_say_so() -> None:
    stream = given_file(received())
    missing = the_one(stream, "not_sent")
    assert (missing.positions, missing.settled) == ((6,), False)
    assert [(side.agency, side.says) for side in missing.sides] == [(PROSECUTOR, ("received",)), (POLICE, ())]
    records(stream, submitted())
    assert the_one(stream, "not_sent").settled_by == 7


def test_a_receipt_belongs_to_the_round_it_was_sent_in() -> None:
    stream = given_file(submitted(), returned(1), resubmitted(1, OTHER_HASH), received(OTHER_HASH))
    open_ones = [each for each in found(stream, "not_received") if not each.settled]
    assert [each.positions for each in open_ones] == [(6,)]
    assert found(stream, "documents_differ") == []


def test_a_file_that_hashes_to_something_else_on_arrival_is_another_file() -> None:
    stream = given_file(submitted(), received(OTHER_HASH))
    differing = the_one(stream, "documents_differ")
    assert (differing.positions, differing.since_position, differing.settled) == ((6, 7), 7, False)
    assert [side.says for side in differing.sides] == [(HASH,), (OTHER_HASH,)]
    assert differing.file == FILE


@pytest.mark.parametrize("right", [received(), submitted(OTHER_HASH)])
def test_the_right_copy_sent_or_received_later_settles_it(right: tuple[str, str, dict[str, str]]) -> None:
    stream = given_file(submitted(), received(OTHER_HASH), right)
    (differing,) = found(stream, "documents_differ")
    assert (differing.positions, differing.settled_by) == ((6, 7), 8)


def test_equal_hashes_are_no_discrepancy() -> None:
    assert found(given_file(submitted(), received()), "documents_differ") == []


def test_a_file_received_the_day_before_it_was_sent_is_dated_wrongly_by_one_side() -> None:
    stream = given_file(submitted(submitted_on="2026-03-10"), received(received_on="2026-03-09"))
    early = the_one(stream, "received_before_sent")
    assert [str(side.on) for side in early.sides] == ["2026-03-10", "2026-03-09"]
    assert early.positions == (6, 7)


def test_without_a_date_on_the_paper_the_day_of_the_event_counts() -> None:
    stream = given_file()
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH, at=START + timedelta(days=5))
    stream.records("FileReceived", PROSECUTOR, file=FILE, sha256=HASH, at=START + timedelta(days=3))
    assert the_one(stream, "received_before_sent").positions == (6, 7)


def test_received_on_the_day_it_was_sent_is_in_order() -> None:
    stream = given_file(submitted(submitted_on="2026-03-10"), received(received_on="2026-03-10"))
    assert found(stream, "received_before_sent") == []
