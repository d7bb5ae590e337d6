"""When a modus is repeated often enough to warn of, and who finds out whether two persons are one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.watch import WATCH, ModusRule, Sighting, repeated

START = datetime(2026, 3, 2, tzinfo=UTC)
RULE = ModusRule(3, 30, "Sc-1")


def sightings(*days: int) -> list[Sighting]:
    """Each in a case of its own, recorded in this order."""
    return [Sighting(START + timedelta(days=day), UUID(int=n), n) for n, day in enumerate(days, start=1)]


def alerts(seen: list[Sighting]) -> list[int]:
    """At which of them, counted from 1, an alert is due."""
    return [each.position for each in seen if repeated(seen, each, RULE)]


def test_the_third_within_the_days_is_an_alert_and_the_third_just_outside_is_none() -> None:
    assert alerts(sightings(0, 10, 30)) == [3]
    assert alerts(sightings(0, 10, 31)) == []


def test_what_was_sighted_in_the_days_of_one_alert_makes_no_second() -> None:
    assert alerts(sightings(0, 1, 2, 3, 4, 5)) == [3]
    assert alerts(sightings(0, 1, 2, 3, 31, 32, 33)) == [3, 7]


def test_a_late_report_makes_the_window_full_in_which_it_happened() -> None:
    seen = sightings(0, 25, 45, 3)
    assert alerts(seen) == [4]
    assert [each.at for each in repeated(seen, seen[3], RULE)] == sorted(seen[n].at for n in (0, 1, 3))


def test_cases_count_and_not_events() -> None:
    case = UUID(int=9)
    assert alerts([Sighting(START, case, n) for n in range(1, 9)]) == []


@given(st.lists(st.integers(0, 120), max_size=14))
def test_every_alert_has_cases_enough_within_the_days_and_no_two_share_a_sighting(days: list[int]) -> None:
    seen, told = sightings(*days), set[int]()
    for each in seen:
        window = repeated(seen, each, RULE)
        if window:
            assert len({sighting.case for sighting in window}) >= RULE.cases
            assert max(window).at - min(window).at <= timedelta(days=RULE.days)
            assert each in window
            assert told.isdisjoint(sighting.position for sighting in window)
            told |= {sighting.position for sighting in window}


@given(st.lists(st.integers(0, 60), min_size=3, max_size=10))
def test_what_comes_later_does_not_change_whether_an_alert_was_due(days: list[int]) -> None:
    seen = sightings(*days)
    for end in range(1, len(seen) + 1):
        newest = seen[end - 1]
        assert repeated(seen, newest, RULE) == repeated(seen[:end], newest, RULE)


def test_every_threshold_names_its_basis() -> None:
    for rule in (WATCH.modus, WATCH.duplicates, WATCH.recomputed):
        assert rule.basis
