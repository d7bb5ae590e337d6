"""The clocks of KUHAP 2025 and of circular B-310, each by its article; scenario Sc-4."""

from datetime import datetime, timedelta

from domain.clocks.clock import status
from domain.events import Marks
from tests.domain.clocks.telling import (
    DAY_0,
    OF_FILE,
    WIB,
    WITA,
    WITH_HASH,
    clock,
    clocks,
    day,
    force,
    investigated,
    resubmitted,
    returned,
    rules,
)
from tests.domain.given import SUSPECT, Stream

SECOND = timedelta(seconds=1)


def exchanged(until: float) -> Stream:
    """The file of Sc-4 in Timor Tengah Utara as far as the day."""
    stream = investigated(day(-20))
    steps = (
        (0, "FileSubmitted", "polres", WITH_HASH),
        (6, "FileReturned", "kejari", returned(1)),
        (19, "FileResubmitted", "polres", resubmitted(1)),
        (25, "FileReturned", "kejari", returned(2)),
    )
    for at, type_name, by, data in steps:
        if at <= until:
            stream.records(type_name, by, at=day(at), **data)
    return stream


def test_art_60_1_the_spdp_is_due_seven_days_after_the_order() -> None:
    found = clock(investigated(), "KUHAP2025.spdp")
    assert (found.due_at, found.owner, found.basis) == (day(7), "polres", "KUHAP 2025 art 60(1)")


def test_art_60_1_an_spdp_dated_before_its_order_was_entered_leaves_no_clock_running() -> None:
    stream = Stream()
    stream.records("SpdpSent", "polres", at=day(0), prosecutor="kejari", **OF_FILE)
    stream.records(
        "InvestigationOrdered", "polres", at=day(1), **OF_FILE, ordered_on="2026-03-03", articles=["KUHP:455"]
    )
    assert "KUHAP2025.spdp" not in rules(stream)


def test_art_60_2_first_coordination_within_three_days_of_24_hours_from_receipt() -> None:
    stream = investigated()
    stream.records("SpdpSent", "polres", at=day(3), prosecutor="kejari", **OF_FILE)
    stream.records("SpdpReceived", "kejari", at=day(4), **OF_FILE)
    found = clock(stream, "KUHAP2025.first_coordination")
    assert (found.due_at, found.presumed) == (day(7), False)
    stream.records("CoordinationHeld", "polres", at=day(7), with_agencies=["kejari"], **OF_FILE)
    assert status(clock(stream, "KUHAP2025.first_coordination"), day(30)) == "met"


def test_art_60_2_while_no_receipt_is_stated_the_sending_implies_it() -> None:
    stream = investigated()
    stream.records("SpdpSent", "polres", at=day(3), prosecutor="kejari", **OF_FILE)
    found = clock(stream, "KUHAP2025.first_coordination")
    assert (found.due_at, found.presumed) == (day(6), True)


def test_art_61_1_review_exactly_seven_times_24_hours_is_in_time_and_a_second_more_is_not() -> None:
    for late, expected in ((timedelta(0), "met"), (timedelta(microseconds=1), "met"), (SECOND, "met_late")):
        stream = exchanged(0)
        stream.records("FileComplete", "kejari", at=day(7) + late, **OF_FILE)
        assert status(clock(stream, "KUHAP2025.review"), day(9)) == expected


def test_art_61_1_the_second_counts_across_zones() -> None:
    """Received at 10:00 WITA; 09:00 WIB seven days later is the same second of the day."""
    stream = investigated(day(-20))
    stream.records("FileReceived", "kejari", at=day(0), **WITH_HASH)
    due = clock(stream, "KUHAP2025.review").due_at
    assert due == datetime(2026, 3, 9, 9, 0, tzinfo=WIB)
    assert status(clock(stream, "KUHAP2025.review"), datetime(2026, 3, 9, 9, 0, tzinfo=WIB)) == "due_soon"
    assert status(clock(stream, "KUHAP2025.review"), datetime(2026, 3, 9, 9, 0, 1, tzinfo=WIB)) == "lapsed"


def test_art_61_1_weekends_and_holidays_count() -> None:
    stream = investigated(datetime(2026, 3, 1, 9, 0, tzinfo=WITA))
    stream.records("FileReceived", "kejari", at=datetime(2026, 3, 17, 9, 0, tzinfo=WITA), **WITH_HASH)
    assert clock(stream, "KUHAP2025.review").due_at == datetime(2026, 3, 24, 9, 0, tzinfo=WITA)


def test_art_61_3_supplementary_investigation_is_due_fourteen_days_after_the_first_return() -> None:
    assert clock(exchanged(6), "KUHAP2025.supplementary").due_at == day(20)
    assert status(clock(exchanged(19), "KUHAP2025.supplementary"), day(25)) == "met"


def test_art_62_2_the_second_return_opens_the_conference_due_on_day_39_at_ten_wita() -> None:
    found = clock(exchanged(25), "KUHAP2025.second_round")
    assert found.due_at == datetime(2026, 4, 10, 10, 0, tzinfo=WITA) == day(39)
    assert found.due_at.utcoffset() == timedelta(hours=8)
    assert rules(exchanged(25))["KUHAP2025.supplementary"] == 1


def test_art_62_2_the_conference_meets_it() -> None:
    stream = exchanged(25)
    stream.records(
        "CaseConferenceHeld",
        "polres",
        at=day(33),
        **OF_FILE,
        conference="8c6a8a4e-3c59-4ff0-9d77-6c8a1b7c1f10",
        form="statutory",
        present=[{"role": "investigator", "agency": "polres"}],
        with_agencies=["kejari"],
    )
    assert status(clock(stream, "KUHAP2025.second_round"), day(50)) == "met"


def test_art_62_6_the_prosecutor_decides_within_fourteen_days_of_a_disputed_handover() -> None:
    stream = exchanged(25)
    stream.records("DisputedHandoverMade", "polres", at=day(36), **OF_FILE)
    assert clock(stream, "KUHAP2025.disputed_handover_decision").due_at == day(50)
    stream.records("ContinuationDecided", "kejari", at=day(49), decision="continued", **OF_FILE)
    assert status(clock(stream, "KUHAP2025.disputed_handover_decision"), day(60)) == "met"
    assert clock(stream, "KUHAP2025.indictment").due_at == day(56)


def test_art_62_6_a_prosecution_not_continued_owes_no_indictment() -> None:
    stream = exchanged(25)
    stream.records("DisputedHandoverMade", "polres", at=day(36), **OF_FILE)
    stream.records("ContinuationDecided", "kejari", at=day(49), decision="not_continued", **OF_FILE)
    assert "KUHAP2025.indictment" not in rules(stream)


def test_arts_70_and_75_indictment_seven_days_and_transfer_fourteen() -> None:
    stream = exchanged(0)
    stream.records("HandedOver", "polres", at=day(10), with_agencies=["kejari"], **OF_FILE)
    assert clock(stream, "KUHAP2025.indictment").due_at == day(17)
    stream.records("IndictmentFiled", "kejari", at=day(16), articles=["KUHP:455"], **OF_FILE)
    assert clock(stream, "KUHAP2025.transfer_to_court").due_at == day(30)


def test_art_90_2_a_corrected_day_of_telling_the_suspect_meets_the_clock_late() -> None:
    stream = investigated()
    told = {"told_on": day(1).date().isoformat()}
    stream.records("SuspectDesignated", "polres", at=day(1), suspect=SUSPECT, **OF_FILE, **told)
    assert status(clock(stream, "KUHAP2025.suspect_notice"), day(9)) == "met"
    stream.records(
        "FactCorrected",
        "polres",
        event_id="e3",
        event_source="/agencies/polres",
        fields=["told_on"],
        date=day(4).date().isoformat(),
        reason="typing_error",
    )
    assert status(clock(stream, "KUHAP2025.suspect_notice"), day(9)) == "met_late"


def test_art_23_6_a_police_report_is_acted_on_within_fourteen_days() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", at=DAY_0)
    assert clock(stream, "KUHAP2025.report_response").due_at == day(14)
    stream.records("InquiryOrdered", "polres", at=day(3))
    assert status(clock(stream, "KUHAP2025.report_response"), day(20)) == "met"


def test_b_310_p_17_comes_thirty_days_after_the_spdp_and_thirty_days_later_again() -> None:
    stream = investigated()
    stream.records("SpdpReceived", "kejari", at=day(5), **OF_FILE)
    assert clock(stream, "B310.p17_first").due_at == day(35)
    stream.records("ProgressRequested", "kejari", at=day(36), request_number=1, **OF_FILE)
    assert clock(stream, "B310.p17_second").due_at == day(66)
    stream.records("ProgressRequested", "kejari", at=day(67), request_number=2, **OF_FILE)
    assert clock(stream, "B310.spdp_return").due_at == day(97)
    assert clock(stream, "B310.spdp_return").confidence == "V2"


def test_b_310_handover_within_fourteen_days_of_p_21() -> None:
    stream = exchanged(0)
    stream.records("FileComplete", "kejari", at=day(7), **OF_FILE)
    assert clock(stream, "B310.tahap2").due_at == day(21)


def test_no_rule_of_2025_deems_a_file_complete_by_silence() -> None:
    assert "FileDeemedComplete" not in {clause.type for row in _rows("KUHAP2025") for clause in row.stop}


def test_a_suspect_at_large_stops_no_clock() -> None:
    stream = exchanged(6)
    before = clocks(stream)
    stream.records("SuspectAtLarge", "polres", at=day(7), suspect=SUSPECT, **OF_FILE)
    assert clocks(stream) == before


def test_art_24_a_termination_pauses_the_file_and_its_voiding_resumes_it() -> None:
    stream = exchanged(6)
    stream.records("InvestigationTerminated", "polres", at=day(10), ground="not_a_crime", **OF_FILE)
    paused = clock(stream, "KUHAP2025.supplementary")
    assert status(paused, day(40)) == "paused"
    assert paused.standing_pause is not None
    assert paused.standing_pause.reason == "investigation_terminated"
    stream.records("TerminationVoided", "pn", at=day(50), **OF_FILE)
    resumed = clock(stream, "KUHAP2025.supplementary")
    assert resumed.due_at == day(20 + 40)
    assert status(resumed, day(55)) == "running"


def test_an_event_dated_in_the_future_counts_from_its_recording() -> None:
    stream = investigated(day(-20))
    event = stream.records("FileReceived", "kejari", at=day(400), marks=Marks.CLOCK_SUSPECT, **WITH_HASH)
    assert clock(stream, "KUHAP2025.review").started_at == event.recordedat


def test_what_was_done_on_paper_counts_from_its_date_to_the_end_of_the_day() -> None:
    stream = investigated(day(-20))
    stream.records(
        "FileReturned", "kejari", at=day(10), attributes={"effectedon": "2026-03-08"}, **returned(1)
    )
    found = clock(stream, "KUHAP2025.supplementary")
    assert found.started_at == datetime(2026, 3, 8, tzinfo=WITA)
    assert found.due_at == datetime(2026, 3, 22, 23, 59, 59, tzinfo=WITA)


def test_the_date_on_a_receipt_counts_where_it_was_entered_days_later() -> None:
    stream = investigated(day(-20))
    stream.records("FileReceived", "kejari", at=day(3), received_on="2026-03-03", **WITH_HASH)
    assert clock(stream, "KUHAP2025.review").due_at == datetime(2026, 3, 10, 23, 59, 59, tzinfo=WITA)


def test_one_case_in_another_zone_ends_its_days_elsewhere() -> None:
    stream = investigated(day(-20))
    stream.records("FileReceived", "kejari", at=day(3), received_on="2026-03-03", **WITH_HASH)
    due = clock(stream, "KUHAP2025.review", force("Asia/Jayapura")).due_at
    assert due is not None
    assert due.isoformat() == "2026-03-10T23:59:59+09:00"


def _rows(table: str) -> list:
    from tests.domain.clocks.telling import TABLES

    return [row for row in TABLES.newest.rows.values() if row.table == table]
