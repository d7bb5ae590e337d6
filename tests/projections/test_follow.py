"""The follower: one leads, others take over; nothing is lost or applied twice when one dies."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from structlog.testing import capture_logs

from projections.applied import Applied
from projections.engine import Projection, Transition
from projections.lane import PAGE, Step
from projections.rebuild import rebuild
from projections.tables import RowChange
from projections.timeline.projector import Timeline
from server.database import connect
from server.follow import LONGEST_REST, Follower, rest_after
from server.logging import describe_exception, keep_allowed_fields
from tests.projections.logs import Log, ids, write
from tests.projections.running import all_views, apply_all, one
from tests.projections.stories import stories

END_SESSIONS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def log_of(cases: int) -> Log:
    return stories(ids("follow", cases), at_once=4)


def test_it_rests_longer_the_more_comes_in_and_not_at_all_while_it_is_behind() -> None:
    def rest(*events: int) -> float:
        return rest_after([Step(("timeline",), 9_000, count, ()) for count in events])

    assert 0 < rest(1) < rest(10) < rest(PAGE - 1) == LONGEST_REST
    assert rest(PAGE) == rest(1, PAGE) == 0


@asynccontextmanager
async def follower_on(
    database: str, projections: Sequence[Projection]
) -> AsyncIterator[tuple[Follower, Applied]]:
    applied = Applied()
    follower = Follower(database, projections, applied)
    await follower.start()
    try:
        yield follower, applied
    finally:
        await follower.stop()


async def leads(follower: Follower) -> None:
    async with asyncio.timeout(15):
        while not follower.leads:
            await asyncio.sleep(0.01)


async def test_what_is_appended_is_applied_without_being_asked(database: str) -> None:
    log = log_of(5)
    async with follower_on(database, all_views()) as (_, applied):
        await asyncio.to_thread(write, database, log.rows)
        assert await applied.reach("case_file", len(log.rows), 10) == len(log.rows)
    async with await connect(database) as conn:
        assert await one(conn, "SELECT count(*) FROM view_timeline.events") == 100


async def test_reading_ones_own_write_gives_up_in_time_and_says_how_far_it_is(database: str) -> None:
    log = log_of(1)
    write(database, log.rows)
    async with follower_on(database, all_views()) as (_, applied):
        await applied.reach("worklist", len(log.rows), 10)
        start = time.monotonic()
        assert await applied.reach("worklist", len(log.rows) + 1, 0.1) == len(log.rows)
        assert time.monotonic() - start < 5


async def test_one_of_two_leads_and_both_know_how_far_it_is(database: str) -> None:
    log = log_of(3)
    async with follower_on(database, all_views()) as (first, _):
        await leads(first)
        async with follower_on(database, all_views()) as (second, heard):
            await asyncio.to_thread(write, database, log.rows)
            assert await heard.reach("timeline", len(log.rows), 10) == len(log.rows)
            assert (first.leads, second.leads) == (True, False)


async def test_the_other_takes_over_when_the_leader_stops(database: str) -> None:
    log = log_of(3)
    async with follower_on(database, all_views()) as (first, _):
        await leads(first)
        async with follower_on(database, all_views()) as (second, heard):
            await asyncio.to_thread(write, database, log.rows[:20])
            await heard.reach("timeline", 20, 10)
            await first.stop()
            await leads(second)
            await asyncio.to_thread(write, database, log.rows[20:])
            assert await heard.reach("timeline", len(log.rows), 10) == len(log.rows)


async def test_a_follower_whose_connections_are_cut_goes_on(database: str) -> None:
    log = log_of(3)
    async with follower_on(database, all_views()) as (follower, applied):
        await leads(follower)
        await asyncio.to_thread(write, database, log.rows[:20])
        await applied.reach("timeline", 20, 10)
        with psycopg.connect(database, autocommit=True) as conn, capture_logs() as logs:
            conn.execute(END_SESSIONS)
            await asyncio.to_thread(write, database, log.rows[20:])
            assert await applied.reach("timeline", len(log.rows), 20) == len(log.rows)
    assert {entry["event"] for entry in logs} == {"follower stopped"}


class Failing(Timeline):
    """A view whose rows cannot be written."""

    async def write(self, conn: Any, schema: str, changes: Sequence[RowChange]) -> None:
        raise RuntimeError("Siti Aminah, NIK 5303015203000001")


async def test_errors_are_logged_without_what_they_say(database: str) -> None:
    write(database, log_of(1).rows)
    with capture_logs(processors=[describe_exception, keep_allowed_fields]) as logs:
        async with follower_on(database, [Failing()]):
            async with asyncio.timeout(10):
                while not logs:
                    await asyncio.sleep(0.01)
    (entry, *_) = logs
    assert entry["event"] == "follower stopped"
    assert "5303015203000001" not in "".join(
        str(value) for name, value in entry.items() if name != "exc_info"
    )


class Poisoned(Timeline):
    """A view that cannot apply one type of event."""

    def prepare(self, transition: Transition) -> list[RowChange]:
        if any(head.type == "VisumIssued" for head in transition.after.events):
            raise KeyError("a value of the event")
        return super().prepare(transition)


async def test_a_parked_case_is_told_by_projection_position_and_error_type(database: str) -> None:
    log = log_of(1)
    write(database, log.rows)
    with capture_logs() as logs:
        async with follower_on(database, [Poisoned()]) as (_, applied):
            await applied.reach("timeline", len(log.rows), 10)
    visum = next(row.position for row in log.rows if "Visum" in row.type)
    (entry,) = [entry for entry in logs if entry["event"] == "case parked"]
    assert entry == {
        "event": "case parked",
        "log_level": "error",
        "projection": "timeline",
        "position": visum,
        "error_type": "KeyError",
    }


FOLLOWS = """
    import asyncio, sys
    from projections.applied import Applied
    from server.follow import Follower
    from tests.projections.running import all_views

    async def main():
        await Follower(sys.argv[1], all_views(), Applied()).start()
        print("follows", flush=True)
        await asyncio.sleep(60)

    asyncio.run(main())
"""
STOPS_IN_THE_SECOND_BATCH = """
    import asyncio, sys
    from projections.applied import Applied
    from projections.worklist.projector import Worklist
    from server.follow import Follower
    from tests.projections.running import all_views

    applied = Applied()

    class Stopping(Worklist):
        async def write(self, conn, schema, changes):
            await super().write(conn, schema, changes)
            if applied.position("worklist"):
                await conn.execute("SELECT 1")
                print("in the middle", flush=True)
                await asyncio.sleep(60)

    async def main():
        views = all_views()
        next(view for view in views if isinstance(view, Worklist)).__class__ = Stopping
        await Follower(sys.argv[1], views, applied).start()
        print("follows", flush=True)
        await applied.reach("worklist", 300, 60)
        print("applied 300", flush=True)
        await asyncio.sleep(60)

    asyncio.run(main())
"""


def other_process(project: Path, database: str, program: str = FOLLOWS) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), database],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
    )
    said(process, "follows")
    return process


def said(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == f"{words}\n"


async def test_a_follower_killed_in_the_middle_of_a_batch_leaves_rows_and_checkpoints_that_agree(
    project: Path, database: str
) -> None:
    log = log_of(100)
    process = other_process(project, database, STOPS_IN_THE_SECOND_BATCH)
    try:
        await asyncio.to_thread(write, database, log.rows[:300])
        await asyncio.to_thread(said, process, "applied 300")
        await asyncio.to_thread(write, database, log.rows[300:])
        await asyncio.to_thread(said, process, "in the middle")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    async with await connect(database) as conn:
        assert await one(conn, "SELECT array_agg(DISTINCT position) FROM jejak.checkpoints") == [300]
        assert await one(conn, "SELECT max(position) FROM view_timeline.events") == 300
        assert await one(conn, "SELECT max(position) FROM view_case_file.cases") == 300
    await apply_all(database, all_views())
    for view in all_views():
        assert (await rebuild(view, database)).equal


async def test_the_other_takes_over_from_a_leader_that_was_killed(project: Path, database: str) -> None:
    log = log_of(3)
    process = other_process(project, database)
    try:
        await asyncio.to_thread(write, database, log.rows[:20])
        async with follower_on(database, all_views()) as (second, heard):
            assert await heard.reach("timeline", 20, 10) == 20
            assert not second.leads
            os.kill(process.pid, signal.SIGKILL)
            await leads(second)
            await asyncio.to_thread(write, database, log.rows[20:])
            assert await heard.reach("timeline", len(log.rows), 10) == len(log.rows)
    finally:
        process.kill()
        process.wait(10)
