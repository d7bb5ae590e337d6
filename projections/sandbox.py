"""A place for a replay: schemas of their own, which nobody else reads and which go with it (docs/adr/0205).

They belong to the owner of the database, are granted to nobody, and are not logged: no replica has them.
Whoever uses a place holds a lock of its name that ends with the connection; what a replay left that was
killed is cleared by the next one.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from psycopg import AsyncConnection, sql

from projections.engine import Projection
from projections.owner import owner_connection
from projections.tables import RowChange
from projections.view import View

PREFIX = "replay_"
NAME = len(PREFIX) + 16  # of a place; the names of its schemas go on behind it
TAKE = "SELECT pg_try_advisory_lock(hashtextextended('jejak.sandbox.' || %s, 0))"
LEAVE = "SELECT pg_advisory_unlock(hashtextextended('jejak.sandbox.' || %s, 0))"
LEFT = "SELECT DISTINCT left(nspname, %s) FROM pg_namespace WHERE starts_with(nspname, %s)"
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
# A plan made while a table was small is kept, and would read the whole of it when it has grown.
KEEP_INDEXES = "SET enable_seqscan = off"


class Sandbox:
    """Copies of projections, each in a schema of its own."""

    def __init__(self, conn: AsyncConnection[Any], name: str) -> None:
        self.conn = conn
        self._name = name

    def schema(self, projection: Projection) -> str:
        """The name of the schema of a projection's copy."""
        return f"{self._name}_{projection.name}"

    async def make(self, projection: Projection) -> str:
        """An empty copy of a projection's tables; the name of its schema."""
        schema = self.schema(projection)
        await self.conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        await self.conn.execute(projection.ddl(schema).encode())
        for (table,) in await (await self.conn.execute(TABLES, [schema])).fetchall():
            name = sql.Identifier(schema, table)
            await self.conn.execute(sql.SQL("ALTER TABLE {} SET UNLOGGED").format(name))
        return schema

    async def rows(self, view: View, cases: Sequence[UUID]) -> list[RowChange]:
        """The rows of some cases in the copy of a view, each as the change that would make it."""
        found = []
        for table in view.tables:
            query = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%s)").format(
                sql.SQL(", ").join(sql.Identifier(name) for name, _ in table.columns),
                sql.Identifier(self.schema(view), table.name),
                sql.Identifier(table.case_column),
            )
            cursor = await self.conn.execute(query, [list(cases)])
            rows = await cursor.fetchall()
            found += [RowChange(table, row[: table.key], row[table.key :]) for row in rows]
        return found


@asynccontextmanager
async def sandbox(dsn: str) -> AsyncIterator[Sandbox]:
    """An empty place on a connection as the owner of the database, gone when the block is left."""
    async with owner_connection(dsn) as conn:
        await clear(conn)
        name = f"{PREFIX}{uuid4().hex[:16]}"
        await conn.execute(TAKE, [name])
        await conn.execute(KEEP_INDEXES)
        try:
            yield Sandbox(conn, name)
        finally:
            if not conn.closed:
                await _drop(conn, name)


async def clear(conn: AsyncConnection[Any]) -> None:
    """Drops what replays have left that did not live to do it themselves."""
    for (name,) in await (await conn.execute(LEFT, [NAME, PREFIX])).fetchall():
        if await (await conn.execute(TAKE, [name])).fetchone() == (True,):
            await _drop(conn, name)
            await conn.execute(LEAVE, [name])


async def _drop(conn: AsyncConnection[Any], name: str) -> None:
    for (schema,) in await (await conn.execute(SCHEMAS, [name])).fetchall():
        await conn.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
