import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.bench.figures import Comparison, Figure, Window, faster, percentile, slower, timed, windowed


def figure(subject: str, load: str = "32 callers", p50: float | None = None) -> Figure:
    return Figure(suite="append", profile="as the disk is", subject=subject, load=load, p50=p50)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50), (0.99, 99), (0.07, 7), (1.0, 100), (0.0, 1), (0.001, 1)]
)
def test_a_percentile_is_by_nearest_rank(share: float, expected: int) -> None:
    assert percentile([*range(100, 0, -1)], share) == expected


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_the_smallest_value_that_its_share_does_not_exceed(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    at_most = sum(value <= found for value in values)
    below = sum(value < found for value in values)
    assert found in values
    assert at_most >= share * len(values) - 1e-6
    assert below == 0 or below < share * len(values) + 1e-6


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_figure_of_windows_has_the_median_rate_and_the_times_of_all_calls() -> None:
    found = windowed(
        "append",
        "as the disk is",
        "ours",
        "1 caller",
        [Window(100, [0.001] * 98), Window(900, [0.002]), Window(300, [0.004])],
    )
    assert (found.rate, found.p50, found.p99) == (300, 1.0, 2.0)


def test_a_window_without_sampled_times_gives_a_rate_alone() -> None:
    found = windowed("rebuild", "as the disk is", "ours", "50,000 events", [Window(7, ())])
    assert (found.rate, found.p50, found.p99) == (7, None, None)


def test_a_ratio_is_the_median_of_windows_that_were_measured_in_turns() -> None:
    ours = [Window(200, ()), Window(20, ()), Window(300, ())]
    theirs = [Window(100, ()), Window(10, ()), Window(100, ())]  # the machine was busy in the second turn
    assert faster(figure("peer"), ours, theirs, 1.5) == Comparison(peer="peer", ratio=2.0, least=1.5)


def test_times_are_compared_by_their_medians_turn_by_turn() -> None:
    grown = [[0.002, 0.002, 0.9], [0.02], [0.0025]]
    base = [[0.001, 0.001, 0.001], [0.02], [0.001]]  # all were slow in the second turn
    assert slower("10,000 events", grown, base, 1.3) == Comparison(peer="10,000 events", ratio=2.0, most=1.3)


@pytest.mark.parametrize(
    ("promise", "reached"),
    [
        ({}, None),
        ({"least": 1.2}, True),
        ({"least": 1.3}, False),
        ({"most": 1.2}, True),
        ({"most": 1.1}, False),
    ],
)
def test_a_promise_is_kept_at_its_bound(promise: dict[str, float], reached: bool | None) -> None:
    assert Comparison(peer="peer", ratio=1.2, **promise).reached is reached


def test_a_figure_of_single_calls_is_in_milliseconds() -> None:
    found = timed("feed", "as the disk is", "ours", "at rest", [-0.001, 0.002, 0.003])
    assert (found.rate, found.p50, found.p99) == (None, 2.0, 3.0)
