from uuid import uuid4

import psycopg
import pytest

from server.clock import system_clock
from server.database import connect
from server.log.group_commit import APPEND, GroupCommit
from server.log.units import append_arguments
from tests.server.log.given import committing, event, stored, unit

REFUSED = ["UPDATE jejak.log SET marks = 1", "DELETE FROM jejak.log", "TRUNCATE jejak.log"]


@pytest.fixture
async def with_one_event(database: str) -> str:
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0))
    return database


@pytest.mark.parametrize("statement", [*REFUSED, "DELETE FROM jejak.log_head", "TRUNCATE jejak.log_head"])
async def test_the_server_may_not_change_the_log(with_one_event: str, statement: str) -> None:
    async with await connect(with_one_event) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            await connection.execute(statement.encode())


@pytest.mark.parametrize("statement", REFUSED)
def test_the_owner_of_the_tables_may_not_change_the_log_in_passing(
    with_one_event: str, statement: str
) -> None:
    with psycopg.connect(with_one_event) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            connection.execute(statement.encode())


@pytest.mark.parametrize("statement", [*REFUSED, "DELETE FROM jejak.log_head", "TRUNCATE jejak.log_head"])
def test_an_owner_who_grants_it_to_himself_is_refused_by_the_trigger(
    with_one_event: str, statement: str
) -> None:
    with psycopg.connect(with_one_event) as connection:
        connection.execute("GRANT ALL ON jejak.log, jejak.log_head TO CURRENT_USER")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            connection.execute(statement.encode())


async def test_the_server_may_not_make_tables_nor_read_more_than_it_is_granted(with_one_event: str) -> None:
    async with await connect(with_one_event) as connection:
        for statement in ("CREATE TABLE jejak.other (x int)", "UPDATE jejak.sealed SET items = NULL"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await connection.execute(statement.encode())


@pytest.mark.parametrize(
    "columns",
    [
        "1, gen_random_uuid(), 1, 't', '', 's', 'new', now(), 0, 0, NULL",
        "2, originator_id, 1, 't', '', 's', 'new', now(), 0, 0, NULL",
        "2, gen_random_uuid(), 1, 't', '', source, event_id, now(), 0, 0, NULL",
        "2, gen_random_uuid(), 0, 't', '', '/agencies/a', 'new', now(), 0, 0, NULL",
    ],
    ids=["position", "version of a stream", "source and id", "version 0 of a case"],
)
async def test_the_table_itself_refuses_what_the_function_would_not_let_through(
    with_one_event: str, columns: str
) -> None:
    async with await connect(with_one_event) as connection:
        with pytest.raises(psycopg.errors.IntegrityError):
            await connection.execute(f"INSERT INTO jejak.log SELECT {columns} FROM jejak.log".encode())


async def test_an_append_that_is_rolled_back_leaves_no_hole(database: str) -> None:
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0))
        async with await connect(database) as connection:
            async with connection.transaction(force_rollback=True):
                await connection.execute(APPEND, append_arguments([unit(uuid4(), 0)], system_clock()))
        await log.submit(unit(uuid4(), 0))
    assert [row["notification_id"] for row in stored(database)] == [1, 2]


READS = """
SELECT coalesce((SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname = 'log'), 0)::int,
    (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'log')::int
"""


async def test_a_plan_made_on_the_empty_log_does_not_read_the_whole_log_when_it_has_grown(
    database: str,
) -> None:
    """The trap: planned while empty, a look-up became a hash of the whole log, for the connection's life."""
    async with committing(database) as log:
        for _ in range(10):
            await log.submit(unit(uuid4(), 5))
        grow(database, 30_000)
        before = await reads(log, database)
        case = uuid4()
        for version in range(10):
            await log.submit(unit(case, version))
        after = await reads(log, database)
    assert after[0] == before[0], "the log was scanned"
    assert after[1] - before[1] < 100, "an index was read from end to end"


def grow(database: str, rows: int) -> None:
    """Fills the log by hand and tells the head, without the statistics being renewed."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO jejak.log SELECT n, gen_random_uuid(), 1, 't', 'x', '/agencies/lpsk', n, now(), 0, 0"
            " FROM generate_series(1, %s) AS n",
            [rows],
        )
        connection.execute("UPDATE jejak.log_head SET position = %s", [rows])


async def reads(log: GroupCommit, database: str) -> tuple[int, int]:
    """Sequential scans of the log, and index entries read, as the committer's connection has counted them."""
    assert log._connection is not None
    await log._connection.execute("SELECT pg_stat_force_next_flush()")
    await log._connection.execute("SELECT 1")
    with psycopg.connect(database) as connection:
        row = connection.execute(READS).fetchone()
    assert row is not None
    return row


async def test_an_event_with_nothing_optional_is_stored_with_nulls(database: str) -> None:
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0, event(), event(call=uuid4())))
    assert [row["call"] is None for row in stored(database)] == [True, False]
