"""Clocks recompute when late, correcting, withdrawing or article-changing events arrive, and say why."""

from datetime import datetime
from typing import Any

from domain.clocks.clock import Clock, status
from domain.clocks.explain import Recomputed, explain
from domain.events import Marks
from tests.domain.clocks.telling import (
    OF_FILE,
    TABLES,
    WITA,
    WITH_HASH,
    clock,
    clocks,
    day,
    investigated,
    ordered,
    resubmitted,
    returned,
)
from tests.domain.given import REFERRAL, VICTIM, Stream

REVIEW = "KUHAP2025.review"


def moved(stream: Stream, type_name: str, by: str, **data: Any) -> list[tuple[Any, ...]]:
    """What one more event moves: rule, due before, due after, why."""
    return [
        (each.rule, each.due_before, each.due_after, each.explanation.value)
        for each in told(stream, type_name, by, **data)
    ]


def told(stream: Stream, type_name: str, by: str, **data: Any) -> tuple[Recomputed, ...]:
    before: tuple[Clock, ...] = clocks(stream)
    event = stream.records(type_name, by, **data)
    return explain(before, clocks(stream), event.head, TABLES.acts)


def lapsed(stream: Stream, rule: str) -> None:
    """Puts the lapse of a clock on record, as clockwork does."""
    found = clock(stream, rule)
    assert found.due_at is not None
    stream.records(
        "DeadlineLapsed",
        "deployment",
        at=found.due_at,
        rule=found.rule,
        ref_kind=found.ref_kind,
        ref=found.ref,
        owner=found.owner,
        started_source=f"/agencies/{found.started[0]}",
        started_id=found.started[1],
        due=found.due_at.isoformat(),
        basis=found.basis,
    )


def sent() -> Stream:
    stream = investigated(day(-20))
    stream.records("FileSubmitted", "polres", at=day(0), **WITH_HASH)
    return stream


def test_a_clock_that_starts_or_is_met_has_not_moved() -> None:
    stream = investigated(day(-20))
    assert moved(stream, "FileSubmitted", "polres", at=day(0), **WITH_HASH) == []
    assert moved(stream, "FileReturned", "kejari", at=day(6), **returned(1)) == []
    assert moved(stream, "FileResubmitted", "polres", at=day(19), **resubmitted(1)) == []


def test_a_receipt_stated_later_moves_the_start_from_the_sending_to_it() -> None:
    assert moved(sent(), "FileReceived", "kejari", at=day(2), **WITH_HASH) == [
        (REVIEW, day(7), day(9), "started_anew")
    ]


def test_a_late_receipt_says_that_it_came_late() -> None:
    stream = sent()
    stream.records("SuspectAtLarge", "polres", at=day(4), suspect=VICTIM, **OF_FILE)
    assert moved(stream, "FileReceived", "kejari", at=day(2), marks=Marks.LATE, **WITH_HASH) == [
        (REVIEW, day(7), day(9), "late_event")
    ]


def test_an_entry_withdrawn_takes_its_clock_along() -> None:
    stream = sent()
    stream.records("FileReturned", "kejari", at=day(6), **returned(1))
    found = moved(stream, "EntryWithdrawn", "kejari", at=day(7), event_id="e4", reason="wrong_case")
    assert ("KUHAP2025.supplementary", day(20), None, "entry_withdrawn") in found
    assert clock(stream, REVIEW).stopped_at is None


def test_a_corrected_date_moves_what_ran_from_it() -> None:
    stream = sent()
    stream.records("FileReceived", "kejari", at=day(3), **WITH_HASH)
    corrected = {
        "event_id": "e4",
        "event_source": "/agencies/kejari",
        "fields": ["time"],
        "reason": "clock_wrong",
    }
    found = moved(stream, "FactCorrected", "kejari", at=day(8), time=day(1).isoformat(), **corrected)
    assert (REVIEW, day(10), day(8), "fact_corrected") in found


def test_an_order_of_before_2026_brings_the_clocks_of_the_old_code() -> None:
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", at=day(-400), **OF_FILE)
    stream.records("FileReceived", "kejari", at=day(0), **WITH_HASH)
    found = moved(
        stream, "InvestigationOrdered", "polres", at=day(-100), marks=Marks.LATE, **ordered(day(-100))
    )
    assert (REVIEW, day(7), None, "regime_changed") in found
    assert clock(stream, "KUHAP1981.p19_return").due_at == datetime(2026, 3, 16, 23, 59, 59, tzinfo=WITA)


def test_a_pause_and_its_end_say_so() -> None:
    stream = sent()
    ground = {"ground": "not_a_crime", **OF_FILE}
    assert (REVIEW, day(7), day(7), "clock_paused") in moved(
        stream, "InvestigationTerminated", "polres", at=day(3), **ground
    )
    assert (REVIEW, day(7), day(17), "clock_resumed") in moved(
        stream, "TerminationVoided", "pn", at=day(13), **OF_FILE
    )


def test_a_late_event_that_would_have_met_a_lapsed_clock_leaves_the_lapse_and_shows_both() -> None:
    stream = sent()
    lapsed(stream, REVIEW)
    assert status(clock(stream, REVIEW), day(8)) == "lapsed"
    found = told(stream, "FileReturned", "kejari", at=day(6), marks=Marks.LATE, **returned(1))
    assert [(each.rule, each.explanation.value, each.lapsed_at) for each in found] == [
        (REVIEW, "late_event", day(7))
    ]
    after = clock(stream, REVIEW)
    assert (status(after, day(30)), after.lapsed_position) == ("met", 4)
    assert stream.now.lapses[0].due == day(7)


def test_an_event_in_its_turn_that_meets_a_lapsed_clock_late_moves_nothing() -> None:
    stream = sent()
    lapsed(stream, REVIEW)
    assert told(stream, "FileReturned", "kejari", at=day(9), **returned(1)) == ()
    assert status(clock(stream, REVIEW), day(30)) == "met_late"


def test_sc_12_a_clock_counted_from_receipt_is_told_with_both_times() -> None:
    stream = Stream()
    event = stream.records(
        "ReportReceived", "desa", at=day(-9), channel="walk_in", routed_to=["uptdppa"], person=VICTIM
    )
    found = explain((), clocks(stream), event.head, TABLES.acts)
    assert [(each.rule, each.due_before, each.explanation.value) for each in found] == [
        ("PP9_2008.police_notice", day(-8), "late_event")
    ]
    assert found[0].due_after == clock(stream, "PP9_2008.police_notice").due_at


def test_what_moves_nothing_explains_nothing() -> None:
    stream = sent()
    assert told(stream, "PoliceNotified", "uptdppa", at=day(5), police="polres", person=VICTIM) == ()
    assert told(stream, "ReferralAccepted", "rsud", at=day(5), referral=REFERRAL) == ()
