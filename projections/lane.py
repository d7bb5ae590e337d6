"""A lane: projections that stand at the same position and move on together, page by page."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.events import LogRow
from projections.batch import Batch, prepare, write_batch
from projections.directories import directory_at
from projections.engine import Projection
from projections.fold import Fold, fetch_rows
from projections.parking import Parked, ParkedCases, parked_cases
from projections.statements import statement

PAGE = 500
READ_PAGE = statement("page")
MOVE = statement("move_checkpoints")
ENTER, READ_CHECKPOINTS = statement("enter_checkpoints"), statement("checkpoints")
# A plan made while a view was small is kept, and would read the whole of it when it has grown.
KEEP_INDEXES = "SET enable_seqscan = off"


class LaneLost(Exception):
    """Another runner moved a checkpoint, or a replay changed what is parked: open the lanes anew."""


class LogBroken(Exception):
    """The positions of the log are not gapless: nothing is applied past the gap."""


class Step(NamedTuple):
    """What one step of a lane did: which projections now stand where, after how many events."""

    names: tuple[str, ...]
    position: int
    events: int
    parked: tuple[Parked, ...]


class Lane:
    """Projections at one position. After any exception the lane is of no more use."""

    def __init__(self, projections: Sequence[Projection], fold: Fold, parked: ParkedCases) -> None:
        self.projections = list(projections)
        self._fold = fold
        self._parked = parked

    @property
    def position(self) -> int:
        """The position of the last event applied."""
        return self._fold.position

    @property
    def names(self) -> list[str]:
        """The names of its projections."""
        return [projection.name for projection in self.projections]

    async def step(self, conn: AsyncConnection[Any], upto: int | None = None) -> Step | None:
        """Applies the next page (no further than `upto`); None when there is none.

        Raises LaneLost, LogBroken, or a psycopg.Error; the transaction is then rolled back.
        """
        start = self.position
        limit = PAGE if upto is None else min(PAGE, upto - start)
        rows = await next_page(conn, start, limit)
        if not rows:
            return None
        await self._fold.load(conn, rows)
        known = {name: frozenset(cases) for name, cases in self._parked.items()}
        batch = await prepare(self.projections, self._fold, rows, self._parked)
        await self._commit(conn, batch, start, known)
        return Step(tuple(self.names), self.position, len(rows), tuple(batch.parked))

    def join(self, other: "Lane") -> None:
        """Takes over the projections of another lane that has come to the same position."""
        assert other.position == self.position, "lanes join at one position"
        self.projections.extend(other.projections)
        self._parked.update(other._parked)

    async def _commit(
        self, conn: AsyncConnection[Any], batch: Batch, start: int, known: dict[str, frozenset[Any]]
    ) -> None:
        async with conn.pipeline(), conn.transaction():
            # First of all: it waits for a rebuild or a replay that holds a checkpoint, and what follows
            # sees what that has done.
            move = {"names": self.names, "old": start, "new": self.position}
            moved = await conn.execute(MOVE, move)
            parked = await parked_cases(conn, self.names)
            if len(await moved.fetchall()) != len(self.names) or parked != known:
                raise LaneLost
            await write_batch(conn, self.projections, batch, [p.schema for p in self.projections])


async def next_page(conn: AsyncConnection[Any], after: int, limit: int) -> list[LogRow]:
    """The next rows of the log, checked to be without a gap. Raises LogBroken."""
    rows = await fetch_rows(conn, READ_PAGE, after=Int8(after), last=Int8(after + limit))
    if rows and rows[-1].position != after + len(rows):
        raise LogBroken
    return rows


async def open_lanes(conn: AsyncConnection[Any], projections: Sequence[Projection]) -> list[Lane]:
    """The lanes of the projections as their checkpoints stand, the foremost first.

    Projections keep their order within a lane. One that has no checkpoint yet starts at position 0.
    """
    await conn.execute(KEEP_INDEXES)
    names = [projection.name for projection in projections]
    positions = await checkpoints(conn, names)
    parked = await parked_cases(conn, names)
    lanes = []
    for position in sorted(set(positions.values()), reverse=True):
        members = [projection for projection in projections if positions[projection.name] == position]
        fold = Fold(position, await directory_at(conn, position))
        lanes.append(Lane(members, fold, {member.name: parked[member.name] for member in members}))
    return lanes


async def checkpoints(conn: AsyncConnection[Any], names: Sequence[str]) -> dict[str, int]:
    """Where each projection stands, made at 0 where it has never run."""
    asked = {"names": list(names)}
    await conn.execute(ENTER, asked)
    cursor = await conn.execute(READ_CHECKPOINTS, asked)
    return dict(await cursor.fetchall())
