"""How far the projections have come, for those who wait to read their own write."""

import asyncio
from collections.abc import Iterable


class Applied:
    """Positions by projection, as this process knows them, and its waiters."""

    def __init__(self) -> None:
        self._positions: dict[str, int] = {}
        self._waiting: dict[str, dict[asyncio.Future[None], int]] = {}

    def position(self, name: str) -> int:
        """The position a projection is known to have reached; 0 before the first word of it."""
        return self._positions.get(name, 0)

    def advance(self, names: Iterable[str], position: int) -> None:
        """Notes that projections have committed up to a position, and wakes who waited for it."""
        for name in names:
            self._positions[name] = max(position, self.position(name))
            for future, wanted in self._waiting.get(name, {}).items():
                if wanted <= position and not future.done():
                    future.set_result(None)

    async def reach(self, name: str, position: int, seconds: float) -> int:
        """Waits at most so many `seconds` for a projection to reach a position; the position it has."""
        if self.position(name) < position:
            future = asyncio.get_running_loop().create_future()
            waiting = self._waiting.setdefault(name, {})
            waiting[future] = position
            try:
                await asyncio.wait([future], timeout=seconds)
            finally:  # also for a position that never comes, or a reader that went away
                del waiting[future]
        return self.position(name)
