"""One committer a process: what queued while the last transaction committed is the next one.

An answer is given only after the commit. A unit may be decided on a version that an earlier unit, still
queued, is to make; so when a unit is refused, every later one of its stream that is queued by then is refused
too.
When the connection is lost the fate of a batch is unknown; the same batch is appended again, and what turns
out to be stored is compared with what was sent before it is answered as recorded.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

import psycopg

from projections.arrays import BigInts
from server.clock import Clock, system_clock
from server.database import connect
from server.log.queue import UnitQueue, Waiting
from server.log.statements import statement
from server.log.units import (
    CONFLICT,
    Answer,
    Exists,
    Recorded,
    Unit,
    UnitOutcome,
    append_arguments,
    as_sent,
    unit_outcomes,
)
from server.metrics import COMMIT_EVENTS, COMMIT_SECONDS

APPEND, STORED = statement("append_call"), statement("stored")
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0

Connection = psycopg.AsyncConnection[Any]


class Busy(Exception):
    """The queue is full, or the committer does not run: nothing was taken in; ask again later."""


class Unavailable(Exception):
    """PostgreSQL did not answer in time. The unit may be recorded or not: ask again with the same id."""


def _nothing(stream: UUID) -> None:
    pass


class GroupCommit:
    """Merges concurrent publishers into one transaction of one call.

    `queue_limit` is in events; `patience` is how many seconds a lost database is waited for before the
    waiting units are answered Unavailable. `on_refused(stream)` is called when a unit is not recorded, before
    anybody is told: who keeps states that rest on queued units drops those of the stream there, else a unit
    could be decided on a state that never came to be.
    """

    def __init__(
        self,
        dsn: str,
        clock: Clock = system_clock,
        *,
        queue_limit: int = 20_000,
        patience: float = 10.0,
        on_refused: Callable[[UUID], None] = _nothing,
    ) -> None:
        self._dsn = dsn
        self._clock = clock
        self._queue_limit = queue_limit
        self._patience = patience
        self._on_refused = on_refused
        self._queue = UnitQueue()
        self._wake = asyncio.Event()
        self._stopping = False
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connects and begins. Raises psycopg.OperationalError when the database does not answer."""
        self._connection = await connect(self._dsn)
        self._task = asyncio.create_task(self._run(), name="committer")

    async def stop(self) -> None:
        """Takes in nothing more, commits and answers what is queued, then disconnects."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        if self._connection is not None:
            await self._connection.close()

    def submit(self, unit: Unit) -> "asyncio.Future[UnitOutcome]":
        """Queues a unit; the future has its outcome once it is durable or refused.

        Units of one stream keep their order. Cancelling the future does not take the unit back. The future
        raises Unavailable, or another error where this very unit cannot be stored (a NUL in a text, say).
        Raises Busy, and ValueError for a unit without events or with two of the same source and id.
        """
        if self._task is None or self._task.done() or self._stopping:
            raise Busy
        if self._queue.events + len(unit.events) > self._queue_limit:
            raise Busy
        future: asyncio.Future[UnitOutcome] = self._task.get_loop().create_future()
        self._queue.put(unit, future)
        self._wake.set()
        return future

    @property
    def queued(self) -> int:
        """Events that wait for the next transaction."""
        return self._queue.events

    async def _run(self) -> None:
        while self._queue or not self._stopping:
            if self._queue:
                await self._commit_next()
                # Those who were just answered may have more to say: let them join the next transaction.
                await asyncio.sleep(0)
            else:
                self._wake.clear()
                await self._wake.wait()

    async def _commit_next(self) -> None:
        batch = self._queue.take_batch()
        started = monotonic()
        try:
            outcomes = await self._commit([waiting.unit for waiting in batch])
        except Unavailable as failure:
            self._fail([*batch, *self._queue.take_all()], failure)
        except Exception as failure:  # whatever one unit holds, the committer lives on
            if len(batch) == 1:
                self._fail(batch, failure)
            else:
                self._queue.put_back_singly(batch)
        else:
            COMMIT_SECONDS.observe(monotonic() - started)
            COMMIT_EVENTS.observe(sum(len(waiting.unit.events) for waiting in batch))
            self._answer(batch, outcomes)

    async def _commit(self, units: Sequence[Unit]) -> list[UnitOutcome]:
        arguments = append_arguments(units, self._clock())
        fate_unknown = False
        while True:
            connection = await self._connected()
            try:
                cursor = await connection.execute(APPEND, arguments, prepare=True)
                outcomes = unit_outcomes(units, Answer(*(await cursor.fetchall())[0]))
                return await self._claim(connection, units, outcomes) if fate_unknown else outcomes
            except psycopg.Error:
                if not connection.closed:
                    raise  # PostgreSQL refused the statement: nothing of it is stored
                fate_unknown = True

    async def _claim(
        self, connection: Connection, units: Sequence[Unit], outcomes: Sequence[UnitOutcome]
    ) -> list[UnitOutcome]:
        """Exists becomes Recorded where what exists was stored by the transaction whose answer was lost."""
        claimed: list[UnitOutcome] = []
        for unit, outcome in zip(units, outcomes, strict=True):
            if isinstance(outcome, Exists):
                positions = BigInts(position for position in outcome.positions if position is not None)
                stored = await connection.execute(STORED, [positions])
                claimed.append(as_sent(unit, await stored.fetchall()) or outcome)
            else:
                claimed.append(outcome)
        return claimed

    async def _connected(self) -> Connection:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        deadline, pause = monotonic() + self._patience, FIRST_PAUSE
        while True:
            try:
                self._connection = await connect(self._dsn)
                return self._connection
            except psycopg.Error as failure:
                if monotonic() + pause > deadline:
                    raise Unavailable from failure
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _answer(self, batch: Sequence[Waiting], outcomes: Sequence[UnitOutcome]) -> None:
        answered = list(zip(batch, outcomes, strict=True))
        self._refuse_followers(
            {waiting.unit.stream for waiting, outcome in answered if not isinstance(outcome, Recorded)}
        )
        for waiting, outcome in answered:
            if not waiting.future.done():
                waiting.future.set_result(outcome)

    def _fail(self, batch: Iterable[Waiting], failure: Exception) -> None:
        failed = list(batch)
        self._refuse_followers({waiting.unit.stream for waiting in failed})
        for waiting in failed:
            if not waiting.future.done():
                waiting.future.set_exception(failure)

    def _refuse_followers(self, streams: set[UUID]) -> None:
        if not streams:
            return
        for stream in streams:
            self._on_refused(stream)
        for waiting in self._queue.withdraw(streams):
            if not waiting.future.done():
                waiting.future.set_result(CONFLICT)
