"""Case states as the log has them at this moment, for those who are about to show something of a case.

What another process appended counts too: every call asks the log for what lies beyond the versions known,
in one query. So access that has ended is ended for the very next answer.
"""

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from psycopg_pool import AsyncConnectionPool

from domain.case import CaseState, evolve
from domain.events import LogRow, read_event
from projections.arrays import BigInts, Uuids

KEPT = 5_000

_TAIL = (Path(__file__).parent / "case_tail.sql").read_bytes()


class CurrentCases:
    """Bounded cache of case states, brought up to date at every call."""

    def __init__(self, pool: AsyncConnectionPool[Any], kept: int = KEPT) -> None:
        self._pool = pool
        self._kept = kept
        self._states: OrderedDict[UUID, CaseState] = OrderedDict()

    async def at_head(self, cases: Iterable[UUID]) -> dict[UUID, CaseState]:
        """The states of these streams with every event committed before the call.

        A stream is missing from the answer where it has no event, or one that cannot be read or folded: of
        such a case nothing can be judged, so nothing may be shown.
        """
        states = {case: self._states.get(case) for case in cases}
        broken = set()
        for row in await self._tail(states):
            if row.case in broken:
                continue
            try:
                states[row.case] = evolve(states[row.case], read_event(row))
            except Exception as error:
                broken.add(row.case)
                structlog.get_logger().error("case not readable", position=row.position, exc_info=error)
        found = {case: state for case, state in states.items() if state is not None and case not in broken}
        self._keep(found)
        return found

    async def _tail(self, states: dict[UUID, CaseState | None]) -> list[LogRow]:
        known = BigInts(state.version if state is not None else 0 for state in states.values())
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_TAIL, [Uuids(states), known], prepare=True)
            rows = await cursor.fetchall()
        return [LogRow(position, case, *rest) for position, case, *rest in rows]

    def _keep(self, found: dict[UUID, CaseState]) -> None:
        for case, state in found.items():
            known = self._states.get(case)
            if known is None or known.version < state.version:
                self._states[case] = state
            self._states.move_to_end(case)
        while len(self._states) > self._kept:
            self._states.popitem(last=False)
