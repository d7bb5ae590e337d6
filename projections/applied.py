"""How far the projections have come, for those who wait to read their own write."""

import asyncio
from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import count


class Applied:
    """Positions by projection, as this process knows them, and its waiters."""

    def __init__(self) -> None:
        self._positions: dict[str, int] = {}
        self._waiting: dict[str, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._order = count()

    def position(self, name: str) -> int:
        """The position a projection is known to have reached; 0 before the first word of it."""
        return self._positions.get(name, 0)

    def advance(self, names: Iterable[str], position: int) -> None:
        """Notes that projections have committed up to a position, and wakes who waited for it."""
        for name in names:
            self._positions[name] = max(position, self.position(name))
            waiting = self._waiting.get(name, [])
            while waiting and waiting[0][0] <= position:
                future = heappop(waiting)[2]
                if not future.done():
                    future.set_result(None)

    async def reach(self, name: str, position: int, seconds: float) -> int:
        """Waits at most so many `seconds` for a projection to reach a position; the position it has."""
        if self.position(name) < position:
            future = asyncio.get_running_loop().create_future()
            heappush(self._waiting.setdefault(name, []), (position, next(self._order), future))
            await asyncio.wait([future], timeout=seconds)
            future.cancel()
        return self.position(name)
