"""A place for a replay: nobody else reads it, and nothing of it stays, whatever ends the replay."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from projections.case_file.projector import CaseFile
from projections.clock_board.projector import ClockBoard
from projections.directories import load_directories
from projections.filling import fill, take_in
from projections.fingerprint import Copy, table_sum
from projections.rebuild import silent
from projections.sandbox import PREFIX, sandbox
from projections.timeline.projector import Timeline
from server.database import READER, WRITER, connect
from server.rules import load_rules
from tests.projections.logs import ids, write
from tests.projections.moves import MATRIX
from tests.projections.running import all_views, apply_all
from tests.projections.stories import stories

LEFT = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)"


def left(database: str) -> list[str]:
    with psycopg.connect(database) as owner:
        return [name for (name,) in owner.execute(LEFT, [PREFIX]).fetchall()]


async def sums(conn: AsyncConnection[Any], schemas: dict[str, Any]) -> list[tuple[Any, ...]]:
    async with conn.transaction():
        return [
            await table_sum(Copy(conn, schema), table)
            for schema, view in schemas.items()
            for table in view.tables
        ]


async def test_views_filled_together_from_the_log_are_those_that_the_lane_wrote(database: str) -> None:
    write(database, stories(ids("sandbox", 8), 3).rows)
    await apply_all(database, all_views())
    async with sandbox(database) as box:
        copies = {await box.make(view): view for view in all_views()}
        assert await fill(box.conn, copies, 168, silent) == []
        live = await sums(box.conn, {view.schema: view for view in all_views()})
        assert await sums(box.conn, copies) == live


async def test_cases_taken_in_one_by_one_make_the_same_rows(database: str) -> None:
    cases = ids("sandbox", 4)
    write(database, stories(cases, 2).rows)
    async with sandbox(database) as box, sandbox(database) as other:
        whole, parts = [{await each.make(CaseFile(MATRIX)): CaseFile(MATRIX)} for each in (box, other)]
        await fill(box.conn, whole, 60, silent)
        directories = await load_directories(other.conn, 60)
        for case in cases:
            await take_in(other.conn, parts, directories, [case], 60)
        assert await sums(box.conn, whole) == await sums(other.conn, parts)


async def interrupted(database: str) -> None:
    async with sandbox(database) as box:
        await box.make(Timeline())
        assert len(left(database)) == 1
        raise KeyboardInterrupt


async def test_nothing_stays_when_a_replay_ends_or_fails(database: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        await interrupted(database)
    assert left(database) == []


KILLED = """
import asyncio, sys
from projections.sandbox import sandbox
from projections.timeline.projector import Timeline

async def main():
    async with sandbox(sys.argv[1]) as box:
        await box.make(Timeline())
        print("made", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_what_a_killed_replay_left_is_cleared_by_the_next_one(project: Path, database: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, database], cwd=project, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "made\n"
    process.kill()
    process.communicate(timeout=10)
    assert len(left(database)) == 1
    async with asyncio.timeout(10):  # PostgreSQL notices that nobody is there any more
        while left(database):
            async with sandbox(database):
                await asyncio.sleep(0.05)


async def test_a_replay_under_way_is_not_cleared_by_another(database: str) -> None:
    async with sandbox(database) as box:
        mine = await box.make(Timeline())
        async with sandbox(database) as other:
            theirs = await other.make(Timeline())
            assert sorted(left(database)) == sorted([mine, theirs])
        assert left(database) == [mine]


@pytest.mark.parametrize("role", [WRITER, READER])
async def test_nobody_but_its_owner_reads_the_place(database: str, role: str) -> None:
    async with sandbox(database) as box, await connect(database) as conn:
        schema = await box.make(ClockBoard(load_rules().clocks))
        await conn.execute(f"SET ROLE {role}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute(f"SELECT * FROM {schema}.clocks".encode())


async def test_the_rows_of_a_replay_are_in_no_log_of_the_database(database: str) -> None:
    async with sandbox(database) as box:
        schema = await box.make(CaseFile(MATRIX))
        query = "SELECT bool_and(relpersistence = 'u') FROM pg_class WHERE relnamespace = %s::regnamespace"
        cursor = await box.conn.execute(query + " AND relkind = 'r'", [schema])
        assert await cursor.fetchone() == (True,)


async def test_the_rows_of_some_cases_are_read_with_their_tables(database: str) -> None:
    cases = ids("sandbox", 3)
    write(database, stories(cases, 3).rows)
    async with sandbox(database) as box:
        view = Timeline()
        await fill(box.conn, {await box.make(view): view}, 68, silent)
        rows = await box.rows(view, cases[:1])
        assert len(rows) == 20
        assert {(row.table.name, row.key[0]) for row in rows} == {("events", cases[0])}
        assert [row.key[1] for row in sorted(rows, key=lambda row: row.key[1])] == list(range(1, 21))
