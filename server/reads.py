"""The read log: what each agency was served, written and committed before it is served.

Who consulted personal data, when and of whom must be provable (UU 27/2022 arts 7 and 32;
reference/evidence.md section 5). A row names positions in the log and data classes, never a value.

The lock of the tree over the reads is held until the commit, so reads are committed one transaction after the
other: what waits meanwhile in this process goes into the next one together.
"""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from domain.problems import refuse
from domain.read_purposes import ReadReason
from projections.arrays import BigInts, SmallInts
from server.api.problems import ProblemError
from server.clock import Clock
from server.metrics import READS
from server.readlog.reader import Reader

STAGE_ONLY = -1
WRITE_SECONDS = 5.0
MOST_AT_ONCE = 64  # reads in one transaction
MOST_EVENTS = 2_000  # in one read: as an entry of the log of reads it has at most 65,535 bytes (tlog-tiles)

_ADD = (Path(__file__).parent / "add_read.sql").read_bytes()
_ADD_LIST = (Path(__file__).parent / "add_list_read.sql").read_bytes()

_Statement = tuple[bytes, dict[str, Any]]
_Waiting = tuple[_Statement, asyncio.Future[None]]


class Served(NamedTuple):
    """One event as served: its log position and the DataClass mask of the values given with its body, or
    STAGE_ONLY where not even the body was."""

    position: int
    classes: int


class ReadLog:
    """Appends to `jejak.reads`."""

    def __init__(self, pool: AsyncConnectionPool[Any], clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(
        self,
        reader: Reader,
        call: str,
        served: Sequence[Served],
        *,
        case: UUID | None = None,
        rows: tuple[int, int] | None = None,
        reason: ReadReason | None = None,
        required: bool = False,
    ) -> None:
        """Records a read; when this returns the answer may be given.

        `call` is the operation id of the API; `rows` the first and last ledger row of a fetch. A read that
        names neither rows nor a case is that of a list, kept by position too (migration 0008). `reason`:
        why values are opened that the reader's office alone does not open. Raises ProblemError
        (`read_log_unavailable`) when it cannot be written and anything but the `case` class is to be served;
        what is of the `case` class alone is then served unrecorded (DESIGN section 6), unless the record is
        `required`: of those who see more than an agency nothing is. A read of very many events is kept as
        several.
        """
        first, last = rows or (None, None)
        row = {
            **reader._asdict(),
            "purpose": str(reader.purpose),
            "read_at": self._clock(),
            "call": call,
            "case_id": case,
            "first_n": first,
            "last_n": last,
            "reason": reason and str(reason),
        }
        add = _ADD if case or rows else _ADD_LIST
        try:
            await asyncio.gather(*(self._write(add, row | told) for told in _told(served)))
        except (psycopg.Error, PoolTimeout, TimeoutError, OSError) as error:
            structlog.get_logger().error("read not recorded", exc_info=error)
            READS.labels("unrecorded").inc()
            if required or any(each.classes > 0 for each in served):
                rule = "This read is recorded before it is answered, and that failed; try again."
                raise ProblemError(refuse("read_log_unavailable", rule)) from None
        else:
            READS.labels(call).inc()

    async def _write(self, statement: bytes, row: dict[str, Any]) -> None:
        """Returns when the row is committed."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(((statement, row), done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                await self._commit([statement for statement, _ in taken])
            except Exception as error:  # whatever it is, those who wait must hear of it
                _tell(taken, error)
            else:
                _tell(taken, None)

    async def _commit(self, statements: Sequence[_Statement]) -> None:
        async with asyncio.timeout(WRITE_SECONDS), self._pool.connection() as connection:
            if len(statements) == 1:
                await connection.execute(*statements[0], prepare=True)
                return
            async with connection.pipeline(), connection.transaction():
                for statement, row in statements:
                    await connection.execute(statement, row, prepare=True)


def _tell(taken: Sequence[_Waiting], error: Exception | None) -> None:
    """What became of the rows, to those who still wait."""
    for _, done in taken:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _told(served: Sequence[Served]) -> Iterator[dict[str, Any]]:
    """What a read told, in as many rows as it takes, one at least."""
    for first in range(0, len(served) or 1, MOST_EVENTS):
        part = served[first : first + MOST_EVENTS]
        yield {
            "positions": BigInts(each.position for each in part),
            "classes": SmallInts(each.classes for each in part),
        }
