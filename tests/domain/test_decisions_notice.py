"""Refusals around the SPDP, coordination, silence and the handover: order, quotas and times of both codes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.events import Marks
from tests.domain.deciding import deciding, marks, refused
from tests.domain.filing import (
    LATE,
    NOT_NOW,
    ON_PAPER,
    ORDERED_1981,
    ORDERED_2025,
    OTHER_PROSECUTOR,
    POLICE,
    PROSECUTOR,
    WRONG_OFFICE,
    given_complete,
    given_investigation,
    given_returned,
    given_submitted,
    given_terminated,
    moment,
    when,
)
from tests.domain.given import FILE, HASH, START, Stream, named, proposed

STALE = {"file": FILE, "reason": "stale"}


# The SPDP and its return (B-310)


def test_an_spdp_goes_back_from_the_office_that_has_it_b_310_sop_form_1() -> None:
    stream = given_investigation()
    assert marks(when(stream, "SpdpReturned", PROSECUTOR, file=FILE, reason="late")) == Marks(0)
    assert refused(when(stream, "SpdpReturned", POLICE, file=FILE, reason="late"))[0] == "authority_missing"
    stream.records("SpdpSent", POLICE, file=named("their file"), prosecutor=OTHER_PROSECUTOR)
    elsewhere = when(stream, "SpdpReturned", OTHER_PROSECUTOR, file=FILE, reason="late")
    assert refused(elsewhere) == WRONG_OFFICE


def test_an_spdp_goes_back_once_and_again_after_it_was_sent_anew_b_310() -> None:
    stream = given_investigation()
    stream.records("SpdpReturned", PROSECUTOR, file=FILE, reason="wrong_level")
    assert refused(when(stream, "SpdpReturned", PROSECUTOR, file=FILE, reason="late")) == NOT_NOW
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    assert marks(when(stream, "SpdpReturned", PROSECUTOR, file=FILE, reason="late")) == Marks(0)


@pytest.mark.parametrize("requests", [0, 1])
def test_an_spdp_is_stale_after_two_requests_for_progress_b_310_sop_form_3(requests: int) -> None:
    stream = given_investigation()
    for number in range(requests):
        stream.records("ProgressRequested", PROSECUTOR, file=FILE, request_number=number + 1)
    assert refused(when(stream, "SpdpReturned", PROSECUTOR, **STALE)) == ("precondition", "data.reason")
    for number in range(requests, 2):
        stream.records("ProgressRequested", PROSECUTOR, file=FILE, request_number=number + 1)
    assert marks(when(stream, "SpdpReturned", PROSECUTOR, **STALE)) == Marks(0)


def test_an_spdp_is_not_stale_once_a_file_came_b_310_sop_form_3() -> None:
    stream = given_submitted()
    for number in (1, 2):
        stream.records("ProgressRequested", PROSECUTOR, file=FILE, request_number=number)
    assert refused(when(stream, "SpdpReturned", PROSECUTOR, **STALE)) == ("precondition", "data.reason")


def test_an_spdp_on_its_way_back_is_stale_by_a_file_that_police_sent_meanwhile() -> None:
    stream = given_investigation()
    known = stream.now.version
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    event = proposed("SpdpReturned", PROSECUTOR, at=LATE, basedon=known, file=FILE, reason="late")
    assert refused(deciding(event, stream))[0] == "stale"


PAPERS: list[tuple[str, dict[str, Any]]] = [
    ("ProgressRequested", {}),
    ("CoordinationOverdueReported", {"to": "police_superior"}),
    ("InstructionSatisfied", {"return_number": 1, "number": 1}),
    ("SupplementaryOverdue", {"return_number": 1}),
    ("CompletenessReminder", {}),
    ("FileReturnedNoHandover", {}),
]


@pytest.mark.parametrize(("type_name", "data"), PAPERS)
def test_a_paper_of_the_prosecutor_comes_from_the_office_that_has_the_file_kuhap_2025_art_59(
    type_name: str, data: dict[str, Any]
) -> None:
    stream = given_returned()
    stream.records("SpdpSent", POLICE, file=named("their file"), prosecutor=OTHER_PROSECUTOR)
    for more in ({}, ON_PAPER):
        assert refused(when(stream, type_name, OTHER_PROSECUTOR, file=FILE, **data, **more)) == WRONG_OFFICE
    assert refused(when(stream, type_name, POLICE, file=FILE, **data)) == ("authority_missing", "type")


# Coordination (KUHAP 2025 art 59)


def coordinating(stream: Stream, at: datetime = LATE, **data: Any) -> Any:
    event = proposed(
        "CoordinationHeld", POLICE, at=at, **{"file": FILE, "with_agencies": [PROSECUTOR], **data}
    )
    return deciding(event, stream)


def test_there_is_one_coordination_after_the_file_kuhap_2025_art_59_5() -> None:
    stream = given_submitted()
    assert marks(coordinating(stream, stage="after_file")) == Marks(0)
    stream.records(
        "CoordinationHeld", POLICE, file=FILE, with_agencies=[PROSECUTOR], stage="after_file", at=moment(4)
    )
    assert refused(coordinating(stream, stage="after_file")) == ("precondition", "data.stage")
    assert refused(coordinating(stream, stage="before_file")) == ("precondition", "data.stage")


def test_a_coordination_before_the_file_uses_up_none_though_it_is_recorded_late_art_59_5() -> None:
    stream = given_submitted()
    stream.records("CoordinationHeld", POLICE, at=START, file=FILE, with_agencies=[PROSECUTOR])
    assert stream.now.files[FILE].coordinations_after_file == 0
    assert Marks.LATE in marks(coordinating(stream, at=START))
    assert marks(coordinating(stream, stage="after_file")) == Marks(0)


def test_a_second_coordination_after_the_file_that_was_minuted_on_paper_is_recorded_and_marked() -> None:
    """DESIGN section 3: acts already done; the breach of art 59(5) is seen, not lost."""
    stream = given_submitted()
    stream.records("CoordinationHeld", POLICE, file=FILE, with_agencies=[PROSECUTOR], stage="after_file")
    verdict = coordinating(stream, stage="after_file", **ON_PAPER)
    assert Marks.CONFLICTING in marks(verdict)


def test_kuhap_1981_limits_no_coordination_and_neither_does_a_file_without_an_order() -> None:
    unordered = Stream()
    unordered.records("PoliceReportFiled", POLICE, file=FILE)
    unordered.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    for stream in (given_submitted(ORDERED_1981), unordered):
        for _ in range(2):
            stream.records(
                "CoordinationHeld", POLICE, file=FILE, with_agencies=[PROSECUTOR], stage="after_file"
            )
        assert marks(coordinating(stream, stage="after_file")) == Marks(0)


# Silence (KUHAP 1981 art 110(4))


def deemed(stream: Stream, by: str = POLICE, at: datetime = LATE, **more: Any) -> Any:
    return when(stream, "FileDeemedComplete", by, at=at, file=FILE, **more)


def given_received(ordered_on: Any) -> Stream:
    stream = given_investigation(ordered_on)
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    stream.records("FileReceived", PROSECUTOR, at=moment(4, 23), file=FILE, sha256=HASH)
    return stream


@pytest.mark.parametrize("by", [POLICE, PROSECUTOR, "deployment"])
def test_a_file_is_deemed_complete_on_the_fifteenth_day_of_silence_kuhap_1981_art_110_4(by: str) -> None:
    stream = given_received(ORDERED_1981)
    assert refused(deemed(stream, by, moment(18, 23))) == NOT_NOW
    assert marks(deemed(stream, by, moment(19, 0))) == Marks(0)


@pytest.mark.parametrize("by", [POLICE, PROSECUTOR, "deployment"])
def test_silence_completes_no_file_under_kuhap_2025_art_61(by: str) -> None:
    stream = given_received(ORDERED_2025)
    assert refused(deemed(stream, by)) == NOT_NOW
    assert Marks.CONFLICTING in marks(deemed(stream, by, **ON_PAPER))


def test_silence_completes_no_file_whose_order_is_not_on_record() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", POLICE, file=FILE)
    stream.records("FileReceived", PROSECUTOR, file=FILE, sha256=HASH)
    stream.records("AccessGranted", POLICE, agency=PROSECUTOR, classes=[], history="all", reason="task")
    assert refused(deemed(stream)) == NOT_NOW


def test_a_file_that_was_decided_on_is_not_deemed_complete_kuhap_1981_art_110_4() -> None:
    assert refused(deemed(given_returned(1, ORDERED_1981))) == NOT_NOW
    assert refused(deemed(given_complete(ORDERED_1981))) == NOT_NOW
    assert refused(deemed(given_investigation(ORDERED_1981))) == NOT_NOW


def test_the_silence_is_counted_from_the_last_receipt_kuhap_1981_art_110_4() -> None:
    stream = given_returned(1, ORDERED_1981)
    stream.records("FileReceived", PROSECUTOR, at=moment(20), file=FILE, sha256=HASH)
    assert refused(deemed(stream, at=moment(30))) == NOT_NOW
    assert marks(deemed(stream, at=moment(30) + timedelta(days=5))) == Marks(0)


def test_a_file_sent_again_whose_receipt_is_not_on_record_is_not_deemed_complete() -> None:
    stream = given_returned(1, ORDERED_1981)
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    assert refused(deemed(stream)) == NOT_NOW
    assert Marks.CONFLICTING in marks(deemed(stream, **ON_PAPER))


def test_silence_is_stated_by_a_side_of_the_file_or_the_clockwork_alone() -> None:
    stream = given_received(ORDERED_1981)
    stream.records("SpdpSent", POLICE, file=named("their file"), prosecutor=OTHER_PROSECUTOR)
    assert refused(deemed(stream, OTHER_PROSECUTOR)) == WRONG_OFFICE


def test_silence_proposed_by_the_clockwork_is_confirmed_by_one_side_and_not_twice() -> None:
    stream = given_received(ORDERED_1981)
    stream.records("FileDeemedComplete", "deployment", file=FILE)
    file = stream.now.files[FILE]
    assert (file.deemed_complete, file.completed_at) == (stream.position, 0)
    assert marks(deemed(stream)) == Marks(0)
    stream.records("FileDeemedComplete", POLICE, file=FILE)
    file = stream.now.files[FILE]
    assert (file.deemed_complete, file.completed_at) == (stream.position - 1, stream.position)
    assert refused(deemed(stream, PROSECUTOR)) == NOT_NOW


# The handover that does not come (B-310, SOP FORM-7)


def no_handover(stream: Stream, at: datetime = LATE, **more: Any) -> Any:
    return when(stream, "FileReturnedNoHandover", PROSECUTOR, at=at, file=FILE, **more)


def test_a_complete_file_goes_back_after_14_days_without_a_handover_b_310_sop_form_7() -> None:
    stream = given_submitted()
    stream.records("FileComplete", PROSECUTOR, at=moment(4, 10), file=FILE)
    assert refused(no_handover(stream, moment(18, 10))) == NOT_NOW
    assert marks(no_handover(stream, moment(18, 11))) == Marks(0)
    stream.records("HandedOver", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    assert refused(no_handover(stream)) == NOT_NOW


def test_only_a_complete_file_under_kuhap_2025_goes_back_for_want_of_a_handover_b_310() -> None:
    assert refused(no_handover(given_submitted())) == NOT_NOW
    assert refused(no_handover(given_complete(ORDERED_1981))) == NOT_NOW
    assert Marks.CONFLICTING in marks(no_handover(given_complete(ORDERED_1981), **ON_PAPER))


# Statements are always recorded (DESIGN section 3)


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("SpdpSent", POLICE, {"prosecutor": PROSECUTOR}),
        ("SpdpReceived", PROSECUTOR, {}),
        ("FileSubmitted", POLICE, {"sha256": HASH}),
        ("FileReceived", PROSECUTOR, {"sha256": HASH}),
        ("FileResubmitted", POLICE, {"return_number": 7, "sha256": HASH}),
        ("HandedOver", POLICE, {"with_agencies": [PROSECUTOR]}),
        ("ProgressRequested", PROSECUTOR, {}),
        ("CompletenessReminder", PROSECUTOR, {}),
        ("CoordinationOverdueReported", PROSECUTOR, {"to": "head_of_office"}),
        ("ElementsAssessed", PROSECUTOR, {"elements": [{"element": "purpose", "holds": "not_met"}]}),
        ("ArticleChanged", PROSECUTOR, {"articles": ["UU-18-2017:81"], "reason": "coordination"}),
    ],
)
def test_a_fact_is_recorded_however_late_and_out_of_order(
    type_name: str, by: str, data: dict[str, Any]
) -> None:
    for stream in (given_investigation(), given_complete(), given_terminated()):
        stream.records("CaseClosed", POLICE, reason="services_completed")
        assert marks(when(stream, type_name, by, at=START, file=FILE, **data)) == Marks.LATE
