import asyncio
import time

import pytest

from ops.bench import load
from ops.bench.figures import Window


@pytest.fixture(autouse=True)
def short_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "WARM_UP", 0.02)


async def test_each_caller_has_one_call_in_flight_until_the_time_is_up() -> None:
    flying: dict[int, int] = {}
    most: dict[int, int] = {}

    async def call(caller: int) -> None:
        flying[caller] = flying.get(caller, 0) + 1
        most[caller] = max(most.get(caller, 0), flying[caller])
        await asyncio.sleep(0.001)
        flying[caller] -= 1

    window = await load.keep_calling(4, 0.1, call)
    assert most == {0: 1, 1: 1, 2: 1, 3: 1}
    assert window.taken
    assert all(seconds > 0 for seconds in window.taken)


async def test_calls_of_the_warm_up_do_not_count() -> None:
    calls: list[float] = []

    async def call(_: int) -> None:
        calls.append(time.perf_counter())
        await asyncio.sleep(0.002)

    window = await load.keep_calling(1, 0.05, call)
    assert 0 < len(window.taken) < len(calls)


def test_a_call_can_stand_for_many_events() -> None:
    window = load.keep_calling_in_threads(2, 0.05, lambda _: lambda: time.sleep(0.005), weight=100)
    assert window.rate > len(window.taken)


def test_what_one_thread_raises_ends_the_run() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load.keep_calling_in_threads(3, 60, lambda number: fail if number == 2 else lambda: time.sleep(0.001))


def test_measures_take_turns() -> None:
    order: list[tuple[str, float]] = []

    def measure(name: str) -> load.Measure:
        def taken(seconds: float) -> Window:
            order.append((name, seconds))
            return Window(float(len(order)), ())

        return taken

    ours, theirs = load.in_turns(3.0, measure("ours"), measure("theirs"))
    assert order == [("ours", 1.0), ("theirs", 1.0)] * 3
    assert [window.rate for window in ours] == [1, 3, 5]
    assert [window.rate for window in theirs] == [2, 4, 6]
