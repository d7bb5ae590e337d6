"""A lane: projections that stand at the same position and move on together, page by page.

Of each page evidence is committed first, and the views after it: an agency waits for its ledger, and no view
may hold that up (docs/adr/0248). What ends between the two leaves lanes apart, which come together again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.events import LogRow
from projections.batch import Batch, prepare, write_batch
from projections.directories import directory_at
from projections.engine import Projection
from projections.fold import Fold, fetch_rows
from projections.parking import Parked, ParkedCases, parked_cases
from projections.statements import statement

# Several events of a case in one page make one step of every view: the more there is to catch up with, the
# less each event costs.
PAGE = 8_000
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
    """What a lane committed: which projections now stand where, after how many events."""

    names: tuple[str, ...]
    position: int
    events: int
    parked: tuple[Parked, ...]


Tell = Callable[[Step], Awaitable[None]]


async def untold(_step: Step) -> None:
    """For those who wait for no step."""


class _Page(NamedTuple):
    """A page of the log, folded and prepared: from which position to which, and what was parked before it."""

    start: int
    end: int
    batch: Batch
    known: Mapping[str, frozenset[UUID]]


class Lane:
    """Projections at one position. After any exception the lane is of no more use.

    While PostgreSQL writes a full page, the next is prepared: it is `ahead` until its own turn to be written.
    """

    def __init__(self, projections: Sequence[Projection], fold: Fold, parked: ParkedCases) -> None:
        self.projections = list(projections)
        self.position = fold.position
        self._fold = fold
        self._parked = parked
        self._ahead: _Page | None = None

    @property
    def names(self) -> list[str]:
        """The names of its projections."""
        return [projection.name for projection in self.projections]

    @property
    def is_between_pages(self) -> bool:
        """Whether nothing is prepared beyond its position, so that another lane can join it."""
        return self._ahead is None

    async def step(
        self, conn: AsyncConnection[Any], tell: Tell = untold, upto: int | None = None
    ) -> list[Step]:
        """Applies the next page (no further than `upto`) and tells of each commit; empty when there is none.

        Raises LaneLost, LogBroken, or a psycopg.Error; the transaction is then rolled back; where it was
        that of the views, the evidence of the page stands.
        """
        page, self._ahead = self._ahead or await self._prepare(await self._read(conn, upto)), None
        if page is None:
            return []
        rows = await self._read(conn, upto) if page.end - page.start == PAGE else []
        writing = asyncio.create_task(self._write(conn, page, tell))
        try:
            self._ahead = await self._prepare(rows)
        finally:
            steps = await writing
        self.position = page.end
        return steps

    def join(self, other: "Lane") -> None:
        """Takes over the projections of another lane that has come to the same position."""
        assert other.position == self.position, "lanes join at one position"
        assert self.is_between_pages, "what is ahead was prepared without them"
        self.projections.extend(other.projections)
        self._parked.update(other._parked)

    async def _read(self, conn: AsyncConnection[Any], upto: int | None) -> list[LogRow]:
        start = self._fold.position
        limit = PAGE if upto is None else min(PAGE, upto - start)
        rows = await next_page(conn, start, limit) if limit > 0 else []
        await self._fold.load(conn, rows)
        return rows

    async def _prepare(self, rows: Sequence[LogRow]) -> _Page | None:
        if not rows:
            return None
        start = self._fold.position
        known = {name: frozenset(cases) for name, cases in self._parked.items()}
        batch = await prepare(self.projections, self._fold, rows, self._parked)
        return _Page(start, self._fold.position, batch, known)

    async def _write(self, conn: AsyncConnection[Any], page: _Page, tell: Tell) -> list[Step]:
        evidence = [projection for projection in self.projections if not projection.swaps]
        views = [projection for projection in self.projections if projection.swaps]
        steps = []
        for projections in filter(None, (evidence, views)):
            step = await _commit(conn, page, projections)
            await tell(step)
            steps.append(step)
        return steps


async def _commit(conn: AsyncConnection[Any], page: _Page, projections: Sequence[Projection]) -> Step:
    names = [projection.name for projection in projections]
    batch = page.batch._replace(parked=[each for each in page.batch.parked if each.projection in names])
    async with conn.pipeline(), conn.transaction():
        # First of all: it waits for a rebuild or a replay that holds a checkpoint, and what follows sees what
        # that has done.
        moved = await conn.execute(MOVE, {"names": names, "old": page.start, "new": page.end})
        parked = await parked_cases(conn, names)
        known = {name: page.known[name] for name in names}
        if len(await moved.fetchall()) != len(names) or parked != known:
            raise LaneLost
        await write_batch(conn, projections, batch, [projection.schema for projection in projections])
    return Step(tuple(names), page.end, page.end - page.start, tuple(batch.parked))


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
