"""The schemas of the views: made by the owner of the database, written by its writer role, and read for an
agency by its reader role, as far as the policies in `schema.sql` say (docs/adr/0150)."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from psycopg import AsyncConnection, sql

from projections.engine import Projection

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('jejak.view_schemas', 0))"
DEFINITION = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')"
FORGET = (
    "DELETE FROM jejak.checkpoints WHERE name = %s",
    "DELETE FROM jejak.parked WHERE projection = %s",
)
GRANTS = (
    "GRANT USAGE ON SCHEMA {} TO jejak_writer, jejak_reader",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO jejak_writer",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO jejak_reader",
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
# A table without a policy for the reader is closed to it.
PROTECT = (
    "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY owner ON {} TO CURRENT_USER USING (true) WITH CHECK (true)",
    "CREATE POLICY writer ON {} TO jejak_writer USING (true) WITH CHECK (true)",
)
FORCE = "ALTER TABLE {} FORCE ROW LEVEL SECURITY"


async def ensure_schemas(conn: AsyncConnection[Any], projections: Iterable[Projection]) -> None:
    """Makes the schemas that are missing, as the owner of the database; safe at every start.

    A view whose `schema.sql` is another than the one it was made from is made anew, empty, and starts at
    position 0: it holds nothing that the log does not.
    """
    async with conn.transaction():
        await conn.execute(ONE_AT_A_TIME)
        for projection in projections:
            if projection.swaps and await definition_of(conn, projection.schema) != definition(projection):
                await make_schema(conn, projection, projection.schema)
                await force_row_security(conn, projection.schema)
                for forget in FORGET:
                    await conn.execute(forget, [projection.name])


async def make_schema(conn: AsyncConnection[Any], projection: Projection, schema: str) -> None:
    """Makes the tables of a projection in a new schema; one of that name is dropped.

    Row security binds all but the owner, who fills it by COPY: PostgreSQL has no COPY under row security.
    """
    name = sql.Identifier(schema)
    await conn.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
    await conn.execute(sql.SQL("CREATE SCHEMA {}").format(name))
    await conn.execute(projection.ddl(schema).encode())
    for grant in GRANTS:
        await conn.execute(sql.SQL(grant).format(name))
    for table in await _tables(conn, schema):
        for statement in PROTECT:
            await conn.execute(sql.SQL(statement).format(table))
    comment = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(definition(projection)))
    await conn.execute(comment)


async def force_row_security(conn: AsyncConnection[Any], schema: str) -> None:
    """Binds the owner too: for a schema that is live, or becomes it."""
    for table in await _tables(conn, schema):
        await conn.execute(sql.SQL(FORCE).format(table))


async def _tables(conn: AsyncConnection[Any], schema: str) -> list[sql.Identifier]:
    found = await (await conn.execute(TABLES, [schema])).fetchall()
    return [sql.Identifier(schema, table) for (table,) in found]


def definition(projection: Projection) -> str:
    """What tells two versions of a projection's tables apart."""
    return sha256(projection.ddl("view").encode()).hexdigest()


async def definition_of(conn: AsyncConnection[Any], schema: str) -> str | None:
    """The definition a schema was made from; None when there is no such schema."""
    row = await (await conn.execute(DEFINITION, [schema])).fetchone()
    return row[0] if row else None
