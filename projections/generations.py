"""Putting one copy of a view in the place of the live one, and back."""

from typing import Any

from psycopg import AsyncConnection, sql

from projections.engine import Projection
from projections.filling import Progress
from projections.fingerprint import Copy, TableComparison, compare
from projections.owner import owner_connection
from projections.parking import park, parked_entries
from projections.replay import checkpoint, locked_checkpoint
from projections.schemas import definition, definition_of, force_row_security
from projections.shadow import Shadow
from projections.statements import statement

# The lane waits for a swap. Rather than make it wait behind a long read of what is dropped, the swap fails.
SHORT_WAIT = "SET LOCAL lock_timeout = '5s'"
KEEP = (statement("keep_generation"), statement("keep_parked"))
FORGET_PARKED = statement("forget_parked")


class NothingToUndo(Exception):
    """There is no earlier generation of this view that the code running here could serve."""


async def swap(shadow: Shadow, progress: Progress) -> tuple[TableComparison, ...]:
    """Applies what is left while the lane waits, compares the cases this touched, and renames, all in one
    transaction. The replaced rows stay in `view_<name>_old`."""
    conn, projection, tables = shadow.conn, shadow.projection, shadow.projection.tables
    async with conn.transaction():
        await conn.execute(SHORT_WAIT)
        await shadow.catch_up(await locked_checkpoint(conn, projection.name), progress)
        live, rebuilt = Copy(conn, projection.schema), Copy(conn, shadow.schema)
        tail = await compare(live, rebuilt, tables, list(shadow.touched))
        await _exchange(conn, projection, shadow)
    return tail


async def undo(projection: Projection, dsn: str, progress: Progress) -> int:
    """Puts the earlier generation of a view back, brought up to date by the code that runs here; answers
    the position. The one it replaces is kept in its turn. Raises NothingToUndo, RebuildRunning."""
    async with owner_connection(dsn, projection.name) as conn:
        old = old_schema(projection)
        if await definition_of(conn, old) != definition(projection):
            raise NothingToUndo(projection.name)
        shadow = Shadow(conn, projection, old)
        shadow.resume(await checkpoint(conn, old), await parked_entries(conn, old))
        await shadow.come_near(progress)
        await swap(shadow, progress)
    return shadow.position


def old_schema(projection: Projection) -> str:
    """Where the generation before the live one stands, and the name of its checkpoint."""
    return f"view_{projection.name}_old"


async def _exchange(conn: AsyncConnection[Any], projection: Projection, shadow: Shadow) -> None:
    """Live becomes old, the shadow becomes live; what each passes over goes with it."""
    old, aside = old_schema(projection), f"view_{projection.name}_aside"
    names = {"old": old, "name": projection.name}
    await conn.execute(FORGET_PARKED, {"name": old})
    for keep in KEEP:
        await conn.execute(keep, names)
    await park(conn, [entry._replace(projection=projection.name) for entry in shadow.parked])
    await force_row_security(conn, shadow.schema)
    await _rename(conn, projection.schema, aside)
    await _rename(conn, shadow.schema, projection.schema)
    await conn.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(old)))
    await _rename(conn, aside, old)


async def _rename(conn: AsyncConnection[Any], schema: str, name: str) -> None:
    names = sql.Identifier(schema), sql.Identifier(name)
    await conn.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(*names))
