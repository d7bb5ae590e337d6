"""The deployment in which scenarios are played: its clock stands where the story is, and what falls due
between two steps is put on record when it falls due, as it would be were the days to pass.
"""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from psycopg import AsyncConnection

from server.clock import system_clock
from server.clockwork.clockwork import Clockwork
from server.database import connect
from server.evidence.findings import PROMISED
from server.evidence.serving import newest_of
from server.services import Services

SOONEST = (Path(__file__).parent / "soonest.sql").read_bytes()
SETTLE_SECONDS = 30.0
LOOK_SECONDS, SEAL_LOOKS = 0.02, 1_500
ROUNDS = 20  # what the deployment records may cause more of it; it comes to an end soon

T = TypeVar("T")


class NotSettled(Exception):
    """Ledger, views or checkpoints did not catch up with the log."""


class StoryClock:
    """A clock that stands at a moment and is moved forward; until it is first moved, and once it is let go,
    the machine's."""

    def __init__(self) -> None:
        self._moment: datetime | None = None

    def __call__(self) -> datetime:
        """The moment, UTC."""
        return self._moment or system_clock()

    @property
    def stands(self) -> bool:
        """Whether it is the story's."""
        return self._moment is not None

    def stand_at(self, moment: datetime) -> None:
        """Moves forward to a moment; one that is past already changes nothing."""
        moment = moment.astimezone(UTC)
        self._moment = max(moment, self._moment or moment)

    def let_go(self) -> None:
        """From here on time passes by itself."""
        self._moment = None


class Simulation:
    """A deployment served by this process, on another thread than the story (`ops.play.World`).

    `loop` is that of the server. The deployment's clockwork must not run by itself meanwhile. `sealed`: the
    logs are sealed meanwhile, and time jumps over no event that is under no checkpoint: it would be told as
    sealed late.
    """

    def __init__(
        self, clock: StoryClock, services: Services, loop: asyncio.AbstractEventLoop, *, sealed: bool = False
    ) -> None:
        self._clock = clock
        self._services = services
        self._clockwork = Clockwork(services)
        self._loop = loop
        self._is_sealed = sealed
        self._conn: AsyncConnection[Any] | None = None

    def close(self) -> None:
        """Gives back what it holds of the database; the story is over."""
        self._wait(self._close())

    def until(self, moment: datetime) -> None:
        """Lets time pass. Where the clock is the machine's, the story is told again and nothing passes."""
        if self._clock.stands:
            self._wait(self._pass(moment))

    def settled(self) -> None:
        """Raises NotSettled where the views stay behind."""
        self._wait(self._settle())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _pass(self, moment: datetime) -> None:
        await self._settle()
        due = await self._soonest(self._clock())
        while due is not None and due <= moment:
            await self._stand_at(due)
            await self._settle()
            due = await self._soonest(due + timedelta(microseconds=1))
        await self._stand_at(moment)

    async def _stand_at(self, moment: datetime) -> None:
        if self._is_sealed and moment - self._clock() > PROMISED:
            await self._sealed()
        self._clock.stand_at(moment)

    async def _sealed(self) -> None:
        head = (await self._services.reader.head()).position
        for _ in range(SEAL_LOOKS):
            if await self._under_a_checkpoint() >= head:
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise NotSettled("The log was not sealed.")

    async def _under_a_checkpoint(self) -> int:
        async with self._services.pool.connection() as conn:
            newest = await newest_of(conn, "log")
        return newest.size if newest else 0

    async def _settle(self) -> None:
        await self._applied()
        if not self._clock.stands:
            return
        for _ in range(ROUNDS):
            if not await self._clockwork.round(await self._connection(), self._clock()):
                return
            await self._applied()
        raise NotSettled("What the deployment records causes ever more of it.")

    async def _connection(self) -> AsyncConnection[Any]:
        if self._conn is None:
            self._conn = await connect(self._services.settings.database_url)
        return self._conn

    async def _close(self) -> None:
        if self._conn is not None:
            await self._conn.close()

    async def _applied(self) -> None:
        head = (await self._services.reader.head()).position
        for name in self._services.projections:
            if await self._services.applied.reach(name, head, SETTLE_SECONDS) < head:
                raise NotSettled("Ledger and views did not catch up with the log.")

    async def _soonest(self, after: datetime) -> datetime | None:
        async with self._services.pool.connection() as conn:
            row = await (await conn.execute(SOONEST, {"after": after})).fetchone()
        return row[0] if row else None
