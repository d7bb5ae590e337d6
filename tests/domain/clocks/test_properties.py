"""Promises of the clocks, on random cases."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.case import evolve, fold
from domain.clocks.clock import in_time, status
from domain.clocks.engine import Tale, clocks_of
from domain.clocks.explain import explain
from domain.clocks.moved import may_have_moved
from tests.domain.clocks.stories import Told, arrived, essence, tellings
from tests.domain.clocks.telling import DAY_0, TABLES, clocks, place_of

moments = st.integers(-100, 4000).map(lambda hours: DAY_0 + timedelta(hours=hours))


@given(tellings, st.randoms(use_true_random=False))
def test_any_order_of_arrival_leads_to_the_same_clocks(events: list[Told], chance: object) -> None:
    in_turn = sorted(events, key=lambda each: each.hours)
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert essence(arrived(shuffled)) == essence(arrived(in_turn))


@given(tellings)
def test_nothing_is_due_or_stopped_before_it_starts(events: list[Told]) -> None:
    for clock in clocks(arrived(events)):
        assert clock.due_at is None or clock.due_at >= clock.started_at
        assert clock.stopped_at is None or clock.stopped_at >= clock.started_at
        assert clock.soon_at is None or clock.soon_at <= clock.due_at  # type: ignore[operator]
        for pause in clock.paused:
            assert clock.started_at <= pause.since <= (pause.until or pause.since)


@given(tellings)
def test_clocks_are_a_function_of_the_state_alone(events: list[Told]) -> None:
    stream = arrived(events)
    again = fold(stream.events)
    assert again is not None
    place = place_of(stream)
    assert clocks_of(again, TABLES, place) == clocks_of(stream.now, TABLES, place) == clocks(stream)


@given(tellings)
def test_what_is_said_not_to_have_moved_has_not(events: list[Told]) -> None:
    stream = arrived(events)
    place, before = place_of(stream), None
    for event in stream.events:
        after = evolve(before, event)
        if before is not None and not may_have_moved(before, after, TABLES):
            assert clocks_of(before, TABLES, place) == clocks_of(after, TABLES, place)
        before = after


@given(tellings, st.integers(0, 12))
def test_a_tale_that_goes_on_is_the_tale_from_the_beginning(events: list[Told], in_turn: int) -> None:
    """The first so many arrive in the order in which they happened, the others as they come."""
    turned = sorted(events[:in_turn], key=lambda each: each.hours)
    stream = arrived([*turned, *events[in_turn:]])
    place, state, tale = place_of(stream), None, None
    for event in stream.events:
        state = evolve(state, event)
        tale = tale.go_on(state, place) if tale is not None else Tale(state, TABLES, place)
        assert sorted(tale.clocks, key=repr) == sorted(clocks_of(state, TABLES, place), key=repr)


@given(tellings)
def test_events_that_come_in_turn_move_no_due_time_but_by_pausing_or_by_a_receipt(events: list[Told]) -> None:
    in_turn = sorted(events, key=lambda each: each.hours)
    for count in range(1, len(in_turn) + 1):
        before, stream = clocks(arrived(in_turn[: count - 1])), arrived(in_turn[:count])
        for moved in explain(before, clocks(stream), stream.events[-1].head, TABLES.acts):
            assert moved.explanation in ("clock_paused", "clock_resumed", "started_anew", "regime_changed")


@given(tellings, moments)
def test_a_clock_shows_one_of_six_things_and_met_is_final(events: list[Told], now: object) -> None:
    for clock in clocks(arrived(events)):
        shown = status(clock, now)  # type: ignore[arg-type]
        assert shown in ("running", "due_soon", "lapsed", "paused", "met", "met_late")
        if clock.stopped_at is not None:
            kept = "met" if in_time(clock.stopped_at, clock.due_at) else "met_late"
            assert status(clock, clock.stopped_at + timedelta(days=9000)) == kept
        if clock.due_at is None:
            assert shown not in ("lapsed", "met_late", "due_soon")
