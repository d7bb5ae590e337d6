"""The lane: one page, one fold, rows with their checkpoint; a case that fails is parked, the log flows."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import AsyncConnection

from projections.engine import Transition
from projections.lane import LaneLost, LogBroken, open_lanes
from projections.lanes import Lanes
from projections.parking import Parked, parked_entries
from projections.rebuild import rebuild
from projections.replay import NeverRun, replay_case
from projections.sight import events_since
from projections.tables import RowChange
from projections.timeline.projector import Timeline
from server.database import connect
from tests.projections.logs import Log, agency, ids, write
from tests.projections.running import drain, one, opened
from tests.projections.stories import stories

REPORT = ("ReportReceived", "uptdppa", {"channel": "phone"})


class Fussy(Timeline):
    """A timeline that cannot apply events of one agency, until it is mended."""

    def __init__(self) -> None:
        super().__init__()
        self.stumbles_at: str | None = "polres"

    def prepare(self, transition: Transition) -> list[RowChange]:
        if self.stumbles_at in {head.agency for head in events_since(transition.before, transition.after)}:
            raise ZeroDivisionError
        return super().prepare(transition)


class Later(Timeline):
    """A second view, added to a log that has run for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.schema = "later", "view_later"

    def ddl(self, schema: str) -> str:
        return Timeline().ddl(schema)


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection[Any]]:
    async with await connect(database) as connection:
        yield connection


async def rows_of(conn: AsyncConnection[Any], case: UUID) -> list[int]:
    cursor = await conn.execute("SELECT version FROM view_timeline.events WHERE case_id = %s", [case])
    return sorted(version for (version,) in await cursor.fetchall())


def three_cases() -> tuple[Log, list[UUID]]:
    log, cases = Log(), ids("lane", 3)
    log.add(ids("registry", 1)[0], agency("polres"))
    for _ in range(3):
        for case in cases:
            log.add(case, REPORT)
    return log, cases


async def test_a_page_moves_the_rows_and_the_checkpoint_together(database: str, conn: Any) -> None:
    log, cases = three_cases()
    write(database, log.rows)
    lanes = await opened(database, conn, Timeline())
    steps = await lanes.step(conn)
    assert [(step.names, step.position, step.events) for step in steps] == [(("timeline",), 10, 10)]
    assert await one(conn, "SELECT position FROM jejak.checkpoints WHERE name = 'timeline'") == 10
    assert [await rows_of(conn, case) for case in cases] == [[1, 2, 3]] * 3
    assert await lanes.step(conn) == []


async def test_a_restarted_lane_loads_the_cases_it_no_longer_holds(database: str, conn: Any) -> None:
    log, cases = three_cases()
    write(database, log.rows[:5])
    await drain(await opened(database, conn, Timeline()), conn)
    write(database, log.rows[5:])
    await drain(await opened(database, conn, Timeline()), conn)
    assert [await rows_of(conn, case) for case in cases] == [[1, 2, 3]] * 3


async def test_a_case_that_cannot_be_applied_is_parked_and_the_others_flow(database: str, conn: Any) -> None:
    log, (parked, other, _) = three_cases()
    log.add(parked, ("PoliceReportFiled", "polres", {}))
    log.add(other, REPORT)
    log.add(parked, REPORT)
    write(database, log.rows)
    lanes = await opened(database, conn, Fussy())
    (step,) = await lanes.step(conn)
    assert step.parked == (Parked("timeline", parked, 11, "ZeroDivisionError"),)
    assert await rows_of(conn, parked) == [1, 2, 3]
    assert await rows_of(conn, other) == [1, 2, 3, 4]
    assert await parked_entries(conn, "timeline") == [Parked("timeline", parked, 11, "ZeroDivisionError")]


async def test_a_case_stays_parked_over_a_restart_until_it_is_replayed(database: str, conn: Any) -> None:
    log, (parked, *_) = three_cases()
    log.add(parked, ("PoliceReportFiled", "polres", {}))
    write(database, log.rows)
    projection = Fussy()
    await drain(await opened(database, conn, projection), conn)
    projection.stumbles_at = None
    write(database, [log.add(parked, REPORT)])
    await drain(await opened(database, conn, projection), conn)
    assert await rows_of(conn, parked) == [1, 2, 3]
    assert await replay_case(conn, projection, parked) == 5
    assert await rows_of(conn, parked) == [1, 2, 3, 4, 5]
    assert await parked_entries(conn, "timeline") == []
    write(database, [log.add(parked, REPORT)])
    await drain(await opened(database, conn, projection), conn)
    assert await rows_of(conn, parked) == [1, 2, 3, 4, 5, 6]


async def test_a_replay_that_fails_again_changes_nothing(database: str, conn: Any) -> None:
    log, (parked, *_) = three_cases()
    log.add(parked, ("PoliceReportFiled", "polres", {}))
    write(database, log.rows)
    await drain(await opened(database, conn, Fussy()), conn)
    with pytest.raises(ZeroDivisionError):
        await replay_case(conn, Fussy(), parked)
    assert await rows_of(conn, parked) == [1, 2, 3]
    assert len(await parked_entries(conn, "timeline")) == 1


async def test_a_running_lane_notices_a_replay_and_does_not_lose_the_page(database: str, conn: Any) -> None:
    log, (parked, *_) = three_cases()
    log.add(parked, ("PoliceReportFiled", "polres", {}))
    write(database, log.rows)
    projection = Fussy()
    lanes = await opened(database, conn, projection)
    await drain(lanes, conn)
    projection.stumbles_at = None
    async with await connect(database) as other:
        await replay_case(other, projection, parked)
    write(database, [log.add(parked, REPORT)])
    with pytest.raises(LaneLost):
        await lanes.step(conn)
    await drain(await Lanes.open(conn, [projection]), conn)
    assert await rows_of(conn, parked) == [1, 2, 3, 4, 5]


async def test_an_event_of_an_unknown_type_parks_its_case_alone(database: str, conn: Any) -> None:
    log, (strange, other, _) = three_cases()
    strange_at = log.unreadable(strange).position
    log.add(other, REPORT)
    log.add(strange, REPORT)
    write(database, log.rows)
    await drain(await opened(database, conn, Timeline()), conn)
    assert await rows_of(conn, other) == [1, 2, 3, 4]
    assert await parked_entries(conn, "timeline") == [
        Parked("timeline", strange, strange_at, "UnknownEventType")
    ]
    write(database, [log.add(strange, REPORT)])
    await drain(await Lanes.open(conn, [Timeline()]), conn)
    assert len(await parked_entries(conn, "timeline")) == 1


async def test_a_stale_second_runner_is_stopped_by_the_checkpoint(database: str, conn: Any) -> None:
    log, _ = three_cases()
    write(database, log.rows[:4])
    projection = Timeline()
    slow = await opened(database, conn, projection)
    async with await connect(database) as other:
        await drain(await Lanes.open(other, [projection]), other)
        write(database, log.rows[4:])
        await drain(await Lanes.open(other, [projection]), other)
    before = await one(conn, "SELECT count(*) FROM view_timeline.events")
    with pytest.raises(LaneLost):
        await slow.step(conn)
    assert await one(conn, "SELECT count(*) FROM view_timeline.events") == before == 9
    assert await one(conn, "SELECT position FROM jejak.checkpoints WHERE name = 'timeline'") == 10


async def test_a_gap_in_the_log_stops_the_lane(database: str, conn: Any) -> None:
    log, _ = three_cases()
    write(database, log.rows[:2] + log.rows[3:])
    lanes = await opened(database, conn, Timeline())
    with pytest.raises(LogBroken):
        await lanes.step(conn)
    assert await one(conn, "SELECT position FROM jejak.checkpoints WHERE name = 'timeline'") == 0


async def test_a_new_projection_catches_up_alone_and_then_joins(database: str, conn: Any) -> None:
    log, cases = three_cases()
    write(database, log.rows)
    first, second = Timeline(), Later()
    await drain(await opened(database, conn, first), conn)
    write(database, [log.add(cases[0], REPORT)])
    lanes = await opened(database, conn, first, second)
    steps = await lanes.step(conn)
    assert [(step.names, step.position, step.events) for step in steps] == [
        (("timeline",), 11, 1),
        (("later",), 11, 11),
    ]
    write(database, [log.add(cases[1], REPORT)])
    (joined,) = await lanes.step(conn)
    assert joined.names == ("timeline", "later")
    assert await one(conn, "SELECT count(*) FROM view_later.events") == 11


async def test_page_after_page_is_prepared_ahead_and_never_counted_before_it_is_written(
    database: str, conn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.lane.PAGE", 500)
    log = stories(ids("pages", 60), at_once=60)
    write(database, log.rows)
    lanes = await opened(database, conn, Timeline())
    async with await connect(database) as other:
        for position in (500, 1000, 1208):
            (step,) = await lanes.step(conn)
            assert step.position == position
            assert await one(other, "SELECT position FROM jejak.checkpoints") == position
            assert await one(other, "SELECT max(position) FROM view_timeline.events") == position
    assert await lanes.step(conn) == []


async def test_a_lane_that_is_lost_while_it_prepares_ahead_leaves_no_trace_of_either_page(
    database: str, conn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.lane.PAGE", 500)
    write(database, stories(ids("pages", 60), at_once=60).rows)
    lanes = await opened(database, conn, Timeline())
    await conn.execute("UPDATE jejak.checkpoints SET position = 7")
    with pytest.raises(LaneLost):
        await lanes.step(conn)
    assert await one(conn, "SELECT count(*) FROM view_timeline.events") == 0
    assert await one(conn, "SELECT position FROM jejak.checkpoints") == 7


async def test_a_projection_catching_up_joins_a_lane_that_is_not_ahead(database: str, conn: Any) -> None:
    log = stories(ids("pages", 60), at_once=60)
    write(database, log.rows[:600])
    first, second = Timeline(), Later()
    await drain(await opened(database, conn, first), conn)
    write(database, log.rows[600:])
    await drain(await opened(database, conn, first, second), conn)
    for view in (first, second):
        assert (await rebuild(view, database)).equal


async def test_a_view_with_another_definition_is_made_anew_from_the_beginning(
    database: str, conn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, _ = three_cases()
    write(database, log.rows)
    await drain(await opened(database, conn, Timeline()), conn)
    widened = Timeline.ddl
    monkeypatch.setattr(Timeline, "ddl", lambda self, schema: widened(self, schema) + "-- another version")
    lanes = await opened(database, conn, Timeline())
    assert await one(conn, "SELECT count(*) FROM view_timeline.events") == 0
    await drain(lanes, conn)
    assert await one(conn, "SELECT count(*) FROM view_timeline.events") == 9


async def test_a_replay_needs_a_projection_that_has_run(database: str, conn: Any) -> None:
    with pytest.raises(NeverRun):
        await replay_case(conn, Timeline(), ids("lane", 1)[0])


async def test_a_lane_writes_as_the_writer_role(database: str, conn: Any) -> None:
    log, _ = three_cases()
    write(database, log.rows)
    (lane,) = await open_lanes(conn, []) or [None]
    assert lane is None
    await drain(await opened(database, conn, Timeline()), conn)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await conn.execute("DROP TABLE view_timeline.events")
