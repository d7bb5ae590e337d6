from collections.abc import AsyncIterator
from uuid import uuid4

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from domain.events import LogRow
from server.database import open_pool
from server.log.group_commit import GroupCommit
from server.log.reader import LogReader
from server.log.units import NewEvent
from tests.server.log.given import SOURCE, committing, event, stored, unit
from tests.server.log.test_append import READS, grow


@pytest.fixture
async def log(database: str) -> AsyncIterator[GroupCommit]:
    async with committing(database) as running:
        yield running


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool]:
    pool = await open_pool(database, max_size=1)
    yield pool
    await pool.close()


@pytest.fixture
def reader(pool: AsyncConnectionPool) -> LogReader:
    return LogReader(pool)


async def test_pages_follow_one_another_to_the_end(log: GroupCommit, reader: LogReader) -> None:
    for _ in range(7):
        await log.submit(unit(uuid4(), 0))
    pages = [await reader.page(after, 3) for after in (0, 3, 6, 7, 100)]
    assert [[row.position for row in page] for page in pages] == [[1, 2, 3], [4, 5, 6], [7], [], []]


async def test_a_row_has_every_column_of_the_log(log: GroupCommit, reader: LogReader, database: str) -> None:
    case, call = uuid4(), uuid4()
    await log.submit(unit(case, 0, NewEvent("jejak.X.v1", b"state", SOURCE, "e-1", 5, 9, call)))
    moment = stored(database)[0]["recorded_at"]
    assert await reader.page(0) == [LogRow(1, case, 1, "jejak.X.v1", b"state", SOURCE, "e-1", moment, 5, 9)]
    assert moment.tzinfo is not None


async def test_a_case_is_read_as_it_was_at_a_position(log: GroupCommit, reader: LogReader) -> None:
    case, other = uuid4(), uuid4()
    for stream, expected in ((case, 0), (other, 0), (case, 1), (case, 2)):
        await log.submit(unit(stream, expected))
    assert [row.version for row in await reader.case_rows(case)] == [1, 2, 3]
    assert [row.version for row in await reader.case_rows(case, upto=3)] == [1, 2]
    assert await reader.case_rows(uuid4()) == []
    both = await reader.many_cases([case, other, uuid4()], upto=3)
    assert {stream: [row.version for row in both if row.case == stream] for stream in (case, other)} == {
        case: [1, 2],
        other: [1],
    }
    assert await reader.many_cases([]) == []


async def test_events_are_found_by_their_publishers_ids(log: GroupCommit, reader: LogReader) -> None:
    case, call = uuid4(), uuid4()
    await log.submit(unit(case, 0, event("a", call=call, hmac=b"hmac"), event("b", call=call)))
    await log.submit(unit(case, 2, event("c")))
    found = await reader.by_ids([(SOURCE, "a"), (SOURCE, "missing"), ("/agencies/lpsk", "b"), (SOURCE, "c")])
    assert {key: stored.row.position for key, stored in found.items()} == {(SOURCE, "a"): 1, (SOURCE, "c"): 3}
    assert (found[SOURCE, "a"].call, found[SOURCE, "a"].request_hmac) == (call, b"hmac")
    assert (found[SOURCE, "c"].call, found[SOURCE, "c"].request_hmac) == (None, None)
    assert await reader.by_ids([]) == {}


async def test_the_events_of_a_call_are_found_in_order(log: GroupCommit, reader: LogReader) -> None:
    call = uuid4()
    for event_id in ("a", "b", "c"):
        await log.submit(unit(uuid4(), 0, event(event_id, call=call if event_id != "b" else None)))
    assert [stored.row.event_id for stored in await reader.by_call(call)] == ["a", "c"]
    assert await reader.by_call(uuid4()) == []


async def test_the_head_and_the_versions_are_those_of_the_last_commit(
    log: GroupCommit, reader: LogReader
) -> None:
    assert (await reader.head()).position == 0
    case, other = uuid4(), uuid4()
    await log.submit(unit(case, 0, event(registry=True), event()))
    head = await reader.head()
    assert (head.position, head.registry_position) == (2, 1)
    assert await reader.case_versions([case, other]) == {case: 2, other: 0}


async def test_no_statement_reads_more_than_it_answers_when_the_log_has_grown_since_it_was_planned(
    log: GroupCommit, reader: LogReader, pool: AsyncConnectionPool, database: str
) -> None:
    async def read_all() -> None:
        await reader.page(20_000, 10)
        await reader.case_rows(uuid4())
        await reader.many_cases([uuid4() for _ in range(5)])
        await reader.by_ids([("/agencies/lpsk", str(n)) for n in range(10)])
        await reader.by_call(uuid4())
        await reader.case_versions([uuid4() for _ in range(5)])
        await reader.head()

    for _ in range(10):
        await read_all()
    grow(database, 30_000)
    before = await reads(pool, database)
    await read_all()
    after = await reads(pool, database)
    assert after[0] == before[0], "the log was scanned"
    assert after[1] - before[1] < 60, "an index was read from end to end"


async def reads(pool: AsyncConnectionPool, database: str) -> tuple[int, int]:
    async with pool.connection() as connection:
        await connection.execute("SELECT pg_stat_force_next_flush()")
        await connection.execute("SELECT 1")
    with psycopg.connect(database) as connection:
        row = connection.execute(READS).fetchone()
    assert row is not None
    return row
