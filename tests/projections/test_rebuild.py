"""A rebuild: beside the live view, compared with it, put in its place without a gap."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from projections.case_file.projector import CaseFile
from projections.fingerprint import Copy, case_sums
from projections.generations import NothingToUndo, undo
from projections.lag import lags
from projections.lane import checkpoints
from projections.owner import RebuildRunning, owner_connection
from projections.parking import Parked, parked_entries
from projections.rebuild import Rebuilt, rebuild, silent
from projections.replay import NeverRun
from projections.timeline.projector import Timeline
from projections.view import View
from projections.worklist.projector import Worklist
from server.database import connect
from tests.projections.logs import Log, ids, recorded, write
from tests.projections.moves import MATRIX, log_of
from tests.projections.moves import stories as random_stories
from tests.projections.running import all_views, apply_all, following, one
from tests.projections.stories import named, stories
from tests.servers import DatabaseServer

# Rows of streams that are no cases: rebuilt in tests/projections/test_commitments.py.
OF_OTHER_STREAMS = {"commitments"}


def cases(count: int, at_once: int = 5) -> Log:
    return stories(ids("rebuild", count), at_once)


async def rebuilt(database: str, views: Sequence[View]) -> list[Rebuilt]:
    return [await rebuild(view, database) for view in views]


def run(database: str, statement: str, *parameters: Any) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(statement.encode(), parameters)


async def test_a_rebuild_finds_what_the_lane_wrote(database: str) -> None:
    log, case = cases(20), ids("rebuild", 1)[0]
    dispute = {"dispute": named(case, "dispute"), "sides": ["polres", "kejari"]}
    write(database, [*log.rows, log.add(case, ("DisputeOpened", "polres", dispute))])
    await apply_all(database, all_views())
    for found in await rebuilt(database, all_views()):
        assert found.equal
        assert found.swapped
        assert found.position == 409
        rows = sum(table.rows[0] for table in found.compared)
        assert rows or found.projection in OF_OTHER_STREAMS, found.projection


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random_stories)
def test_the_rows_in_the_database_are_those_of_a_fresh_replay(
    postgres_server: DatabaseServer, migrated_template: str, story: Any
) -> None:
    with postgres_server.fresh_database(migrated_template) as database:
        write(database, log_of(story))
        asyncio.run(apply_all(database, all_views()))
        assert all(found.equal for found in asyncio.run(rebuilt(database, all_views())))


async def test_two_rebuilds_have_the_same_checksums(database: str) -> None:
    write(database, cases(20).rows)
    await apply_all(database, all_views())
    first, second = await rebuilt(database, all_views()), await rebuilt(database, all_views())
    for one_, other in zip(first, second, strict=True):
        assert [table.checksums for table in one_.compared] == [table.checksums for table in other.compared]
        assert all(live == made for table in other.compared for live, made in [table.checksums])


async def test_a_rebuild_names_the_cases_that_differ_and_mends_them(database: str) -> None:
    write(database, cases(10).rows)
    await apply_all(database, all_views())
    strayed = ids("rebuild", 10)[3]
    run(database, "UPDATE view_case_file.cases SET legal_stage = 'P-19' WHERE case_id = %s", strayed)
    run(database, "DELETE FROM view_case_file.progress WHERE case_id = %s AND agency = 'rsud'", strayed)
    found = await rebuild(CaseFile(MATRIX), database)
    assert not found.equal
    differing = {table.table: table.examples for table in found.compared if not table.equal}
    assert differing == {"cases": (strayed,), "progress": (strayed,)}
    assert (await rebuild(CaseFile(MATRIX), database)).equal


async def test_a_comparison_alone_leaves_the_live_view_in_its_place(database: str) -> None:
    write(database, cases(5).rows)
    await apply_all(database, all_views())
    run(database, "DELETE FROM view_worklist.items")
    found = await rebuild(Worklist(MATRIX), database, compare_only=True)
    assert not found.equal
    assert not found.swapped
    async with await connect(database) as conn:
        assert await one(conn, "SELECT count(*) FROM view_worklist.items") == 0
        assert await one(conn, "SELECT to_regnamespace('view_worklist_shadow') IS NULL")


async def test_a_rebuild_under_appends_swaps_without_a_gap(database: str) -> None:
    log = cases(60, at_once=20)
    views = all_views()
    write(database, log.rows[:400])
    await apply_all(database, views)
    async with following(database, views):
        appending = asyncio.create_task(append_slowly(database, log, 400))
        found = await rebuilt(database, views)
        await appending
    await apply_all(database, views)
    assert all(each.equal for each in found)
    for again in await rebuilt(database, views):
        assert again.equal
        assert again.position == len(log.rows)


async def append_slowly(database: str, log: Log, start: int) -> None:
    for first in range(start, len(log.rows), 10):
        await asyncio.to_thread(write, database, log.rows[first : first + 10])
        await asyncio.sleep(0.005)


async def test_the_lane_goes_on_with_the_swapped_view(database: str) -> None:
    log = cases(10)
    views = all_views()
    write(database, log.rows[:100])
    async with following(database, views):
        await reached(database, views, 100)
        await rebuilt(database, views)
        write(database, log.rows[100:])
        await reached(database, views, len(log.rows))
    assert all(each.equal for each in await rebuilt(database, views))


async def test_the_replaced_view_is_kept_and_can_be_put_back(database: str) -> None:
    log = cases(10)
    write(database, log.rows[:100])
    await apply_all(database, [Timeline()])
    run(database, "UPDATE view_timeline.events SET marks = 1 WHERE version = 1")
    assert not (await rebuild(Timeline(), database)).equal
    write(database, log.rows[100:])
    await apply_all(database, [Timeline()])
    assert await undo(Timeline(), database, silent) == len(log.rows)
    async with await connect(database) as conn:
        assert await one(conn, "SELECT count(*) FROM view_timeline.events WHERE marks = 1") > 0
        assert await one(conn, "SELECT max(position) FROM view_timeline.events") == len(log.rows)
    assert await undo(Timeline(), database, silent) == len(log.rows)
    assert (await rebuild(Timeline(), database)).equal


async def test_without_an_earlier_generation_there_is_nothing_to_undo(database: str) -> None:
    write(database, cases(1).rows)
    await apply_all(database, [Timeline()])
    with pytest.raises(NothingToUndo):
        await undo(Timeline(), database, silent)


async def test_a_rebuild_passes_over_what_it_cannot_apply_and_takes_back_what_it_can(database: str) -> None:
    log = cases(4)
    healed, broken = ids("rebuild", 4)[:2]
    at = log.unreadable(broken).position
    write(database, log.rows)
    await apply_all(database, [Timeline()])
    run(
        database,
        "INSERT INTO jejak.parked VALUES (%s, %s, 9, 'KeyError', now())",
        "timeline",
        healed,
    )
    found = await rebuild(Timeline(), database)
    expected = [Parked("timeline", broken, at, "UnknownEventType")]
    assert list(found.parked) == expected
    async with await connect(database) as conn:
        assert await parked_entries(conn, "timeline") == expected


async def test_two_rebuilds_of_one_projection_do_not_run_at_once(database: str) -> None:
    write(database, cases(1).rows)
    await apply_all(database, [Timeline()])
    async with owner_connection(database, "timeline"):
        with pytest.raises(RebuildRunning):
            await rebuild(Timeline(), database)


async def test_a_projection_that_has_never_run_is_not_rebuilt(database: str) -> None:
    with pytest.raises(NeverRun):
        await rebuild(Timeline(), database)


async def test_a_rebuild_that_died_leaves_the_live_view_alone_and_the_next_one_starts_anew(
    database: str,
) -> None:
    log = cases(10)
    write(database, log.rows)
    await apply_all(database, [Timeline()])

    def die(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rebuild(Timeline(), database, die)
    assert (await rebuild(Timeline(), database)).equal


async def test_progress_is_told_up_to_the_end(database: str) -> None:
    log = cases(5)
    write(database, log.rows)
    await apply_all(database, [Timeline()])
    told: list[tuple[int, int]] = []
    await rebuild(Timeline(), database, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(log.rows), len(log.rows))


async def test_the_sums_of_some_cases_are_those_of_the_whole_in_the_order_of_their_ids(database: str) -> None:
    write(database, cases(6).rows)
    await apply_all(database, [CaseFile(MATRIX)])
    some: list[UUID] = ids("rebuild", 6)[:2]
    async with await connect(database) as conn, conn.transaction():
        for table in CaseFile(MATRIX).tables:
            live = Copy(conn, CaseFile(MATRIX).schema)
            whole = [each async for each in case_sums(live, table)]
            part = [each async for each in case_sums(live, table, some)]
            assert part == [each for each in whole if each.case in some]
            assert whole == sorted(whole)
            assert len(whole) == 6 or table.name == "stages"


async def test_lag_is_told_in_events_and_in_seconds(database: str) -> None:
    log = cases(1)
    write(database, log.rows[:20])
    await apply_all(database, [Timeline()])
    write(database, log.rows[20:])
    now = recorded(log.rows)
    async with await connect(database) as conn:
        (lag,) = await lags(conn, ["timeline", "never run"], now)
    assert (lag.projection, lag.position, lag.events) == ("timeline", 20, 8)
    assert lag.seconds == (now - log.rows[20].recordedat).total_seconds()


async def reached(database: str, views: Sequence[View], position: int) -> None:
    async with await connect(database) as conn, asyncio.timeout(20):
        while set((await checkpoints(conn, [view.name for view in views])).values()) != {position}:
            await asyncio.sleep(0.02)
