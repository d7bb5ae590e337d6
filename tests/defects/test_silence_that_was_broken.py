"""Silence past a clock, where what the clock waited for came late and was on record before the lapse was."""

from datetime import timedelta

from tests.domain.disagreeing import PROSECUTOR, given_file, received, records, returned, submitted, the_one
from tests.domain.discrepancies.test_silence import lapses
from tests.domain.given import FILE, START, SUSPECT, Stream

LATE = START + timedelta(days=40)


def test_what_came_late_but_before_the_lapse_was_recorded_ends_it() -> None:
    stream = given_file(submitted(), received())
    _, _, data = returned(1)
    late = stream.records("FileReturned", PROSECUTOR, at=LATE, **data).position
    lapse = lapses(stream)
    silent = the_one(stream, "silence")
    assert (silent.since_position, silent.settled_by) == (lapse, late)


def test_what_met_an_earlier_round_in_time_does_not_end_the_silence_of_the_next() -> None:
    stream = given_file(submitted(), received(), returned(1))
    records(stream, ("FileResubmitted", "polres", {"file": FILE, "return_number": 1, "sha256": "0" * 64}))
    records(stream, received())
    lapses(stream, due="2026-03-20T10:00:00+07:00", started_id="e10")
    assert not the_one(stream, "silence").settled


def detained() -> Stream:
    """A suspect detained at position 7, whose time then lapsed."""
    stream = given_file(("SuspectDesignated", "polres", {"suspect": SUSPECT, "file": FILE}))
    order = {"suspect": SUSPECT, "file": FILE, "stage": "investigation", "days": 20}
    records(stream, ("DetentionStarted", "polres", order))
    lapses(
        stream,
        rule="KUHAP2025.detention_investigation",
        ref_kind="detention",
        ref=f"{SUSPECT}/investigation",
        owner="polres",
        started_source="/agencies/polres",
        started_id="e7",
        due="2026-03-22T15:00:00+07:00",
    )
    return stream


def test_a_detention_past_its_time_is_matter_of_the_file_it_is_for() -> None:
    assert the_one(detained(), "silence").file == FILE


def test_release_ends_the_silence_about_a_detention() -> None:
    stream = detained()
    assert not the_one(stream, "silence").settled
    end = {"suspect": SUSPECT, "file": FILE, "reason": "released"}
    records(stream, ("DetentionEnded", "polres", end))
    assert the_one(stream, "silence").settled_by == 9
