"""Callers that keep one call each in flight until the time is up, as tasks or as threads."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from time import perf_counter

WARM_UP = 1.0


async def keep_calling(
    callers: int, seconds: float, call: Callable[[int], Awaitable[object]]
) -> tuple[list[float], float]:
    """Runs `call(caller)` over and over in `callers` tasks; (seconds of each call after warm-up, elapsed)."""
    taken: list[float] = []
    begin = perf_counter() + WARM_UP
    end = begin + seconds

    async def caller(number: int) -> None:
        while (start := perf_counter()) < end:
            await call(number)
            if start >= begin:
                taken.append(perf_counter() - start)

    await asyncio.gather(*(caller(number) for number in range(callers)))
    return taken, perf_counter() - begin


def keep_calling_in_threads(
    threads: int, seconds: float, make: Callable[[int], Callable[[], object]]
) -> tuple[list[float], float]:
    """The same with threads; `make(number)` gives each thread its own call."""
    taken: list[float] = []
    begin = perf_counter() + WARM_UP
    end = begin + seconds

    def caller(call: Callable[[], object]) -> None:
        while (start := perf_counter()) < end:
            call()
            if start >= begin:
                taken.append(perf_counter() - start)

    calls = [make(number) for number in range(threads)]
    workers = [threading.Thread(target=caller, args=(call,)) for call in calls]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return taken, perf_counter() - begin
