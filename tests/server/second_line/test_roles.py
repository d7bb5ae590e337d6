from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from server.database import READER, WRITER, open_pool
from server.second_line.roles import RolesTooFree, freedoms, require_bound_roles
from tests.servers import DatabaseServer

TOO_FREE = {
    "is a superuser": "ALTER ROLE {} SUPERUSER",
    "bypasses row security": "ALTER ROLE {} BYPASSRLS",
    "owns tables": "ALTER TABLE jejak.parked OWNER TO {}",
}


@pytest.fixture
def role(postgres_server: DatabaseServer) -> Iterator[str]:
    """A role of this test alone."""
    name = sql.Identifier("second_line_test")
    with psycopg.connect(postgres_server.admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
    yield "second_line_test"
    with psycopg.connect(postgres_server.admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS").format(name))


def as_administrator(server: DatabaseServer, database: str, statement: str, role: str) -> None:
    url = server.admin_url.rsplit("/", 1)[0] + "/" + database.rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(role)))


async def freedoms_of(database: str, *roles: str) -> list[tuple[str, str]]:
    pool = await open_pool(database)
    async with pool.connection() as connection:
        found = await freedoms(connection, roles)
    await pool.close()
    return found


async def test_writer_and_reader_are_bound_as_they_are_made(database: str) -> None:
    pool = await open_pool(database)
    await require_bound_roles(pool)
    await pool.close()


@pytest.mark.parametrize("reason", TOO_FREE)
async def test_a_role_above_row_security_is_named_with_the_reason(
    database: str, postgres_server: DatabaseServer, role: str, reason: str
) -> None:
    as_administrator(postgres_server, database, TOO_FREE[reason], role)
    assert await freedoms_of(database, role) == [(role, reason)]


async def test_a_role_that_can_become_such_a_role_is_as_free(
    database: str, postgres_server: DatabaseServer, role: str
) -> None:
    as_administrator(postgres_server, database, "GRANT jejak_owner TO {}", role)
    assert await freedoms_of(database, role) == [(role, "owns tables")]
    as_administrator(postgres_server, database, "REVOKE jejak_owner FROM {}", role)


async def test_a_role_that_is_not_there_is_said_to_be_missing(database: str) -> None:
    assert await freedoms_of(database, READER, "nobody_knows_it") == [("nobody_knows_it", "does not exist")]


def test_the_refusal_names_role_and_reason() -> None:
    said = str(RolesTooFree([(WRITER, "is a superuser"), (READER, "can write")]))
    assert said == "the role jejak_writer is a superuser; the role jejak_reader can write"
