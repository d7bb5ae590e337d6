"""The fold of a lane: case states and the directory at one position, moved on row by row."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.case import evolve
from domain.case_state import CaseState
from domain.directory import Directory, changes_directory, evolve_directory
from domain.events import LogRow, RecordedEvent, read_event
from projections.arrays import Uuids, teach_arrays
from projections.engine import Transition
from projections.statements import statement

EARLIER = statement("earlier")
CASES_KEPT = 20_000
LOADED = 50  # cases loaded at once: they may be long


class CannotFold(Exception):
    """A case of which an earlier event could not be read or folded."""


class Fold:
    """Case states as of `position`, the least recently used dropped and loaded again when needed."""

    def __init__(self, position: int, directory: Directory, capacity: int = CASES_KEPT) -> None:
        self.position = position
        self.directory = directory
        self._capacity = capacity
        self._states: OrderedDict[UUID, CaseState] = OrderedDict()
        self._broken: set[UUID] = set()

    async def load(self, conn: AsyncConnection[Any], rows: Sequence[LogRow]) -> None:
        """Makes sure of the states at `position` of all cases of the page that follows it."""
        self._shrink()
        missing = self._missing(rows)
        for start in range(0, len(missing), LOADED):
            some = missing[start : start + LOADED]
            for case, earlier in by_case(await earlier_rows(conn, some, self.position)):
                self._refold(case, earlier)
                await asyncio.sleep(0)

    def advance(self, row: LogRow) -> Transition:
        """Applies the next row of the log.

        Raises whatever reading or folding the event raises, and CannotFold for every later event of that
        case: its state is unknown from there on.
        """
        self.position = row.position
        if row.case in self._broken:
            raise CannotFold
        try:
            transition = move(self._states.get(row.case), read_event(row), self.directory)
        except Exception:
            self._break(row.case)
            raise
        self._states[row.case] = transition.after
        self._states.move_to_end(row.case)
        self.directory = transition.directory
        return transition

    def _missing(self, rows: Sequence[LogRow]) -> list[UUID]:
        states, broken = self._states, self._broken
        return [
            case
            for case, version in first_versions(rows).items()
            if version > 1 and case not in states and case not in broken
        ]

    def _refold(self, case: UUID, rows: Iterable[LogRow]) -> None:
        state: CaseState | None = None
        try:
            for row in rows:
                state = evolve(state, read_event(row))
        except Exception:
            self._break(case)
        else:
            assert state is not None, "a case is loaded by its rows"
            self._states[case] = state

    def _break(self, case: UUID) -> None:
        self._broken.add(case)
        self._states.pop(case, None)

    def _shrink(self) -> None:
        while len(self._states) > self._capacity:
            self._states.popitem(last=False)


def move(before: CaseState | None, event: RecordedEvent, directory: Directory) -> Transition:
    """One event applied to its case, and to the directory where it is one of the registry."""
    if changes_directory(event.type):
        directory = evolve_directory(directory, event)
    return Transition(before, event, evolve(before, event), directory)


def first_versions(rows: Sequence[LogRow]) -> dict[UUID, int]:
    """Per case the version of its first row."""
    return {row.case: row.version for row in reversed(rows)}


def by_case(rows: Iterable[LogRow]) -> Iterable[tuple[UUID, list[LogRow]]]:
    """Groups rows that stand case by case."""
    case: list[LogRow] = []
    for row in rows:
        if case and case[0].case != row.case:
            yield case[0].case, case
            case = []
        case.append(row)
    if case:
        yield case[0].case, case


async def earlier_rows(conn: AsyncConnection[Any], cases: Sequence[UUID], upto: int) -> list[LogRow]:
    """The rows of some cases up to a position, case by case in version order."""
    teach_arrays(conn)
    return await fetch_rows(conn, EARLIER, cases=Uuids(cases), upto=Int8(upto))


async def fetch_rows(conn: AsyncConnection[Any], query: bytes, **parameters: Any) -> list[LogRow]:
    """Rows of the log, in the order of the query."""
    cursor = await conn.cursor(binary=True).execute(query, parameters)
    return list(map(LogRow._make, await cursor.fetchall()))
