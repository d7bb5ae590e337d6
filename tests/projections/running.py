"""Projections on a database of a test: opened, drained, looked into."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from psycopg import AsyncConnection

from projections.case_file.projector import CaseFile
from projections.clock_board.projector import ClockBoard
from projections.commitments.projector import Commitments
from projections.discrepancies.projector import Discrepancies
from projections.disputes.projector import Disputes
from projections.engine import Projection
from projections.lane import LaneLost
from projections.lanes import Lanes
from projections.owner import owner_connection
from projections.referral_board.projector import ReferralBoard
from projections.rights.projector import Rights
from projections.schemas import ensure_schemas
from projections.timeline.projector import Timeline
from projections.view import View
from projections.worklist.projector import Worklist
from server.database import connect
from server.rules import load_rules
from tests.projections.moves import MATRIX


def all_views() -> list[View]:
    """The views of the product, new ones."""
    return [
        CaseFile(MATRIX),
        Timeline(),
        Worklist(MATRIX),
        Discrepancies(MATRIX),
        Disputes(MATRIX),
        ReferralBoard(MATRIX),
        Commitments(),
        Rights(MATRIX),
        ClockBoard(load_rules().clocks),
    ]


async def opened(database: str, conn: AsyncConnection[Any], *projections: Projection) -> Lanes:
    """The lanes of some projections, whose schemas are made first."""
    async with owner_connection(database) as owner:
        await ensure_schemas(owner, projections)
    return await Lanes.open(conn, projections)


async def drain(lanes: Lanes, conn: AsyncConnection[Any]) -> None:
    """Applies all there is."""
    while await lanes.step(conn):
        pass


async def apply_all(database: str, projections: Sequence[Projection]) -> None:
    """Applies all there is, with new lanes."""
    async with await connect(database) as conn:
        await drain(await opened(database, conn, *projections), conn)


@asynccontextmanager
async def following(database: str, projections: Sequence[Projection]) -> AsyncIterator[None]:
    """A lane that goes on applying while the test does something else, opened anew when it is lost."""
    task = asyncio.create_task(_follow(database, projections))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(database: str, projections: Sequence[Projection]) -> None:
    async with await connect(database) as conn:
        lanes = await opened(database, conn, *projections)
        while True:
            try:
                if not await lanes.step(conn):
                    await asyncio.sleep(0.01)
            except LaneLost:
                lanes = await Lanes.open(conn, projections)


async def one(conn: AsyncConnection[Any], query: str, *parameters: Any) -> Any:
    """The first value of the first row."""
    row = await (await conn.execute(query.encode(), parameters)).fetchone()
    assert row is not None
    return row[0]
