"""The whole log replayed: the views at a moment, what differs at a later one, and what each event changed."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from domain.events import LogRow
from projections.case_file.projector import CaseFile
from projections.fingerprint import Copy, table_sum
from projections.fold import CannotFold, Fold, by_case, earlier_rows
from projections.lane import next_page
from projections.parking import Parked
from server.reads import Served
from server.replaying.lines import (
    CaseLine,
    DifferenceLine,
    Line,
    MovedLine,
    Page,
    ParkedLine,
    TableLine,
    step_line,
)
from server.replaying.replayed import Replayed, Steps, rows_after
from server.replaying.things import differences

TOLD = 500  # cases or events told together
COMPARED = 50  # cases compared together: they may be long
MOVED = """
SELECT originator_id FROM jejak.log WHERE notification_id > %s AND notification_id <= %s
GROUP BY originator_id ORDER BY originator_id
"""
CASES = "SELECT * FROM {} ORDER BY position"


async def state(replayed: Replayed, parked: Sequence[Parked]) -> AsyncGenerator[Page]:
    """What the views said at the position of the copies: the hash of each table, and every case."""
    yield Page([*await _tables(replayed), *map(parked_line, parked)])
    for schema, view in replayed.copies.items():
        if isinstance(view, CaseFile):
            cases = sql.SQL(CASES).format(sql.Identifier(schema, "cases"))
            async with aclosing(_streamed(replayed.conn, cases, (), TOLD)) as pages:
                async for rows in pages:
                    lines = [CaseLine(row["case_id"], row) for row in rows]
                    yield Page(lines, [Served(row["position"], 0) for row in rows])


async def differing(replayed: Replayed, start: int, upto: int) -> AsyncGenerator[Page]:
    """What is at `upto` not as it was at `start`: the cases to which events came, one after the other."""
    async with aclosing(_streamed(replayed.conn, sql.SQL(MOVED), (start, upto), COMPARED)) as pages:
        async for found in pages:
            yield await _compared(replayed, [row["originator_id"] for row in found], start, upto)


async def _compared(replayed: Replayed, cases: Sequence[UUID], start: int, upto: int) -> Page:
    await replayed.take_in(cases, start)
    rows, before = await earlier_rows(replayed.conn, cases, upto), await replayed.rows(cases)
    lines: list[Line] = []
    for case, of_case in by_case(rows):
        moved = [row.position for row in of_case if row.position > start]
        lines.append(MovedLine(case, len(moved), moved[0], moved[-1]))
        after = rows_after(replayed.views, of_case, replayed.directories)
        lines += [DifferenceLine(case, each) for each in differences(before[case], after)]
    return Page(lines, bodies([row for row in rows if row.position > start]))


async def steps(replayed: Replayed, start: int, upto: int) -> AsyncGenerator[Page]:
    """What each event after `start` changed, in the order of the log. A case is taken in, as it stood before,
    with the page of its first event, and moves on with the steps."""
    conn, position, there = replayed.conn, start, set[UUID]()
    fold, moving = Fold(start, replayed.directories.at(start)), Steps(replayed.views)
    while position < upto:
        rows = await next_page(conn, position, min(TOLD, upto - position))
        await fold.load(conn, rows)
        cases = {row.case for row in rows}
        parked = await replayed.take_in(list(cases - there), position)
        there |= cases
        moving.begin(await replayed.rows(list(cases)), parked)
        lines = [line for row in rows for line in _step(fold, moving, row)]
        async with conn.transaction():
            await replayed.write(moving.written)
        position = rows[-1].position
        yield Page([*lines, *map(parked_line, moving.failed)], bodies(rows))
        replayed.progress(position, upto)


def bodies(rows: Sequence[LogRow]) -> list[Served]:
    """What the read log says of events whose bodies were read, and no value of theirs."""
    return [Served(row.position, 0) for row in rows]


def parked_line(parked: Parked) -> ParkedLine:
    """The line that says which case could not be applied to the end."""
    return ParkedLine(parked.projection, parked.case, parked.position, parked.error_type)


async def _tables(replayed: Replayed) -> list[Line]:
    async with replayed.conn.transaction():
        return [
            TableLine(view.name, *await table_sum(Copy(replayed.conn, schema), table))
            for schema, view in replayed.copies.items()
            for table in view.tables
        ]


def _step(fold: Fold, moving: Steps, row: LogRow) -> list[Line]:
    try:
        transition = fold.advance(row)
    except CannotFold:
        return []  # told with the event that broke the case
    except Exception as error:
        return [ParkedLine("*", row.case, row.position, type(error).__name__)]
    return [step_line(transition.event, moving.take(transition))]


async def _streamed(
    conn: AsyncConnection[Any], query: sql.SQL | sql.Composed, parameters: Sequence[Any], size: int
) -> AsyncGenerator[list[dict[str, Any]]]:
    """The rows of a query, so many at once, while other statements run between them."""
    name = f"replayed_{uuid4().hex}"
    async with conn.cursor(name, withhold=True, row_factory=dict_row) as cursor:
        await cursor.execute(query, parameters)
        while rows := await cursor.fetchmany(size):
            yield rows
