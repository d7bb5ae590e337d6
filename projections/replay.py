"""Applying a case anew for one projection: after the defect that parked it is mended."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import LogRow, read_event
from projections.detours import Detour, note_replay
from projections.directories import Directories, load_directories
from projections.engine import Projection, Transition
from projections.fold import earlier_rows, move
from projections.statements import statement
from projections.tables import delete_case

CHECKPOINT = statement("checkpoint")
LOCK = statement("lock_checkpoint")
UNPARK = statement("unpark")


class NotParked(Exception):
    """Evidence is never written anew: only a case that was passed over can be applied to it."""


class NeverRun(Exception):
    """The projection has no checkpoint yet."""


async def replay_case(conn: AsyncConnection[Any], projection: Projection, case: UUID) -> int:
    """Applies a case up to the projection's checkpoint and takes it back into its lane; the events applied.

    A view's rows of the case are deleted and made anew; to evidence only what was passed over is added. The
    lane waits meanwhile. When an event still cannot be applied its exception is raised and nothing has
    changed. Raises NotParked, NeverRun.
    """
    async with conn.transaction():
        upto = await locked_checkpoint(conn, projection.name)
        start = await _unpark(conn, projection, case)
        if projection.swaps:
            await delete_case(conn, projection.schema, projection.tables, case)
        else:
            await note_replay(conn, projection.name, Detour(case, start, upto))
        return await apply_case(conn, projection, projection.schema, case, start, upto)


async def apply_case(
    conn: AsyncConnection[Any], projection: Projection, schema: str, case: UUID, start: int, upto: int
) -> int:
    """Writes what the events of one case from position `start` to `upto` make; how many they are."""
    rows = await earlier_rows(conn, [case], upto)
    directories = await load_directories(conn, upto)
    transitions = [t for t in transitions_of(rows, directories) if t.event.position >= start]
    changes = [change for transition in transitions for change in projection.prepare(transition)]
    if changes:
        await projection.write(conn, schema, changes)
    return len(transitions)


async def locked_checkpoint(conn: AsyncConnection[Any], name: str) -> int:
    """The checkpoint of a projection, held until the transaction ends. Raises NeverRun."""
    return await _position(conn, LOCK, name)


async def checkpoint(conn: AsyncConnection[Any], name: str) -> int:
    """Where a projection stands. Raises NeverRun."""
    return await _position(conn, CHECKPOINT, name)


def transitions_of(rows: Iterable[LogRow], directories: Directories) -> Iterable[Transition]:
    """The transitions of one case, from all its rows."""
    state = None
    for row in rows:
        transition = move(state, read_event(row), directories.at(row.position - 1))
        state = transition.after
        yield transition


async def _position(conn: AsyncConnection[Any], query: bytes, name: str) -> int:
    row = await (await conn.execute(query, {"name": name})).fetchone()
    if row is None:
        raise NeverRun(name)
    return int(row[0])


async def _unpark(conn: AsyncConnection[Any], projection: Projection, case: UUID) -> int:
    """The position from which on the case must be applied: for a view its beginning."""
    parked = await (await conn.execute(UNPARK, {"projection": projection.name, "case": case})).fetchone()
    if projection.swaps:
        return 0
    if parked is None:
        raise NotParked(projection.name)
    return int(parked[0])
