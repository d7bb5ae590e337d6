"""What was late in coming counts as if it had come in time: coordinations and receipts."""

from datetime import timedelta
from typing import Any

from domain.decisions import Accepted
from tests.domain.filing import (
    ORDERED_1981,
    POLICE,
    PROSECUTOR,
    given_investigation,
    when,
)
from tests.domain.given import FILE, HASH, START, Stream

COORDINATED: dict[str, Any] = {"file": FILE, "with_agencies": [PROSECUTOR]}
SENT: dict[str, Any] = {"file": FILE, "sha256": HASH}


def test_a_coordination_after_a_file_that_was_recorded_late_uses_up_the_one_of_kuhap_2025_art_59_5() -> None:
    stream = given_investigation()
    stream.records("CoordinationHeld", POLICE, at=START + timedelta(days=9), **COORDINATED)
    assert stream.now.files[FILE].coordinations_after_file == 0
    stream.records("FileSubmitted", POLICE, at=START + timedelta(days=5), **SENT)
    assert stream.now.files[FILE].coordinations_after_file == 1
    assert not isinstance(when(stream, "CoordinationHeld", POLICE, **COORDINATED), Accepted)


def test_a_first_receipt_recorded_after_the_second_does_not_hide_it_from_the_silence_of_14_days() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    ordered = {"ordered_on": ORDERED_1981.isoformat(), "articles": ["UU-21-2007:2"]}
    stream.records("InvestigationOrdered", POLICE, file=FILE, **ordered)
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    stream.records("FileSubmitted", POLICE, **SENT)
    asked = [{"number": 1, "reason": "M1"}]
    stream.records("FileReturned", PROSECUTOR, file=FILE, return_number=1, instructions=asked)
    stream.records("FileResubmitted", POLICE, return_number=1, **SENT)
    stream.records("FileReceived", PROSECUTOR, return_number=1, **SENT)
    stream.records("FileReceived", PROSECUTOR, return_number=0, at=START + timedelta(hours=4), **SENT)
    assert isinstance(when(stream, "FileDeemedComplete", POLICE, file=FILE), Accepted)
