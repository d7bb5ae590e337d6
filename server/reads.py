"""The read log: what each agency was served, written and committed before it is served.

Who consulted personal data, when and of whom must be provable (UU 27/2022 arts 7 and 32;
reference/evidence.md section 5). A row names positions in the log and data classes, never a value.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from domain.problems import refuse
from server.api.problems import ProblemError
from server.auth.principal import Principal
from server.clock import Clock
from server.metrics import READS

STAGE_ONLY = -1
WRITE_SECONDS = 5.0

_ADD = (Path(__file__).parent / "add_read.sql").read_bytes()
_ADD_LIST = (Path(__file__).parent / "add_list_read.sql").read_bytes()


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

    async def record(
        self,
        principal: Principal,
        call: str,
        served: Sequence[Served],
        *,
        case: UUID | None = None,
        rows: tuple[int, int] | None = None,
    ) -> None:
        """Records a read; when this returns the answer may be given.

        `call` is the operation id of the API; `rows` the first and last ledger row of a fetch. A read that
        names neither rows nor a case is that of a list, kept by position too (migration 0008). Raises
        ProblemError (`read_log_unavailable`) when it cannot be written and anything but the `case` class is
        to be served; what is of the `case` class alone is then served unrecorded (DESIGN section 6).
        """
        first, last = rows or (None, None)
        row = {
            "read_at": self._clock(),
            "agency": principal.agency,
            "token_id": principal.token_id,
            "call": call,
            "case_id": case,
            "first_n": first,
            "last_n": last,
            "positions": [each.position for each in served],
            "classes": [each.classes for each in served],
        }
        try:
            await self._write(_ADD if case or rows else _ADD_LIST, row)
        except (psycopg.Error, PoolTimeout, TimeoutError, OSError) as error:
            structlog.get_logger().error("read not recorded", exc_info=error)
            READS.labels("unrecorded").inc()
            if any(each.classes > 0 for each in served):
                rule = "A read of anything but the case class is recorded first, and that failed; try again."
                raise ProblemError(refuse("read_log_unavailable", rule)) from None
        else:
            READS.labels(call).inc()

    async def _write(self, statement: bytes, row: dict[str, Any]) -> None:
        async with asyncio.timeout(WRITE_SECONDS), self._pool.connection() as connection:
            await connection.execute(statement, row)
