"""How far each agency's ledger reaches, as this process hears of it, and who waits for more.

The follower says after its commit how far the ledger has come, in its own process and to the others
(server/follow.py). Should that word be lost, one query a second asks for all who wait: mail may be late by a
second, never lost.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from projections.applied import Applied
from server.ledger.statements import statement
from server.ledger.writer import Ledger

POLL_SECONDS = 1.0

Heard = Callable[[Mapping[str, int]], None]


class Arrivals:
    """Hears of new ledger rows and wakes those who wait. One a process; `run` it as a task.

    `heard` is told the heads that moved: the bell.
    """

    def __init__(self, pool: AsyncConnectionPool[Any], applied: Applied, heard: Heard | None = None) -> None:
        self._pool = pool
        self._applied = applied
        self._heard = heard
        self._heads: dict[str, int] = {}
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}

    async def beyond(self, agency: str, after: int, seconds: float) -> bool:
        """Waits at most so long until the agency's ledger reaches beyond row `after`; whether it does."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self._heads.get(agency, 0) <= after:
            left = deadline - loop.time()
            if left <= 0:
                return False
            await self._next(agency, left)
        return True

    async def run(self) -> None:
        """Follows the ledger until cancelled."""
        asked = -1
        while True:
            position = await self._applied.reach(Ledger.name, asked + 1, POLL_SECONDS)
            if position <= asked and not self._waiting:
                continue
            try:
                self._note(await self._ask())
                asked = position
            except (psycopg.Error, PoolTimeout, OSError) as error:
                structlog.get_logger().warning("ledger heads not read", exc_info=error)
                await asyncio.sleep(POLL_SECONDS)

    async def _ask(self) -> dict[str, int]:
        async with self._pool.connection() as connection:
            return dict(await (await connection.execute(statement("heads"))).fetchall())

    def _note(self, heads: Mapping[str, int]) -> None:
        news = {agency: n for agency, n in heads.items() if n > self._heads.get(agency, 0)}
        self._heads.update(news)
        for agency in news:
            for future in self._waiting.pop(agency, ()):
                if not future.done():
                    future.set_result(None)
        if news and self._heard is not None:
            self._heard(news)

    async def _next(self, agency: str, seconds: float) -> None:
        """Waits for the next word of this agency, or until the time is over."""
        future = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(agency, set())
        waiting.add(future)
        try:
            await asyncio.wait([future], timeout=seconds)
        finally:
            waiting.discard(future)
            if not waiting and self._waiting.get(agency) is waiting:
                del self._waiting[agency]
