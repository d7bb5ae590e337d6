from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from server.database import READER, WRITER, open_pool
from server.second_line.roles import RolesTooFree, freedoms, require_bound_roles
from tests.servers import DatabaseServer

SUPERUSER = "SELECT rolname FROM pg_roles WHERE rolsuper AND rolbypassrls LIMIT 1"


@pytest.fixture
def role(postgres_server: DatabaseServer) -> Iterator[str]:
    """A role of this test alone, which can become the owner of the database."""
    name, owner = sql.Identifier(f"test_{uuid4().hex}"), sql.Identifier(postgres_server.owner)
    with psycopg.connect(postgres_server.admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {}").format(name))
        connection.execute(sql.SQL("GRANT {} TO {}").format(owner, name))
        yield name._obj[0]
        connection.execute(sql.SQL("DROP ROLE {}").format(name))


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
    assert await freedoms_of(database, WRITER, READER) == []


async def test_a_superuser_is_named_with_both_reasons(database: str) -> None:
    with psycopg.connect(database) as connection:
        ((name,),) = connection.execute(SUPERUSER).fetchall()
    found = await freedoms_of(database, name)
    assert {(name, "is a superuser"), (name, "bypasses row security")} <= set(found)


async def test_who_owns_the_tables_is_named(database: str, postgres_server: DatabaseServer) -> None:
    owner = postgres_server.owner
    assert await freedoms_of(database, owner) == [(owner, "owns tables")]


async def test_a_role_that_can_become_such_a_role_is_as_free(database: str, role: str) -> None:
    assert await freedoms_of(database, role) == [(role, "owns tables")]


async def test_a_role_that_is_not_there_is_said_to_be_missing(database: str) -> None:
    assert await freedoms_of(database, READER, "nobody_knows_it") == [("nobody_knows_it", "does not exist")]


def test_the_refusal_names_role_and_reason() -> None:
    said = str(RolesTooFree([(WRITER, "is a superuser"), (READER, "can write")]))
    assert said == "the role jejak_writer is a superuser; the role jejak_reader can write"
