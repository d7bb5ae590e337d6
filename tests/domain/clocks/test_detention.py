"""Detention: until when, by the orders given and the articles in force; scenario Sc-9."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.clocks.articles import highest_penalty
from domain.clocks.clock import status
from domain.clocks.detention import detention_max_at
from domain.clocks.explain import explain
from tests.domain.clocks.telling import (
    DAY_0,
    OF_FILE,
    TABLES,
    WITA,
    clock,
    clocks,
    day,
    ordered,
    place_of,
)
from tests.domain.given import SUSPECT, Stream

BOOK = TABLES.newest
OF_SUSPECT: dict[str, Any] = {**OF_FILE, "suspect": SUSPECT}
STAGE = {**OF_SUSPECT, "stage": "investigation"}
RULE = "KUHAP2025.detention_investigation"
FIVE_YEARS, FIFTEEN_YEARS = ["UU-18-2017:86"], ["UU-21-2007:4"]


def detained(days: int = 20, zero: datetime = DAY_0, **data: Any) -> Stream:
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", at=zero - timedelta(days=1), **OF_FILE)
    stream.records("InvestigationOrdered", "polres", at=zero - timedelta(hours=1), **ordered(zero))
    stream.records("DetentionStarted", "polres", at=zero, days=days, **{**STAGE, **data})
    return stream


def extended(until: float) -> Stream:
    """Sc-9 as far as the day."""
    stream = detained()
    steps: tuple[tuple[float, str, str, dict[str, Any]], ...] = (
        (18, "DetentionExtended", "kejari", {**STAGE, "days": 40}),
        (58, "DetentionExtended", "pn", {**STAGE, "days": 30, "ground": "nine_years"}),
        (60.5, "ArticleChanged", "polres", {**OF_FILE, "articles": FIVE_YEARS, "reason": "new_evidence"}),
        (61, "ArticleChanged", "polres", {**OF_FILE, "articles": FIFTEEN_YEARS, "reason": "coordination"}),
    )
    for at, type_name, by, data in steps:
        if at <= until:
            stream.records(type_name, by, at=day(at), **data)
    return stream


def test_arts_102_107_twenty_days_then_forty_then_thirty() -> None:
    assert clock(extended(0), RULE).due_at == day(20)
    assert clock(extended(18), RULE).due_at == day(60)
    assert clock(extended(58), RULE).due_at == day(90)
    assert clock(extended(58), RULE).warning is None


def test_sc_9_an_article_of_five_years_takes_the_ground_of_the_extension_and_release_is_due_at_once() -> None:
    found = clock(extended(60.5), RULE)
    assert (found.warning, found.due_at) == ("extension_ground_lost", day(60.5))
    assert status(found, day(60.6)) == "lapsed"


def test_sc_9_an_article_changed_back_gives_the_ground_again_and_says_why() -> None:
    found = clock(extended(61), RULE)
    assert (found.warning, found.due_at) == (None, day(90))
    moved = explain(clocks(extended(60.5)), clocks(extended(61)), extended(61).now.events[-1], TABLES.acts)
    assert [(each.rule, each.due_before, each.due_after, each.explanation.value) for each in moved] == [
        (RULE, day(60.5), day(90), "articles_changed")
    ]


def test_days_added_before_the_others_ran_out_move_no_time_that_was_told_wrong() -> None:
    for before, after in ((0, 18), (18, 58)):
        extension = extended(after).now.events[-1]
        assert explain(clocks(extended(before)), clocks(extended(after)), extension, TABLES.acts) == ()


def test_within_the_ordinary_days_a_lesser_article_ends_detention_with_them() -> None:
    stream = detained()
    stream.records("DetentionExtended", "kejari", at=day(18), days=40, **STAGE)
    stream.records("DetentionExtended", "pn", at=day(50), days=30, ground="nine_years", **STAGE)
    stream.records(
        "ArticleChanged", "polres", at=day(52), articles=FIVE_YEARS, reason="new_evidence", **OF_FILE
    )
    assert clock(stream, RULE).due_at == day(60)


def test_a_late_article_change_counts_from_when_it_happened() -> None:
    early, late = extended(58), extended(58)
    early.records(
        "ArticleChanged", "polres", at=day(70), articles=FIVE_YEARS, reason="new_evidence", **OF_FILE
    )
    late.records("SuspectAtLarge", "polres", at=day(80), **OF_SUSPECT)
    late.records(
        "ArticleChanged", "polres", at=day(70), articles=FIVE_YEARS, reason="new_evidence", **OF_FILE
    )
    assert clock(late, RULE).due_at == clock(early, RULE).due_at == day(70)


def test_grave_illness_needs_no_nine_years() -> None:
    stream = detained()
    stream.records("DetentionExtended", "kejari", at=day(18), days=40, **STAGE)
    stream.records("DetentionExtended", "pn", at=day(58), days=30, ground="grave_illness", **STAGE)
    stream.records(
        "ArticleChanged", "polres", at=day(60), articles=FIVE_YEARS, reason="new_evidence", **OF_FILE
    )
    assert (clock(stream, RULE).due_at, clock(stream, RULE).warning) == (day(90), None)


def test_orders_beyond_the_utmost_are_cut_at_it_and_flagged() -> None:
    stream = extended(58)
    stream.records("DetentionExtended", "pn", at=day(88), days=60, ground="nine_years", **STAGE)
    assert (clock(stream, RULE).due_at, clock(stream, RULE).warning) == (day(120), "limit_exceeded")


def test_an_article_that_stands_in_no_table_proves_nothing_and_is_flagged() -> None:
    stream = extended(58)
    stream.records(
        "ArticleChanged", "polres", at=day(60), articles=["KUHP:9"], reason="new_evidence", **OF_FILE
    )
    assert (clock(stream, RULE).due_at, clock(stream, RULE).warning) == (day(90), "penalty_unknown")


def test_a_corrected_start_of_a_detention_moves_its_end_and_says_why() -> None:
    stream = detained(started_at=day(0).isoformat())
    before = clocks(stream)
    stream.records(
        "FactCorrected",
        "polres",
        event_id="e3",
        event_source="/agencies/polres",
        fields=["started_at"],
        time=day(-2).isoformat(),
        reason="typing_error",
    )
    assert clock(stream, RULE).due_at == day(18)
    moved = explain(before, clocks(stream), stream.events[-1].head, TABLES.acts)
    assert [(each.rule, each.due_before, each.due_after, each.explanation) for each in moved] == [
        (RULE, day(20), day(18), "fact_corrected")
    ]


def test_release_meets_the_clock() -> None:
    stream = detained()
    stream.records("DetentionEnded", "polres", at=day(15), reason="released", **OF_SUSPECT)
    assert status(clock(stream, RULE), day(30)) == "met"


def test_the_next_stage_ends_the_one_before_and_has_its_own_days() -> None:
    stream = extended(18)
    prosecution = {**STAGE, "stage": "prosecution"}
    stream.records("DetentionStarted", "kejari", at=day(40), days=20, **prosecution)
    assert status(clock(stream, RULE), day(41)) == "met"
    assert clock(stream, "KUHAP2025.detention_prosecution").due_at == day(60)


@pytest.mark.parametrize(
    ("stage", "utmost"),
    [("investigation", 120), ("prosecution", 110), ("trial", 150), ("appeal", 150), ("cassation", 150)],
)
def test_the_utmost_by_stage_where_nine_years_threaten(stage: str, utmost: int) -> None:
    stream = detained(stage=stage)
    place = place_of(stream)
    detention = stream.now.detentions[0]
    assert detention_max_at(stream.now, detention, BOOK, place.calendar_at(3), day(1)) == day(utmost)
    stream.records(
        "ArticleChanged", "polres", at=day(2), articles=FIVE_YEARS, reason="new_evidence", **OF_FILE
    )
    assert detention_max_at(stream.now, detention, BOOK, place.calendar_at(3), day(3)) == day(utmost - 60)


def test_uu_11_2012_art_33_a_child_is_detained_seven_days_and_eight() -> None:
    stream = detained(days=7, child=True)
    assert clock(stream, RULE).due_at == day(7)
    stream.records("DetentionExtended", "kejari", at=day(6), days=8, **STAGE)
    assert clock(stream, RULE).due_at == day(15)
    stream.records("DetentionExtended", "pn", at=day(14), days=30, ground="nine_years", **STAGE)
    assert (clock(stream, RULE).due_at, clock(stream, RULE).warning) == (day(15), "limit_exceeded")


def test_kuhap_1981_art_24_the_first_day_counts_and_days_end_at_midnight() -> None:
    zero = datetime(2025, 3, 3, 10, 0, tzinfo=WITA)
    found = clock(detained(zero=zero), "KUHAP1981.detention_investigation")
    assert found.due_at == datetime(2025, 3, 22, 23, 59, 59, tzinfo=WITA)


def test_the_clock_follows_the_stage_and_names_who_holds_the_suspect() -> None:
    found = clock(extended(58), RULE)
    assert (found.owner, found.ref_kind, found.ref) == ("polres", "detention", f"{SUSPECT}/investigation")


def test_a_penalty_counts_while_its_article_is_in_force() -> None:
    before, after = datetime(2025, 12, 31).date(), datetime(2026, 1, 2).date()  # noqa: DTZ001
    assert highest_penalty(["UU-21-2007:2"], before, BOOK.penalties) == 15
    assert highest_penalty(["UU-21-2007:2"], after, BOOK.penalties) is None
    assert highest_penalty(["KUHP:455(1)(a)"], after, BOOK.penalties) == 15


def test_kuhp_art_136_an_offence_of_fifteen_years_lapses_after_eighteen_from_the_day_after_the_act() -> None:
    stream = Stream()
    stream.records(
        "PoliceReportFiled", "polres", at=DAY_0, acted_until="2026-02-10", articles=FIFTEEN_YEARS, **OF_FILE
    )
    found = clock(stream, "KUHP.limitation")
    assert found.due_at == datetime(2044, 2, 10, 23, 59, 59, tzinfo=WITA)
    stream.records("IndictmentFiled", "kejari", at=day(90), articles=FIFTEEN_YEARS, **OF_FILE)
    assert status(clock(stream, "KUHP.limitation"), day(9000)) == "met"


def test_kuhp_art_136_a_lesser_article_shortens_the_limitation() -> None:
    stream = Stream()
    stream.records(
        "PoliceReportFiled", "polres", at=DAY_0, acted_until="2026-02-10", articles=FIFTEEN_YEARS, **OF_FILE
    )
    stream.records(
        "ArticleChanged", "polres", at=day(2), articles=FIVE_YEARS, reason="new_evidence", **OF_FILE
    )
    assert clock(stream, "KUHP.limitation").due_at == datetime(2038, 2, 10, 23, 59, 59, tzinfo=WITA)


def test_art_90_2_a_suspect_told_on_the_next_day_is_told_in_time() -> None:
    stream = detained()
    stream.records("SuspectDesignated", "polres", at=day(1), **OF_SUSPECT)
    assert clock(stream, "KUHAP2025.suspect_notice").due_at == day(2)
    stream.records("SuspectDesignated", "polres", at=day(5), told_on="2026-03-04", **OF_SUSPECT)
    assert status(clock(stream, "KUHAP2025.suspect_notice"), day(9)) == "met"


def test_art_24_4_a_termination_reported_with_its_notice_three_days_later_is_late() -> None:
    stream = detained()
    said = {"ground": "not_a_crime", "told_on": "2026-03-10"}
    stream.records("InvestigationTerminated", "polres", at=day(5), **said, **OF_FILE)
    assert status(clock(stream, "KUHAP2025.termination_notice"), day(30)) == "met_late"


def test_sc_9_a_file_transferred_takes_its_clocks_to_the_new_office() -> None:
    stream = extended(18)
    moved = {"from_agency": "polres", "to_agency": "polres-ntt", "reason": "network", **OF_FILE}
    stream.records("JurisdictionTransferred", "polres", at=day(25), **moved)
    stream.records("TransferAcknowledged", "polres-ntt", at=day(25.1), **OF_FILE)
    assert (clock(stream, RULE).owner, clock(stream, RULE).due_at) == ("polres-ntt", day(60))
    assert clock(stream, "KUHAP2025.spdp").owner == "polres-ntt"
