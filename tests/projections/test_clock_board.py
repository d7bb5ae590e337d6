"""The board of clocks as PostgreSQL keeps it: what it shows is what the domain says, and how it is found."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection

from domain.case import fold
from domain.clocks.clock import Clock, Status, status
from domain.clocks.engine import clocks_of
from domain.clocks.place import Places
from domain.directory import EMPTY, changes_directory, evolve_directory
from domain.events import read_event
from projections.clock_board.queries import BEGINNING, ClockFilter, ClockKey, ListedClock, clock_board
from server.database import connect
from server.ledger.writer import Ledger
from server.rules import load_rules
from tests.projections.logs import Log, agency, ids, write
from tests.projections.moves import MATRIX
from tests.projections.running import all_views, apply_all
from tests.projections.stories import AGENCIES, named, story

TABLES = load_rules().clocks
CASES = ids("clock board", 3)
STATUSES: tuple[Status, ...] = ("running", "due_soon", "lapsed", "paused", "met", "met_late")


def log_of_cases() -> Log:
    """Three cases, as far along as their number; the last one is closed in the midst of things."""
    log = Log()
    for kind in AGENCIES:
        log.add(named(CASES[0], kind), agency(kind))
    for behind, case in enumerate(CASES):
        for step in story(case)[: 20 - 6 * behind]:
            log.add(case, step)
    offer = {"referral": named(CASES[2], "late"), "to": "rsud", "service": "legal_aid"}
    log.add(CASES[2], ("ReferralOffered", "uptdppa", offer))
    log.add(CASES[2], ("CaseClosed", "uptdppa", {"reason": "services_completed"}))
    return log


LOG = log_of_cases()
FIRST = min(read_event(row).occurred for row in LOG.rows)
MOMENTS = [FIRST + timedelta(hours=hours) for hours in (1, 20, 47, 60, 150, 170, 400, 4000, 160_000)]


def told() -> dict[tuple[Any, ...], Clock]:
    """The clocks of the cases as the domain tells them."""
    found = {}
    directory = EMPTY
    for event in map(read_event, LOG.rows):
        directory = evolve_directory(directory, event) if changes_directory(event.type) else directory
    for case in CASES:
        state = fold(read_event(row) for row in LOG.rows if row.case == case)
        assert state is not None
        for each in clocks_of(state, TABLES, Places(TABLES).of(directory, state)):
            found[case, each.rule, each.ref, each.started_position] = each
    return found


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection[Any]]:
    write(database, LOG.rows)
    await apply_all(database, [Ledger(MATRIX), *all_views()])
    async with await connect(database) as connection:
        yield connection


async def everything(conn: Any, now: datetime, only: ClockFilter = ClockFilter()) -> list[ListedClock]:  # noqa: B008
    return await clock_board(conn, None, now, limit=1000, only=only)


async def shown_at(conn: Any, now: datetime) -> dict[tuple[Any, ...], Status]:
    listed = await everything(conn, now)
    return {(each.case, each.rule, each.ref, each.started_position): each.status for each in listed}


async def test_the_board_shows_what_the_domain_says_at_every_moment(conn: Any) -> None:
    expected = told()
    seen: set[str] = set()
    for now in MOMENTS:
        shown = await shown_at(conn, now)
        assert shown == {key: status(clock, now) for key, clock in expected.items()}
        seen |= set(shown.values())
    assert seen == set(STATUSES) - {"met_late"}


async def test_to_the_second_the_board_says_what_the_domain_says(conn: Any) -> None:
    expected = told()
    for due in {clock.due_at for clock in expected.values() if clock.due_at is not None}:
        for late in (timedelta(0), timedelta(microseconds=999_999), timedelta(seconds=1)):
            assert await shown_at(conn, due + late) == {
                key: status(clock, due + late) for key, clock in expected.items()
            }


async def test_a_status_lists_its_own_clocks_and_all_of_them_every_one(conn: Any) -> None:
    now = MOMENTS[4]
    by_status = [await everything(conn, now, ClockFilter(status=each)) for each in STATUSES]
    assert sum(map(len, by_status)) == len(await everything(conn, now)) > 0


async def test_pages_follow_each_other_without_gap_or_repetition(conn: Any) -> None:
    now, found, after = MOMENTS[4], [], BEGINNING
    while page := await clock_board(conn, None, now, after=after, limit=3):
        found += page
        after = page[-1].key
    assert found == await everything(conn, now)
    assert [each.key for each in found] == sorted(each.key for each in found)


async def test_an_agency_finds_the_clocks_of_the_cases_that_it_is_on(conn: Any) -> None:
    now = MOMENTS[4]
    assert {each.case for each in await clock_board(conn, "uptdppa", now, limit=1000)} == set(CASES)
    assert {each.case for each in await clock_board(conn, "kejari", now, limit=1000)} == {CASES[0], CASES[1]}
    assert await clock_board(conn, "disdik", now) == []


async def test_who_owes_and_when_can_be_asked_for(conn: Any) -> None:
    now = MOMENTS[4]
    mine = await everything(conn, now, ClockFilter(owner="polres"))
    assert mine
    assert {each.owner for each in mine} == {"polres"}
    early = await everything(conn, now, ClockFilter(due_before=now))
    assert early
    assert all(each.due_at is not None and each.due_at < now for each in early)


async def test_what_lapses_next_is_found_by_its_index(conn: Any) -> None:
    await conn.execute("SET enable_seqscan = off")
    query = """EXPLAIN SELECT case_id FROM view_clock_board.clocks
               WHERE stopped_at IS NULL AND paused_at IS NULL AND due_at < now() ORDER BY due_at LIMIT 10"""
    plan = "\n".join(row[0] for row in await (await conn.execute(query)).fetchall())
    assert "clocks_due" in plan


def test_the_place_on_the_board_of_what_has_no_due_time_is_the_last() -> None:
    key = ClockKey(datetime(9999, 12, 31, tzinfo=UTC), CASES[0], "a", 1)
    assert key > BEGINNING
