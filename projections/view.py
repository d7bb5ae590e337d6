"""What all views share: a schema of their own, made from `schema.sql`, and rows written by key."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, sql

from projections.statements import statement
from projections.tables import RowChange, Table, write_changes


class View:
    """A projection that holds nothing but what the log says, and so can be made anew at any time."""

    swaps = True

    def __init__(self, name: str, tables: tuple[Table, ...]) -> None:
        self.name = name
        self.schema = f"view_{name}"
        self.tables = tables

    def ddl(self, schema: str) -> str:
        """SQL that creates the tables and indexes in the existing schema `schema`."""
        text = sql.SQL(statement("schema", folder=self.name).decode())  # type: ignore[arg-type]
        return text.format(schema=sql.Identifier(schema)).as_string()

    async def write(self, conn: AsyncConnection[Any], schema: str, changes: Sequence[RowChange]) -> None:
        """Writes the last change of every key."""
        await write_changes(conn, schema, changes)
