"""All projections of a deployment: those at the head of the log together, those behind catching up alone."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection

from projections.engine import Projection
from projections.lane import Lane, Step, Tell, open_lanes, untold


class Lanes:
    """The lanes as their checkpoints stood when they were opened. After any exception: open them anew."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._foremost, *self._behind = lanes

    @classmethod
    async def open(cls, conn: AsyncConnection[Any], projections: Sequence[Projection]) -> "Lanes":
        """The lanes of the projections; a new one, or one made anew, has a lane of its own at 0."""
        return cls(await open_lanes(conn, projections))

    async def step(self, conn: AsyncConnection[Any], tell: Tell = untold) -> list[Step]:
        """One page for the foremost lane and one for each that is behind it, each commit told at once; empty
        when all is applied.

        A lane that has come up to the foremost joins it. Raises LaneLost, LogBroken, psycopg.Error.
        """
        steps = await self._foremost.step(conn, tell)
        for lane in list(self._behind):
            steps += await lane.step(conn, tell, upto=self._foremost.position)
            if lane.position == self._foremost.position and self._foremost.is_between_pages:
                self._behind.remove(lane)
                self._foremost.join(lane)
        return steps
