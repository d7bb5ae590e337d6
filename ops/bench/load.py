"""Callers that keep one call each in flight until the time is up, as tasks or as threads."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from time import perf_counter

from ops.bench.figures import Window

WARM_UP = 0.5  # s
TURNS = 3

Measure = Callable[[float], Window]


def in_turns(seconds: float, *measures: Measure) -> list[list[Window]]:
    """Takes each measure TURNS times, one after the other, for `seconds` in all; the windows of each."""
    rounds = [[measure(seconds / TURNS) for measure in measures] for _ in range(TURNS)]
    return [list(windows) for windows in zip(*rounds, strict=True)]


async def keep_calling(
    callers: int, seconds: float, call: Callable[[int], Awaitable[object]], weight: int = 1
) -> Window:
    """Runs `call(caller)` over and over in `callers` tasks; each call stands for `weight` units."""
    taken: list[float] = []
    begin = perf_counter() + WARM_UP
    end = begin + seconds

    async def caller(number: int) -> None:
        while (start := perf_counter()) < end:
            await call(number)
            if start >= begin:
                taken.append(perf_counter() - start)

    await asyncio.gather(*(caller(number) for number in range(callers)))
    return Window(len(taken) * weight / (perf_counter() - begin), taken)


def keep_calling_in_threads(
    threads: int, seconds: float, make: Callable[[int], Callable[[], object]], weight: int = 1
) -> Window:
    """The same with threads; `make(number)` gives each thread its own call. An error ends the run."""
    taken: list[float] = []
    errors: list[BaseException] = []
    calls = [make(number) for number in range(threads)]
    begin = perf_counter() + WARM_UP
    end = begin + seconds

    def caller(call: Callable[[], object]) -> None:
        try:
            while (start := perf_counter()) < end and not errors:
                call()
                if start >= begin:
                    taken.append(perf_counter() - start)
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=caller, args=(call,)) for call in calls]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]
    return Window(len(taken) * weight / (perf_counter() - begin), taken)
