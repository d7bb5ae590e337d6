"""What an agency knew, against a plain model of it; and how PostgreSQL finds it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.access import NOTHING, Visibility
from domain.events import read_event
from domain.matrix import BODY_LEVEL
from projections.arrays import BigInts
from server.api.reading import LONGEST_PAGE
from server.database import connect, open_pool
from server.ledger.chain import LedgerRow
from server.ledger.known import Basis, Knowledge, Question, entitlements, known, own_events, together
from server.ledger.known import given as visibility_of
from server.ledger.projector import level_of
from server.ledger.queries import LedgerReader
from server.ledger.statements import statement
from server.ledger.writer import Ledger
from server.log.reader import LogReader
from server.rules import load_rules
from tests.domain.given import CASE, named
from tests.projections.logs import Log, write
from tests.projections.running import apply_all
from tests.server.ledger.histories import CASES, OUTSIDERS, Step
from tests.servers import DatabaseServer

MATRIX = load_rules().matrix
READERS = ("uptdppa", "polres", "kejari", *OUTSIDERS)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
BASES: tuple[Basis, ...] = ("acknowledged", "fetched", "owed")
ADD_READ = (
    "INSERT INTO jejak.reads (read_at, agency, call, case_id, first_n, last_n, positions, classes)"
    " VALUES (%s, %s, 'test', %s, %s, %s, %s, %s)"
)
ADD_LIST_READ = (
    "INSERT INTO jejak.list_reads (agency, position, classes, read_at) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT DO NOTHING"
)
ACKNOWLEDGE = (
    "INSERT INTO jejak.acknowledgements (agency, n, hash, acknowledged_at) VALUES (%s, %s, '', %s)"
    " ON CONFLICT DO NOTHING"
)


class Fetch(NamedTuple):
    """A fetch of the feed: what was served of which row, by the number of the row."""

    at: datetime
    given: dict[int, int]


class Taken(NamedTuple):
    """All that an agency did to learn of a case: fetches, other reads, acknowledgements."""

    fetches: list[Fetch]
    reads: list[tuple[datetime, int, int]]
    acknowledged: list[tuple[datetime, int]]


def log_of(steps: Iterable[Step]) -> Log:
    """A history as a log, after the registration of every agency in it."""
    log = Log()
    for name in (*READERS, "dp3a", "pn", "desa"):
        data = {"agency": name, "kind": name.partition("-")[0], "task_forces": ["ttu"], "name": name}
        registered = ("AgencyRegistered", "deployment", {**data, "root_key": None, "possession": None})
        log.add(named(name), registered)
    for type_name, by, data, classes in steps:
        log.add(CASE, (type_name, by, data), classes)
    return log


@asynccontextmanager
async def opened(database: str) -> AsyncIterator[Any]:
    pool = await open_pool(database)
    try:
        yield pool
    finally:
        await pool.close()


def served_of(chance: Random, meant: dict[int, LedgerRow]) -> dict[int, int]:
    """What one fetch may have given of these rows: what each entitles to, and no more than the agency may see
    of the event at that moment, down to the bare row."""
    open_now = {row.position: chance.choice((-1, 511, 511, chance.randrange(512))) for row in meant.values()}
    return {
        n: -1
        if level_of(row) != BODY_LEVEL or open_now[row.position] < 0
        else row.classes & open_now[row.position]
        for n, row in meant.items()
    }


def learnt(chance: Random, owed: list[tuple[int, LedgerRow]]) -> Taken:
    """A random way to take in a ledger: stretches of it, at random times, some twice, some never."""
    taken = Taken([], [], [])
    entitled = together(entitlements(row for _, row in owed))
    for _ in range(chance.randrange(5)):
        at, start = LATER + timedelta(hours=chance.randrange(20)), chance.randrange(len(owed))
        stretch = owed[start : start + 1 + chance.randrange(10)]
        meant = {n: row for n, row in stretch if row.position is not None and row.kind != "withdrawn"}
        taken.fetches.append(Fetch(at, served_of(chance, meant)))
        last = stretch[-1][0]
        if chance.random() < 0.6 and last not in [n for _, n in taken.acknowledged]:
            taken.acknowledged.append((at + timedelta(minutes=30), last))
    for position, most in entitled.items():
        if most.level == BODY_LEVEL and chance.random() < 0.2:
            at = LATER + timedelta(hours=chance.randrange(20))
            taken.reads.append((at, position, most.classes & chance.randrange(512)))
    return taken


def fetched(taken: Taken, rows: dict[int, LedgerRow], by: datetime) -> Knowledge:
    """The model of `fetched`."""
    pairs = [
        (rows[n].position or 0, visibility_of(classes))
        for fetch in taken.fetches
        for n, classes in fetch.given.items()
        if fetch.at <= by
    ]
    return together(pairs + [(p, visibility_of(classes)) for at, p, classes in taken.reads if at <= by])


def acknowledged(taken: Taken, rows: dict[int, LedgerRow], by: datetime) -> Knowledge:
    """The model of `acknowledged`: row by row, what fetches gave before it, or one beyond it, was."""
    pairs = [
        (rows[n].position or 0, visibility_of(classes))
        for fetch in taken.fetches
        for n, classes in fetch.given.items()
        if any(held >= n and fetch.at <= at <= by for at, held in taken.acknowledged)
    ]
    return together(pairs)


async def record(conn: AsyncConnection[Any], agency: str, taken: Taken, rows: dict[int, LedgerRow]) -> None:
    for at, given_ in taken.fetches:
        if given_:
            served = [rows[n].position for n in given_]
            stretch = (min(given_), max(given_))
            await conn.execute(ADD_READ, [at, agency, None, *stretch, served, list(given_.values())])
    for number, (at, position, classes) in enumerate(taken.reads):
        if number % 2:
            await conn.execute(ADD_READ, [at, agency, CASE, None, None, [position], [classes]])
        else:
            await conn.execute(ADD_LIST_READ, [agency, position, classes, at])
    for at, n in taken.acknowledged:
        await conn.execute(ACKNOWLEDGE, [agency, n, at])


async def knowledge(pool: Any, agency: str, basis: Basis, by: datetime | None) -> Knowledge:
    heads = [read_event(row).head for row in await LogReader(pool).case_rows(CASE)]
    question = Question(agency, basis, by, LONGEST_PAGE)
    found = await known(LedgerReader(pool), question, case=CASE, heads=heads)
    return {position: each.seen for position, each in found.items()}


def within(less: Knowledge, more: Knowledge) -> bool:
    return all(
        seen.level <= more.get(position, NOTHING).level
        and seen.classes & ~more.get(position, NOTHING).classes == 0
        for position, seen in less.items()
    )


async def check(database: str, log: Log, chance: Random) -> None:
    write(database, log.rows)
    await apply_all(database, [Ledger(MATRIX)])
    events = [row for row in log.rows if row.case == CASE]
    async with opened(database) as pool:
        ledger = LedgerReader(pool)
        for agency in READERS:
            numbered = [(head.n, row) for head, row in await ledger.rows(agency, 0, 10_000)]
            owed = [(n, row) for n, row in numbered if row.case == CASE]
            if not owed:
                continue
            rows, taken = dict(owed), learnt(chance, owed)
            async with pool.connection() as conn:
                await record(conn, agency, taken, rows)
            own = own_events(agency, [read_event(row).head for row in events])
            union = together(entitlements(row for _, row in owed))
            assert await knowledge(pool, agency, "owed", None) == union | own
            for by in (None, LATER + timedelta(hours=chance.randrange(20))):
                moment = by or LATER + timedelta(days=9)
                found = [await knowledge(pool, agency, basis, by) for basis in BASES]
                assert found[0] == acknowledged(taken, rows, moment) | own
                assert found[1] == fetched(taken, rows, moment) | own
                assert within(found[0], found[1])
                assert within(found[1], found[2])


# Each example has a database of its own: looking for a smaller one would take minutes.
@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate]
)
@given(CASES, st.integers(0, 10**6))
def test_what_was_acknowledged_is_part_of_what_was_fetched_and_that_of_what_was_owed(
    postgres_server: DatabaseServer, migrated_template: str, steps: list[Step], seed: int
) -> None:
    with postgres_server.fresh_database(migrated_template) as database:
        asyncio.run(check(database, log_of(steps), Random(seed)))


def test_the_most_that_was_given_counts_whatever_came_after() -> None:
    pairs = [(1, Visibility(2, 3)), (1, Visibility(1, 0)), (1, Visibility(2, 4)), (2, Visibility(1, 0))]
    assert together(pairs) == {1: Visibility(2, 7), 2: Visibility(1, 0)}


@pytest.mark.parametrize(
    ("name", "indexes"),
    [
        ("served", {"ledger_case", "reads_place", "reads_case", "list_reads_pkey"}),
        ("taken_in", {"ledger_case", "reads_place", "acknowledgements_at"}),
    ],
)
async def test_what_was_known_is_found_by_indexes(database: str, name: str, indexes: set[str]) -> None:
    asked = {
        "agency": "polres",
        "case": CASE,
        "by": LATER,
        "page": Int8(LONGEST_PAGE),
        "positions": BigInts([9, 10]),
    }
    async with await connect(database) as conn:
        await conn.execute("SET enable_bitmapscan = off")
        explained = await conn.execute(b"EXPLAIN " + statement(name), asked)
        plan = "\n".join([line for (line,) in await explained.fetchall()])
    assert "Seq Scan" not in plan
    for index in indexes:
        assert index in plan
