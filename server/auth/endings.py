"""Which tokens and sessions have ended, as this process hears of it from whichever process ended them.

The database says so at the commit (migration 0017). Should that word be lost, what is remembered of a caller
is asked for anew after `REMEMBERED_SECONDS`: an ended one is turned away a little later, never let in.
"""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

import psycopg
import structlog

from server.database import connect

REMEMBERED_SECONDS = 2.5  # with RECHECK_SECONDS of an open stream within the 5 s that are promised
PAUSE_SECONDS = 1.0

Forget = Callable[[UUID | None], None]


class Endings:
    """Has what ended forgotten. One a process; `run` it as a task.

    `forgetting`: each is told the id that ended, or None for whatever may have ended unheard.
    """

    def __init__(self, dsn: str, forgetting: Sequence[Forget]) -> None:
        self._dsn = dsn
        self._forgetting = forgetting

    async def run(self) -> None:
        """Listens until cancelled, over every loss of the connection."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                structlog.get_logger().warning("endings not heard", exc_info=error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        async with await connect(self._dsn) as connection:
            await connection.execute("LISTEN jejak_ended")
            self._forget(None)
            async for notify in connection.notifies():
                self._forget(_id(notify.payload))

    def _forget(self, ended: UUID | None) -> None:
        for forget in self._forgetting:
            forget(ended)


def _id(payload: str) -> UUID | None:
    """The id that was told; None for what anybody else may have said: then all is asked for anew."""
    try:
        return UUID(payload)
    except ValueError:
        return None
