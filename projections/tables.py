"""Tables of a view and the set-based writing of their rows."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from projections.arrays import ARRAYS, Array, teach_arrays


class Table(NamedTuple):
    """One table of a view. Every row belongs to one case, named by the column `case_column`.

    columns: column name -> PostgreSQL type, in the order of a row; the first `key` of them are the primary
    key.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: int
    case_column: str = "case_id"


class RowChange(NamedTuple):
    """The row of `table` under `key` becomes `key + values`, or is gone when `values` is None."""

    table: Table
    key: tuple[Any, ...]
    values: tuple[Any, ...] | None


def last_changes(changes: Iterable[RowChange]) -> dict[Table, dict[tuple[Any, ...], tuple[Any, ...] | None]]:
    """Per table and key the last change: what is left of a batch when it is over."""
    tables: dict[Table, dict[tuple[Any, ...], tuple[Any, ...] | None]] = {}
    for table, key, values in changes:
        tables.setdefault(table, {})[key] = values
    return tables


@cache
def upsert_statement(schema: str, table: Table) -> sql.Composed:
    """One statement for any number of rows: one array parameter per column, unnested side by side."""
    names = [sql.Identifier(name) for name, _ in table.columns]
    key, rest = names[: table.key], names[table.key :]
    action = (
        sql.SQL("DO NOTHING")
        if not rest
        else sql.SQL("DO UPDATE SET {}").format(
            sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(name) for name in rest)
        )
    )
    return sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({}) ON CONFLICT ({}) {}").format(
        sql.Identifier(schema, table.name),
        sql.SQL(", ").join(names),
        sql.SQL(", ").join(sql.SQL("%b::{}[]").format(sql.SQL(kind)) for _, kind in table.columns),
        sql.SQL(", ").join(key),
        action,
    )


@cache
def delete_statement(schema: str, table: Table) -> sql.Composed:
    """Deletes rows by key: one array parameter per key column."""
    keys = table.columns[: table.key]
    return sql.SQL("DELETE FROM {} WHERE ({}) IN (SELECT * FROM unnest({}))").format(
        sql.Identifier(schema, table.name),
        sql.SQL(", ").join(sql.Identifier(name) for name, _ in keys),
        sql.SQL(", ").join(sql.SQL("%b::{}[]").format(sql.SQL(kind)) for _, kind in keys),
    )


async def write_changes(conn: AsyncConnection[Any], schema: str, changes: Sequence[RowChange]) -> None:
    """Writes a batch: the last change of each key, one upsert and one delete per table."""
    teach_arrays(conn)
    for table, rows in last_changes(changes).items():
        kept = [key + values for key, values in rows.items() if values is not None]
        gone = [key for key, values in rows.items() if values is None]
        if kept:
            await conn.execute(upsert_statement(schema, table), _columns(table, kept))
        if gone:
            await conn.execute(delete_statement(schema, table), _columns(table, gone))


def _columns(table: Table, rows: list[tuple[Any, ...]]) -> list[Array[Any]]:
    kinds = [kind for _, kind in table.columns[: len(rows[0])]]
    return [ARRAYS[kind](values) for kind, values in zip(kinds, zip(*rows, strict=True), strict=True)]


async def delete_case(conn: AsyncConnection[Any], schema: str, tables: Iterable[Table], case: UUID) -> None:
    """Deletes every row of one case."""
    for table in tables:
        statement = sql.SQL("DELETE FROM {} WHERE {} = %s")
        names = sql.Identifier(schema, table.name), sql.Identifier(table.case_column)
        await conn.execute(statement.format(*names), [case])


async def copy_rows(
    conn: AsyncConnection[Any], schema: str, table: Table, rows: Iterable[tuple[Any, ...]]
) -> None:
    """Adds rows whose keys are not in the table yet: the fastest way in."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(schema, table.name),
        sql.SQL(", ").join(sql.Identifier(name) for name, _ in table.columns),
    )
    async with conn.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([kind for _, kind in table.columns])
        for row in rows:
            await copy.write_row(row)
