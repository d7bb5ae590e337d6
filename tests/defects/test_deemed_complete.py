"""A file counts as complete by silence under KUHAP 1981 alone (art 110(4)): proposed, then confirmed."""

from datetime import date
from typing import Any

import pytest

from domain.decisions import Accepted
from tests.domain.filing import (
    ORDERED_1981,
    ORDERED_2025,
    POLICE,
    PROSECUTOR,
    given_submitted,
    moment,
    returning,
    when,
)
from tests.domain.given import FILE, HASH, Stream
from tests.domain.owing import owed, owes


def given_silence_on_paper(ordered_on: date) -> Stream:
    stream = given_submitted(ordered_on)
    attributes = {"effectedon": "2026-03-20", "effecteddoc": "B-9/2026"}
    stream.records("FileDeemedComplete", POLICE, file=FILE, attributes=attributes)
    return stream


@pytest.mark.parametrize(("ordered_on", "complete"), [(ORDERED_1981, True), (ORDERED_2025, False)])
def test_silence_stated_on_paper_completes_a_file_under_kuhap_1981_alone(
    ordered_on: date, *, complete: bool
) -> None:
    stream = given_silence_on_paper(ordered_on)
    assert bool(stream.now.files[FILE].completed_at) is complete
    returned = when(stream, "FileReturned", PROSECUTOR, **returning(1))
    assert isinstance(returned, Accepted) is not complete


def test_silence_stated_before_the_order_came_to_the_log_counts_as_stated() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    stream.records("FileDeemedComplete", POLICE, file=FILE)
    assert stream.now.files[FILE].completed_at


LAPSED: dict[str, Any] = {
    "rule": "KUHAP1981.p19_return",
    "ref_kind": "file",
    "ref": str(FILE),
    "owner": PROSECUTOR,
    "owner_kind": PROSECUTOR,
    "started_source": f"/agencies/{PROSECUTOR}",
    "started_id": "e6",
    "due": "2026-03-16T14:00:00+07:00",
    "basis": "KUHAP 1981 art 110(4)",
}


def test_the_lapse_of_14_days_proposes_to_both_sides_that_the_file_counts_as_complete() -> None:
    stream = given_submitted(ORDERED_1981)
    lapse = stream.records("DeadlineLapsed", "deployment", **LAPSED)
    for side in (POLICE, PROSECUTOR):
        assert ("confirm_deemed_complete", lapse.position) in owed(stream)[side]
    stream.records("FileDeemedComplete", POLICE, file=FILE)
    assert not owes(stream, PROSECUTOR, "confirm_deemed_complete")


def test_a_return_after_the_lapse_answers_the_proposal_until_the_file_is_silent_again() -> None:
    stream = given_submitted(ORDERED_1981)
    stream.records("DeadlineLapsed", "deployment", **LAPSED)
    stream.records("FileReturned", PROSECUTOR, at=moment(17), **returning(1))
    assert not owes(stream, POLICE, "confirm_deemed_complete")
    again = {"file": FILE, "return_number": 1, "sha256": HASH}
    stream.records("FileResubmitted", POLICE, at=moment(18), **again)
    stream.records("FileReceived", PROSECUTOR, at=moment(18), **again)
    assert not owes(stream, POLICE, "confirm_deemed_complete")


def test_silence_on_paper_under_kuhap_2025_asks_nobody_to_confirm_it() -> None:
    stream = given_silence_on_paper(ORDERED_2025)
    assert not owes(stream, POLICE, "confirm_deemed_complete")
