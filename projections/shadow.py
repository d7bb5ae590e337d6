"""A second copy of a projection, folded from the beginning of the log while the live one serves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.case_state import CaseState
from domain.events import LogRow, read_event
from projections.batch import prepare, write_batch
from projections.directories import Directories, directory_at, load_directories
from projections.engine import Projection
from projections.fold import Fold, fetch_rows, move
from projections.lane import next_page
from projections.parking import Parked
from projections.replay import checkpoint
from projections.statements import statement
from projections.tables import Table, copy_rows

Progress = Callable[[int, int], None]  # events applied, events to apply

READ_BY_CASE = statement("by_case")
READ = 5_000  # events read at once
COPIED = 20_000  # rows copied at once, at least
NEAR = 2_000  # events that may be applied while the lane waits
FIRST = (UUID(int=0), -1)


class Shadow:
    """The copy in `schema`, complete up to `position`; `parked` are the cases it could not apply."""

    def __init__(self, conn: AsyncConnection[Any], projection: Projection, schema: str) -> None:
        self.projection = projection
        self.schema = schema
        self.position = 0
        self.parked: list[Parked] = []
        self.touched: set[UUID] = set()
        self.conn = conn
        self._fold: Fold | None = None

    async def build(self, upto: int, progress: Progress) -> None:
        """Fills the empty copy up to a position. A view, whose rows belong to one case each, is folded case
        by case, each case once and its last rows copied in; evidence is written in log order."""
        if not self.projection.swaps:
            await self.catch_up(upto, progress)
            return
        cases = _Cases(self.projection, await load_directories(self.conn, upto))
        after, done = FIRST, 0
        while rows := await self._read_by_case(after, upto):
            for row in rows:
                cases.apply(row)
            await self._copy(cases.finished(COPIED))
            after, done = (rows[-1].case, rows[-1].version), done + len(rows)
            progress(done, upto)
        await self._copy(cases.finished(0, last=True))
        self.parked, self.position = cases.parked, upto

    async def catch_up(self, upto: int, progress: Progress) -> None:
        """Goes on in log order up to a position; `touched` are the cases of the events applied."""
        fold = self._fold or Fold(self.position, await directory_at(self.conn, self.position))
        self._fold, self.touched = fold, set()
        skip = {self.projection.name: {parked.case for parked in self.parked}}
        while self.position < upto:
            rows = await next_page(self.conn, self.position, min(READ, upto - self.position))
            await fold.load(self.conn, rows)
            batch = await prepare([self.projection], fold, rows, skip)
            async with self.conn.transaction():
                await write_batch(self.conn, [self.projection], batch._replace(parked=[]), [self.schema])
            self.parked += batch.parked
            self.touched.update(row.case for row in rows)
            self.position = rows[-1].position
            progress(self.position, upto)

    async def come_near(self, progress: Progress) -> None:
        """Goes on until few events are left, however fast the live one moves."""
        while (target := await checkpoint(self.conn, self.projection.name)) - self.position > NEAR:
            await self.catch_up(target, progress)

    async def _read_by_case(self, after: tuple[UUID, int], upto: int) -> list[LogRow]:
        case, version = after
        return await fetch_rows(
            self.conn, READ_BY_CASE, case=case, version=version, upto=upto, limit=READ
        )

    async def _copy(self, tables: dict[Table, list[tuple[Any, ...]]]) -> None:
        for table, rows in tables.items():
            await copy_rows(self.conn, self.schema, table, rows)


class _Cases:
    """Rows of cases that are folded one after the other: of each case what is left at its end."""

    def __init__(self, projection: Projection, directories: Directories) -> None:
        self.parked: list[Parked] = []
        self._projection = projection
        self._directories = directories
        self._case: UUID | None = None
        self._state: CaseState | None = None
        self._broken = False
        self._current: dict[Table, dict[tuple[Any, ...], tuple[Any, ...] | None]] = {}
        self._rows: dict[Table, list[tuple[Any, ...]]] = {table: [] for table in projection.tables}
        self._count = 0

    def apply(self, row: LogRow) -> None:
        """The next row, of the same case or of the next."""
        if row.case != self._case:
            self._end_case()
            self._case, self._state, self._broken = row.case, None, False
        if self._broken:
            return
        try:
            transition = move(self._state, read_event(row), self._directories.at(row.position - 1))
            self._state = transition.after
            for table, key, values in self._projection.prepare(transition):
                self._current.setdefault(table, {})[key] = values
        except Exception as error:
            self._broken = True
            self.parked.append(Parked(self._projection.name, row.case, row.position, type(error).__name__))

    def finished(self, least: int, last: bool = False) -> dict[Table, list[tuple[Any, ...]]]:
        """The rows of the cases that are complete, when there are at least so many; handed out once."""
        if last:
            self._end_case()
        if self._count < least:
            return {}
        rows, self._rows = self._rows, {table: [] for table in self._projection.tables}
        self._count = 0
        return rows

    def _end_case(self) -> None:
        for table, rows in self._current.items():
            kept = [key + values for key, values in rows.items() if values is not None]
            self._rows[table] += kept
            self._count += len(kept)
        self._current = {}


