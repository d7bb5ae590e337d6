"""The follower: the task of a server process that applies the log to the ledger and the views.

One process of a deployment leads, by an advisory lock that ends with its connection; the others wait and
take over. Should two ever believe that they lead, the compare-and-set of the checkpoints stops one.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from psycopg import AsyncConnection, Notify

from projections.applied import Applied
from projections.engine import Projection
from projections.lane import PAGE, LaneLost, Step, checkpoints
from projections.lanes import Lanes
from projections.memory import seldom_collected
from projections.owner import owner_connection
from projections.schemas import ensure_schemas
from server.database import connect

log = structlog.get_logger()

LEAD = "SELECT pg_try_advisory_lock(hashtextextended('jejak.follower', 0))"
TELL = "SELECT pg_notify('jejak_applied', %s)"
POLL = 0.5  # seconds; a lost notification costs this much, never an event
# Seconds between two attempts after failures: where a view fails, each brings the ledgers on by a page.
LONGEST_PAUSE = 5.0
# Seconds of rest after each event applied: a transaction of many events costs little more than one of a few,
# so under load the views come a little later and leave the processor to those who publish. One event alone
# rests a thousandth; half a second is reached at 500 events in a page (docs/adr/0231).
REST, LONGEST_REST = 0.001, 1.0


class Follower:
    """Applies the log while it leads, and in every process knows how far the projections are.

    projections: in the order in which they are applied. `applied` is how others wait for them. `patience`:
    seconds that a process meant to follow beside this one is given, at the start and whenever it is gone.
    """

    def __init__(
        self, dsn: str, projections: Sequence[Projection], applied: Applied, patience: float = 0.0
    ) -> None:
        self.leads = False
        self._dsn = dsn
        self._projections = projections
        self._names = [projection.name for projection in projections]
        self._applied = applied
        self._patience = patience
        self._wake = asyncio.Event()
        self._failures = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Makes sure of the views' schemas and begins to follow. Raises psycopg.Error."""
        async with owner_connection(self._dsn) as conn:
            await ensure_schemas(conn, self._projections)
        self._task = asyncio.create_task(self._supervise(), name="follower")

    async def stop(self) -> None:
        """Ends following; what is being written of a page is written, or rolled back, first."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def ring(self) -> None:
        """Says that something was appended, so that it is applied at once."""
        self._wake.set()

    async def _supervise(self) -> None:
        while True:
            try:
                await self._session()
            except Exception as error:
                self._stopped(_first(error))
            self.leads = False
            await asyncio.sleep(min(LONGEST_PAUSE, POLL * 2 ** min(self._failures - 1, 10)))

    def _stopped(self, error: BaseException) -> None:
        if isinstance(error, LaneLost):
            log.info("follower starts anew: a checkpoint or a parked case was changed")
            return
        self._failures += 1
        log.error("follower stopped", exc_info=error, failures=self._failures)

    async def _session(self) -> None:
        async with await connect(self._dsn) as watch:
            await watch.execute("LISTEN jejak_log")
            await watch.execute("LISTEN jejak_applied")
            await self._note_checkpoints(watch)
            if self._patience:
                await self._listen(watch, self._patience)
            while not await _taken(watch):
                await self._note_checkpoints(watch)
                await self._listen(watch, max(POLL, self._patience))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch(watch))
                tasks.create_task(self._lead())

    async def _watch(self, watch: AsyncConnection[Any]) -> None:
        """Listens as long as the connection holds, and with it the lock."""
        await self._listen(watch, None)
        raise ConnectionResetError

    async def _lead(self) -> None:
        async with await connect(self._dsn) as conn:
            await self._note_checkpoints(conn)
            lanes = await Lanes.open(conn, self._projections)
            self.leads = True
            with seldom_collected():
                while True:
                    await self._step(lanes, conn)

    async def _step(self, lanes: Lanes, conn: AsyncConnection[Any]) -> None:
        self._wake.clear()
        steps = await lanes.step(conn, partial(self._tell, conn))
        self._failures = 0
        if not steps:
            await self._wait()
        else:
            await asyncio.sleep(rest_after(steps))

    async def _tell(self, conn: AsyncConnection[Any], step: Step) -> None:
        """After the commit, and never in its transaction: NOTIFY holds a lock of the whole database until
        the end of a commit, and would hold up the appends behind this one's flush."""
        self._applied.advance(step.names, step.position)
        for parked in step.parked:
            log.error(
                "case parked",
                projection=parked.projection,
                position=parked.position,
                error_type=parked.error_type,
            )
        await conn.execute(TELL, [" ".join((str(step.position), *step.names))])

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL):  # not wait_for, which loses a stop that comes with a ring
                await self._wake.wait()

    async def _listen(self, watch: AsyncConnection[Any], seconds: float | None) -> None:
        async for notify in watch.notifies(timeout=seconds):
            self._heard(notify)

    def _heard(self, notify: Notify) -> None:
        if notify.channel == "jejak_log":
            self.ring()
        else:
            position, *names = notify.payload.split(" ")
            self._applied.advance(names, int(position))

    async def _note_checkpoints(self, conn: AsyncConnection[Any]) -> None:
        for name, position in (await checkpoints(conn, self._names)).items():
            self._applied.advance([name], position)


def rest_after(steps: Sequence[Step]) -> float:
    """Seconds until the next step: none while a full page shows that there is more to catch up with."""
    most = max(step.events for step in steps)
    return min(LONGEST_REST, REST * most) if most < PAGE else 0.0


async def _taken(watch: AsyncConnection[Any]) -> bool:
    return await (await watch.execute(LEAD)).fetchone() == (True,)


def _first(error: Exception) -> BaseException:
    """The error itself, out of the group a task group wraps it in."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
