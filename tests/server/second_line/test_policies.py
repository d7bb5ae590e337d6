"""What the catalogue of PostgreSQL says of the second line, whatever the server does."""

from typing import Any

import psycopg
import pytest

from projections.rebuild import rebuild
from projections.worklist.projector import Worklist
from server.database import READER, WRITER, connect
from server.rules import load_rules
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, filed

OURS = "(n.nspname = 'jejak' OR starts_with(n.nspname, 'view_'))"
# Rows of agencies, events and cases; everything else in jejak is closed to the reader by having no grant.
PROTECTED = {
    *("log", "sealed", "ledger", "ledger_head", "acknowledgements", "reads", "list_reads", "parked"),
    *("findings", "account_changes", "purges"),
}
TABLES = f"""
SELECT n.nspname, c.relname, c.relrowsecurity, c.relforcerowsecurity,
       has_table_privilege('{READER}', c.oid, 'SELECT'),
       has_table_privilege('{READER}', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
           OR has_any_column_privilege('{READER}', c.oid, 'INSERT, UPDATE, REFERENCES'),
       ARRAY(
           SELECT r.rolname::text FROM pg_policy p JOIN pg_roles r ON r.oid = ANY(p.polroles)
           WHERE p.polrelid = c.oid
       )
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND {OURS}
"""
VIEWS = f"""
SELECT n.nspname, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND {OURS}
  AND NOT coalesce('security_invoker=true' = ANY(c.reloptions), false)
"""
FUNCTIONS = f"""
SELECT n.nspname, p.proname
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {OURS} AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
"""
SEQUENCES = f"""
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OURS} AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege('{READER}', c.oid, 'USAGE, UPDATE') END
"""


@pytest.fixture
async def filled(deployment: Deployment) -> Deployment:
    """A deployment with a case of several agencies, its views made."""
    await filed(deployment, await deployment.open_case())
    await deployment.settled()
    return deployment


def url_of(filled: Deployment) -> str:
    return filled.services.settings.database_url


def rows(filled: Deployment, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url_of(filled)) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_every_table_the_reader_may_select_is_under_forced_row_security(filled: Deployment) -> None:
    found, ((owner,),) = rows(filled, TABLES), rows(filled, "SELECT current_user")
    assert {table for schema, table, *_ in found if schema == "jejak"} >= PROTECTED
    for schema, table, enabled, forced, may_read, may_write, policies in found:
        assert may_read or (schema == "jejak" and table not in PROTECTED), (schema, table)
        assert not may_read or (enabled and forced and {owner, WRITER} <= set(policies)), (schema, table)
        assert not may_write, (schema, table)


async def test_what_is_public_or_closed_is_said_by_a_policy_and_not_forgotten(filled: Deployment) -> None:
    found = rows(filled, TABLES)
    without = {(s, t) for s, t, _, _, may_read, _, said in found if may_read and READER not in said}
    assert without == {("view_expiries", "expiries")}, "read by clockwork alone"


async def test_no_view_shows_and_no_function_lends_what_is_its_owners(filled: Deployment) -> None:
    assert rows(filled, VIEWS) == []
    assert rows(filled, FUNCTIONS) == []
    assert rows(filled, SEQUENCES) == []


async def test_a_reader_who_says_nobody_s_name_sees_nothing(filled: Deployment) -> None:
    tables = [(s, t) for s, t, *_, may_read, _, _ in rows(filled, TABLES) if may_read]
    async with await connect(url_of(filled)) as conn:
        await conn.execute(f"SET ROLE {READER}".encode())
        for name in (None, "", "*", "nobody", "polres"):
            if name is not None:
                await conn.execute("SELECT set_config('jejak.agency', %s, false)", [name])
            for schema, table in tables:
                cursor = await conn.execute(f'SELECT count(*) FROM "{schema}"."{table}"'.encode())
                assert await cursor.fetchone() == (0,), (name, schema, table)


async def test_whose_rows_are_read_is_forgotten_with_the_read(filled: Deployment) -> None:
    line = filled.services.second_line
    async with line.as_agency(OWNER, "uptdppa").connection() as conn:
        cursor = await conn.execute(b"SELECT count(*), current_user FROM jejak.ledger")
    assert await cursor.fetchone() != (0, READER)
    async with line._pool.connection() as conn:
        said = await conn.execute(b"SELECT current_setting('jejak.agency', true), count(*) FROM jejak.ledger")
        assert (await said.fetchone()) in ((None, 0), ("", 0))


async def test_who_audits_reads_the_whole_log_and_all_reads_and_nothing_that_is_sealed(
    filled: Deployment,
) -> None:
    counted = "SELECT count(*) FROM {}"
    for table in ("jejak.log", "jejak.reads"):
        async with filled.services.second_line.as_auditor("auditor").connection() as conn:
            found = await conn.execute(counted.format(table).encode())
        assert await found.fetchall() == rows(filled, counted.format(table)), table
    for table in ("jejak.sealed", "jejak.ledger", "view_case_file.parties", "view_timeline.events"):
        assert rows(filled, counted.format(table)) != [(0,)], table
        async with filled.services.second_line.as_auditor("nobody").connection() as conn:
            found = await conn.execute(counted.format(table).encode())
        assert await found.fetchall() == [(0,)], table


async def test_not_even_its_own_values_are_read_by_an_agency_while_it_audits(filled: Deployment) -> None:
    counted = b"SELECT count(*) FROM jejak.sealed"
    async with filled.services.second_line.as_agency(OWNER, "uptdppa").connection() as conn:
        own = await conn.execute(counted)
    async with filled.services.second_line.as_auditor(OWNER).connection() as conn:
        audited = await conn.execute(counted)
    assert await own.fetchone() != (0,)
    assert await audited.fetchone() == (0,)


async def test_that_one_read_was_an_audit_is_forgotten_with_it(filled: Deployment) -> None:
    line = filled.services.second_line
    async with line.as_auditor("auditor").connection() as conn:
        await conn.execute(b"SELECT 1")
    async with line._pool.connection() as conn:
        said = await conn.execute(b"SELECT current_setting('jejak.audits', true), count(*) FROM jejak.log")
        assert (await said.fetchone()) in ((None, 0), ("", 0))


async def test_the_reader_cannot_write(filled: Deployment) -> None:
    for statement in (
        b"INSERT INTO jejak.ledger_head (agency, n, hash) VALUES ('uptdppa-ttu', 1, '')",
        b"UPDATE jejak.ledger SET classes = 511",
        b"DELETE FROM view_worklist.items",
        b"SELECT * FROM jejak.data_keys",
        b"SELECT * FROM jejak.tokens",
        b"SET ROLE jejak_writer; SELECT 1",
    ):
        reading = filled.services.second_line.as_agency(OWNER, "uptdppa")
        with pytest.raises(psycopg.Error):
            async with reading.connection() as conn:
                await (await conn.execute(statement)).fetchall()


async def test_a_view_made_anew_is_bound_as_the_one_before(filled: Deployment) -> None:
    assert (await rebuild(Worklist(load_rules().matrix), url_of(filled))).equal
    found = {
        (schema, table): (forced, may_read)
        for schema, table, _, forced, may_read, _, _ in rows(filled, TABLES)
    }
    assert found["view_worklist", "items"] == (True, True)


async def test_an_agency_reads_all_of_its_own_rows(filled: Deployment) -> None:
    counted = "SELECT agency, count(*) FROM {} GROUP BY agency"
    for table in ("jejak.ledger", "view_case_file.parties", "view_case_file.progress"):
        own = dict(rows(filled, counted.format(table)))
        assert {OWNER, POLICE} <= own.keys(), table
        for agency in (OWNER, POLICE, "coordinator"):
            async with filled.services.second_line.as_agency(agency, "").connection() as conn:
                found = await conn.execute(counted.format(table).encode())
            mine = {name: count for name, count in own.items() if name == agency}
            assert dict(await found.fetchall()) == mine, table
