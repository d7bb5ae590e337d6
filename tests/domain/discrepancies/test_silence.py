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
