"""Making a view anew beside the live one, comparing the two, and putting the new one in its place.

Evidence (`swaps` is False) is made anew only to be compared.
"""

from typing import Any, NamedTuple

from psycopg import AsyncConnection, IsolationLevel, sql

from projections.engine import Projection
from projections.filling import Progress
from projections.fingerprint import Copy, TableComparison, compare
from projections.generations import swap
from projections.memory import seldom_collected
from projections.owner import owner_connection
from projections.parking import Parked
from projections.replay import checkpoint
from projections.schemas import make_schema
from projections.shadow import Shadow


class Rebuilt(NamedTuple):
    """What a rebuild found. `compared` is live beside rebuilt, at one position of both; `tail` compares the
    cases touched between then and the swap, at the swap's position."""

    projection: str
    position: int
    swapped: bool
    compared: tuple[TableComparison, ...]
    tail: tuple[TableComparison, ...]
    parked: tuple[Parked, ...]

    @property
    def equal(self) -> bool:
        """Whether the live rows were what the log says, by the code that ran here."""
        return all(table.equal for table in self.compared + self.tail)


def silent(_done: int, _total: int) -> None:
    """Progress for those who do not look."""


async def rebuild(
    projection: Projection, dsn: str, progress: Progress = silent, *, compare_only: bool = False
) -> Rebuilt:
    """Rebuilds one projection as the owner of the database; the live one serves meanwhile.

    A view is swapped in whatever the comparison found (a difference is what a mended projector makes), and
    the one it replaces is kept for `undo` until the next rebuild; `compare_only` leaves the live one in its
    place. Raises RebuildRunning, NeverRun.
    """
    with seldom_collected():  # until the states of the cases are gone too
        return await _rebuilt(projection, dsn, progress, swapped=projection.swaps and not compare_only)


async def _rebuilt(projection: Projection, dsn: str, progress: Progress, *, swapped: bool) -> Rebuilt:
    async with owner_connection(dsn, projection.name) as conn, owner_connection(dsn) as snapshot:
        shadow = Shadow(conn, projection, f"view_{projection.name}_shadow")
        await make_schema(conn, projection, shadow.schema)
        await shadow.build(await checkpoint(conn, projection.name), progress)
        await shadow.come_near(progress)
        compared = await _compared(snapshot, shadow, progress)
        tail = await swap(shadow, progress) if swapped else await _drop(shadow)
    parked = tuple(shadow.parked)
    return Rebuilt(projection.name, shadow.position, swapped, compared, tail, parked)


async def _compared(
    snapshot: AsyncConnection[Any], shadow: Shadow, progress: Progress
) -> tuple[TableComparison, ...]:
    """The live rows as of one checkpoint beside the shadow, brought there: the lane need not wait."""
    projection = shadow.projection
    await snapshot.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    async with snapshot.transaction():
        await shadow.catch_up(await checkpoint(snapshot, projection.name), progress)
        live, rebuilt = Copy(snapshot, projection.schema), Copy(shadow.conn, shadow.schema)
        async with shadow.conn.transaction():
            return await compare(live, rebuilt, projection.tables)


async def _drop(shadow: Shadow) -> tuple[()]:
    await shadow.conn.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(shadow.schema)))
    return ()
