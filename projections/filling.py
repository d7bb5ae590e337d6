"""Filling empty copies of views from the log: each case is read and folded once for all of them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.events import LogRow
from projections.by_case import CaseByCase
from projections.directories import Directories, load_directories
from projections.fold import earlier_rows, fetch_rows
from projections.parking import Parked
from projections.statements import statement
from projections.tables import copy_rows
from projections.view import View

Progress = Callable[[int, int], None]  # events applied, events to apply

READ_BY_CASE = statement("by_case")
READ = 5_000  # events read at once
COPIED = 20_000  # rows copied at once, at least
FIRST = (UUID(int=0), -1)


async def fill(
    conn: AsyncConnection[Any], copies: Mapping[str, View], upto: int, progress: Progress
) -> list[Parked]:
    """Fills empty copies (by the schema of each) with what the log says up to a position; the cases that
    could not be applied to the end."""
    cases, done = CaseByCase(list(copies.values()), await load_directories(conn, upto)), 0
    async with aclosing(_pages(conn, upto)) as pages:
        async for rows in pages:
            cases.apply(rows)
            if cases.ready >= COPIED:
                await _copy(conn, copies, cases)
            done += len(rows)
            progress(done, upto)
    cases.end()
    await _copy(conn, copies, cases)
    return cases.parked


async def take_in(
    conn: AsyncConnection[Any],
    copies: Mapping[str, View],
    directories: Directories,
    cases: Sequence[UUID],
    upto: int,
) -> list[Parked]:
    """The same of some cases that the copies do not hold yet."""
    made = CaseByCase(list(copies.values()), directories)
    made.apply(await earlier_rows(conn, cases, upto))
    made.end()
    await _copy(conn, copies, made)
    return made.parked


async def _copy(conn: AsyncConnection[Any], copies: Mapping[str, View], cases: CaseByCase) -> None:
    made = cases.take()
    for schema, view in copies.items():
        for table, rows in made[view.name].items():
            await copy_rows(conn, schema, table, rows)


async def _pages(conn: AsyncConnection[Any], upto: int) -> AsyncGenerator[list[LogRow]]:
    """The log case by case; PostgreSQL finds the next page while the last is being folded."""
    coming = asyncio.create_task(_read(conn, FIRST, upto))
    try:
        while rows := await coming:
            coming = asyncio.create_task(_read(conn, (rows[-1].case, rows[-1].version), upto))
            await asyncio.sleep(0)
            yield rows
    finally:
        coming.cancel()


async def _read(conn: AsyncConnection[Any], after: tuple[UUID, int], upto: int) -> list[LogRow]:
    case, version = after
    return await fetch_rows(
        conn, READ_BY_CASE, case=case, version=Int8(version), upto=Int8(upto), limit=Int8(READ)
    )
