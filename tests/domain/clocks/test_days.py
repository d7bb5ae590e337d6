"""How time is counted: hours of the clock, days of the calendar, working days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks.days import Calendar, DayRule, Length, due_after, extended, is_working
from tests.domain.clocks.telling import TABLES, WIB, WIT, WITA

NATIONAL = TABLES.holidays[1]
IN_WIB, IN_WITA, IN_WIT = (Calendar(zone, NATIONAL) for zone in (WIB, WITA, WIT))
RULES: tuple[DayRule, ...] = ("24h", "calendar", "working")


def due(start: datetime, length: Length, rule: DayRule, calendar: Calendar = IN_WITA) -> datetime:
    return due_after(start, length, rule, calendar, by_date=False)


def test_a_day_of_kuhap_2025_art_1_no_56_is_24_hours_to_the_second() -> None:
    start = datetime(2026, 3, 2, 10, 0, 1, tzinfo=WITA)
    assert due(start, Length(7, "days"), "24h") == datetime(2026, 3, 9, 10, 0, 1, tzinfo=WITA)


def test_a_month_of_kuhap_2025_art_1_no_57_is_30_days() -> None:
    start = datetime(2026, 1, 31, 8, 0, tzinfo=WITA)
    assert due(start, Length(1, "months"), "24h") == start + timedelta(days=30)


def test_a_calendar_day_ends_at_midnight_of_the_place() -> None:
    start = datetime(2026, 3, 2, 23, 30, tzinfo=WIB)  # already 3 March in Kefamenanu
    assert due(start, Length(7, "days"), "calendar", IN_WIB) == datetime(2026, 3, 9, 23, 59, 59, tzinfo=WIB)
    assert due(start, Length(7, "days"), "calendar") == datetime(2026, 3, 10, 23, 59, 59, tzinfo=WITA)
    assert due(start, Length(7, "days"), "calendar", IN_WIT) == datetime(2026, 3, 10, 23, 59, 59, tzinfo=WIT)


def test_daylight_saving_of_a_mission_s_zone_does_not_move_a_due_time() -> None:
    """New York turns its clocks on 8 March 2026; 72 hours stay 72 hours."""
    summer, winter = timezone(timedelta(hours=-4)), timezone(timedelta(hours=-5))
    start = datetime(2026, 3, 7, 12, 0, tzinfo=winter)
    found = due(start, Length(72, "hours"), "24h")
    assert found == datetime(2026, 3, 10, 13, 0, tzinfo=summer) == start + timedelta(hours=72)


def test_the_leap_day_is_a_day() -> None:
    start = datetime(2028, 2, 28, 9, 0, tzinfo=WITA)
    assert due(start, Length(1, "days"), "calendar").date() == date(2028, 2, 29)
    assert due(start, Length(2, "days"), "24h") == datetime(2028, 3, 1, 9, 0, tzinfo=WITA)


def test_a_year_after_the_leap_day_ends_on_28_february() -> None:
    start = datetime(2028, 2, 29, 9, 0, tzinfo=WITA)
    assert due(start, Length(1, "years"), "calendar").date() == date(2029, 2, 28)
    assert due(start, Length(4, "years"), "calendar").date() == date(2032, 2, 29)


def test_a_month_of_the_calendar_ends_on_the_last_day_where_it_has_no_such_day() -> None:
    assert due(datetime(2026, 1, 31, tzinfo=WITA), Length(1, "months"), "calendar").date() == date(
        2026, 2, 28
    )


def test_working_days_pass_over_weekends_and_the_holidays_of_nyepi_and_idul_fitri_2026() -> None:
    start = datetime(2026, 3, 17, 9, 0, tzinfo=WITA)  # Tuesday; 18-20, 23 and 24 March are off
    assert due(start, Length(1, "days"), "working").date() == date(2026, 3, 25)


def test_a_holiday_moves_no_calendar_day_and_no_24_hours() -> None:
    start = datetime(2026, 3, 17, 9, 0, tzinfo=WITA)
    assert due(start, Length(1, "days"), "calendar").date() == date(2026, 3, 18)
    assert due(start, Length(1, "days"), "24h") == start + timedelta(days=1)


@pytest.mark.parametrize("day", [date(2025, 8, 18), date(2026, 12, 24), date(2026, 3, 19), date(2026, 3, 21)])
def test_offices_do_not_work_on_holidays_joint_leave_and_saturdays(day: date) -> None:
    assert not is_working(day, IN_WIB)


def test_a_start_of_which_only_the_day_is_known_counts_from_its_end() -> None:
    start = datetime(2026, 3, 2, tzinfo=WITA)
    found = due_after(start, Length(7, "days"), "24h", IN_WITA, by_date=True)
    assert found == datetime(2026, 3, 9, 23, 59, 59, tzinfo=WITA)


def test_a_pause_moves_24_hours_by_its_length_and_days_by_the_days_within_it() -> None:
    since, until = datetime(2026, 4, 6, 9, 0, tzinfo=WITA), datetime(2026, 4, 8, 15, 0, tzinfo=WITA)
    at = datetime(2026, 4, 10, 12, 0, tzinfo=WITA)
    assert extended(at, since, until, "24h", IN_WITA) == at + timedelta(hours=54)
    assert extended(at, since, until, "calendar", IN_WITA) == datetime(2026, 4, 12, 23, 59, 59, tzinfo=WITA)
    assert extended(at, since, until, "working", IN_WITA) == datetime(2026, 4, 14, 23, 59, 59, tzinfo=WITA)


moments = st.integers(0, 25_000).map(lambda hours: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
lengths = st.builds(Length, st.integers(1, 120), st.just("days"))


@given(moments, lengths, st.sampled_from(RULES), st.sampled_from((IN_WIB, IN_WITA, IN_WIT)))
def test_nothing_is_due_before_it_starts_and_later_starts_are_not_due_earlier(
    start: datetime, length: Length, rule: DayRule, calendar: Calendar
) -> None:
    found = due(start, length, rule, calendar)
    assert found > start
    assert due(start + timedelta(hours=5), length, rule, calendar) >= found


@given(moments, lengths, st.sampled_from(RULES), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_pause_never_shortens_a_time(
    start: datetime, length: Length, rule: DayRule, pause: timedelta
) -> None:
    found = due(start, length, rule)
    assert extended(found, start, start + pause, rule, IN_WITA) >= found.replace(microsecond=0)
