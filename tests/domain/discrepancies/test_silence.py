"""Silence past a clock: what clockwork put on record, and what came all the same."""

from typing import Any

from tests.domain.disagreeing import (
    PROSECUTOR,
    found,
    given_file,
    received,
    records,
    returned,
    submitted,
    the_one,
)
from tests.domain.given import CASE, FILE, Stream, named


def lapses(stream: Stream, rule: str = "KUHAP2025.review", **data: Any) -> int:
    said = {
        "rule": rule,
        "ref_kind": "file",
        "ref": str(FILE),
        "owner": PROSECUTOR,
        "started_source": f"/agencies/{PROSECUTOR}",
        "started_id": "e7",
        "due": "2026-03-09T10:00:00+07:00",
        **data,
    }
    return stream.records("DeadlineLapsed", "deployment", **said).position


def test_a_deadline_that_lapsed_names_who_owed_what_and_when() -> None:
    stream = given_file(submitted(), received())
    position = lapses(stream)
    silent = the_one(stream, "silence")
    assert (silent.positions, silent.since_position, silent.settled) == ((position,), position, False)
    (side,) = silent.sides
    assert (side.agency, side.says, str(side.on)) == (PROSECUTOR, ("KUHAP2025.review",), "2026-03-09")
    assert silent.file == FILE


def test_what_the_clock_waited_for_ends_it_however_late() -> None:
    stream = given_file(submitted(), received())
    lapses(stream)
    records(stream, ("CoordinationHeld", "polres", {"file": FILE, "with_agencies": [PROSECUTOR]}))
    assert not the_one(stream, "silence").settled
    records(stream, returned(1))
    assert the_one(stream, "silence").settled_by == 10


def test_what_a_table_of_clocks_says_stops_it_ends_it() -> None:
    """B-310: the file itself ends the first request for progress."""
    stream = given_file()
    position = lapses(stream, rule="B310.p17_first")
    records(stream, submitted())
    assert (position, the_one(stream, "silence").settled_by) == (6, 7)


def test_a_clock_of_the_whole_case_is_ended_by_what_concerns_any_part_of_it() -> None:
    stream = given_file()
    lapses(stream, rule="KUHAP2025.report_response", ref_kind="case", ref=str(CASE), owner="polres")
    records(stream, ("InquiryOrdered", "polres", {"file": FILE, "ordered_on": "2026-03-20"}))
    assert the_one(stream, "silence").settled_by == 7


def test_silence_on_a_police_report_is_not_ended_by_an_act_on_another_file_art_23_6() -> None:
    stream = given_file()
    other = named("other file")
    records(stream, ("PoliceReportFiled", "polres", {"file": other}))
    said = {"ref_kind": "case", "ref": str(CASE), "owner": "polres"}
    lapses(stream, "KUHAP2025.report_response", **said, started_source="/agencies/polres", started_id="e6")
    records(stream, ("InquiryOrdered", "polres", {"file": FILE, "ordered_on": "2026-03-20"}))
    assert not the_one(stream, "silence").settled
    records(stream, ("InquiryOrdered", "polres", {"file": other, "ordered_on": "2026-03-20"}))
    assert the_one(stream, "silence").settled_by == 9


REPORTS = "KUHAP2025.report_response"
OTHER = named("other file")
TOGETHER = "2026-03-16T23:59:59+08:00"


def two_reports_lapsed() -> Stream:
    """On two files, of one day, entered long after it: due together, and lapsed at positions 8 and 9."""
    stream = given_file()
    for file in (FILE, OTHER):
        stream.records("PoliceReportFiled", "polres", attributes=on_paper("2026-03-02"), file=file)
    for each in ("e6", "e7"):
        said = {"ref_kind": "case", "ref": str(CASE), "owner": "polres", "due": TOGETHER}
        lapses(stream, REPORTS, **said, started_source="/agencies/polres", started_id=each)
    return stream


def on_paper(day: str) -> dict[str, Any]:
    return {"effectedon": day, "effecteddoc": "No. 1/2026"}


def recomputed(stream: Stream, because: str) -> None:
    moved = {
        "rule": REPORTS,
        "ref_kind": "case",
        "ref": str(CASE),
        "due_before": TOGETHER,
        "because_source": "/agencies/polres",
        "because_id": because,
        "explanation": "late_event",
        "lapsed_at": TOGETHER,
    }
    records(stream, ("ClockRecomputed", "deployment", moved))


def silent_still(stream: Stream) -> list[int]:
    """The positions of the lapses on reports that nothing has ended."""
    return [each.since_position for each in found(stream, "silence") if not each.settled]


def test_of_two_reports_due_together_an_act_that_met_one_leaves_the_silence_on_the_other_art_23_6() -> None:
    stream = two_reports_lapsed()
    records(stream, ("InquiryOrdered", "polres", {"file": FILE, "ordered_on": "2026-03-05"}))
    recomputed(stream, "e10")
    assert silent_still(stream) == [9]
    records(stream, ("InquiryOrdered", "polres", {"file": OTHER, "ordered_on": "2026-03-05"}))
    assert silent_still(stream) == []


def test_of_two_reports_due_together_an_act_that_names_no_file_met_both_art_23_6() -> None:
    stream = two_reports_lapsed()
    records(stream, ("InquiryOrdered", "polres", {"ordered_on": "2026-03-05"}))
    recomputed(stream, "e10")
    assert silent_still(stream) == []


def test_of_two_reports_due_together_one_taken_back_leaves_the_silence_on_the_other() -> None:
    stream = two_reports_lapsed()
    records(stream, ("EntryWithdrawn", "polres", {"event_id": "e6", "reason": "entered_twice"}))
    recomputed(stream, "e10")
    assert silent_still(stream) == [9]


def test_an_act_whose_date_is_corrected_ends_the_silence_on_its_own_file_alone() -> None:
    stream = two_reports_lapsed()
    corrected = {
        "event_id": "e10",
        "event_source": "/agencies/polres",
        "fields": ["ordered_on"],
        "date": "2026-03-05",
        "reason": "typing_error",
    }
    stream.records("InquiryOrdered", "polres", file=FILE, ordered_on="2026-03-20")
    records(stream, ("FactCorrected", "polres", corrected))
    recomputed(stream, "e11")
    assert silent_still(stream) == [9]


def test_the_same_step_of_another_file_does_not() -> None:
    stream = given_file(submitted(), received())
    lapses(stream, ref=str(FILE).replace(str(FILE)[:8], "0" * 8))
    records(stream, returned(1))
    assert not the_one(stream, "silence").settled


def test_a_clock_that_is_recomputed_after_it_lapsed_is_silent_no_more() -> None:
    """A late event that would have met it: the lapse stays on record, and both are shown."""
    stream = given_file(submitted(), received())
    lapses(stream)
    moved = {
        "rule": "KUHAP2025.review",
        "ref_kind": "file",
        "ref": str(FILE),
        "due_before": "2026-03-09T10:00:00+07:00",
        "because_source": f"/agencies/{PROSECUTOR}",
        "because_id": "e6",
        "explanation": "late_event",
        "lapsed_at": "2026-03-09T10:00:00+07:00",
    }
    records(stream, ("ClockRecomputed", "deployment", moved))
    assert [each.settled_by for each in found(stream, "silence")] == [9]
