"""A second copy of a projection, folded from the beginning of the log while the live one serves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from projections.batch import prepare, write_batch
from projections.detours import Detour, detours_of, next_stop
from projections.directories import directory_at
from projections.engine import Projection
from projections.filling import READ, Progress, fill
from projections.fold import Fold
from projections.lane import next_page
from projections.parking import Parked
from projections.replay import apply_case, checkpoint
from projections.view import View

NEAR = 2_000  # events that may be applied while the lane waits


class Shadow:
    """The copy in `schema`, complete up to `position`; `parked` are the cases it could not apply."""

    def __init__(self, conn: AsyncConnection[Any], projection: Projection, schema: str) -> None:
        self.projection = projection
        self.schema = schema
        self.position = 0
        self.parked: list[Parked] = []
        self.touched: set[UUID] = set()
        self.conn = conn
        self._skip: set[UUID] = set()
        self._taken_in: set[Detour] = set()
        self._fold: Fold | None = None

    def resume(self, position: int, parked: Sequence[Parked]) -> None:
        """Goes on with a copy that stands at a position and has passed over these cases."""
        self.position, self.parked = position, list(parked)
        self._skip = {entry.case for entry in parked}

    async def build(self, upto: int, progress: Progress) -> None:
        """Fills the empty copy up to a position: a view case by case, evidence in log order."""
        if isinstance(self.projection, View):
            self.resume(upto, await fill(self.conn, {self.schema: self.projection}, upto, progress))
        else:
            await self.catch_up(upto, progress)

    async def catch_up(self, upto: int, progress: Progress) -> None:
        """Goes on in log order up to a position; `touched` are the cases of the events applied."""
        fold = self._fold or Fold(self.position, await directory_at(self.conn, self.position))
        self._fold, self.touched = fold, set()
        detours = [] if self.projection.swaps else await detours_of(self.conn, self.projection.name)
        await self._turn(detours)
        while self.position < upto:
            stop = next_stop(detours, self.position, upto)
            await self._apply(fold, min(READ, stop - self.position))
            await self._turn(detours)
            progress(self.position, upto)

    async def _apply(self, fold: Fold, limit: int) -> None:
        rows = await next_page(self.conn, self.position, limit)
        await fold.load(self.conn, rows)
        batch = await prepare([self.projection], fold, rows, {self.projection.name: self._skip})
        async with self.conn.transaction():
            await write_batch(self.conn, [self.projection], batch._replace(parked=[]), [self.schema])
        self.parked += batch.parked
        self.touched.update(row.case for row in rows)
        self.position = rows[-1].position

    async def _turn(self, detours: Sequence[Detour]) -> None:
        """Begins and ends the detours at this position, as the live copy did."""
        for detour in detours:
            if detour.start == self.position + 1:
                self._skip.add(detour.case)
            elif detour.end == self.position and detour not in self._taken_in:
                self._taken_in.add(detour)
                self._skip.discard(detour.case)
                await apply_case(
                    self.conn, self.projection, self.schema, detour.case, detour.start, self.position
                )

    async def come_near(self, progress: Progress) -> None:
        """Goes on until few events are left, however fast the live one moves."""
        while (target := await checkpoint(self.conn, self.projection.name)) - self.position > NEAR:
            await self.catch_up(target, progress)
