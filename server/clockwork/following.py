"""Rules that follow the log: they look at every new event of some kind, and resume where they were."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from server.clockwork.round import PAGE, Judge, PutOff, Turn, settle

HERE = Path(__file__).parent
WINDOW = 5_000  # positions looked at in one query

HEAD = "SELECT position FROM jejak.log_head"
REACHED = "SELECT position FROM jejak.rules_resume WHERE rule = %s"
REACH = (HERE / "reach.sql").read_bytes()


class Following:
    """A rule over the events that `statement` finds at the positions after `%(after)b` up to `%(upto)b`.

    `asked`: what else the statement asks for. `first`: what is done before it is asked, for all that is
    recorded by then. `judge` is given one position. What fails is put off and tried
    again, and the place to resume at after a restart stays before it, while later events are looked at. So an
    event may be looked at twice; what it causes is recorded once.
    """

    def __init__(
        self,
        name: str,
        statement: str,
        judge: Judge[int],
        asked: Mapping[str, Any] | None = None,
        first: Callable[[Turn], Awaitable[None]] | None = None,
    ) -> None:
        self.name = name
        self._asked = asked or {}
        self._statement = (HERE / statement).read_bytes()
        self._judge = judge
        self._first = first
        self._reached: int | None = None
        self._kept = 0
        self._put_off = PutOff[int]()

    async def run(self, turn: Turn) -> int:
        """Looks at what was recorded since, a page of it at most, and again at what was put off."""
        if self._reached is None:
            self._reached = self._kept = await _single(turn.conn, REACHED, [self.name])
        head = await _single(turn.conn, HEAD)
        if self._first is not None and (self._reached < head or self._put_off.all()):
            await self._first(turn)
        recorded = await settle(turn, self.name, self._put_off.all(), self._judge, self._put_off)
        while self._reached < head:
            upto = min(head, self._reached + WINDOW)
            positions = await self._positions(turn.conn, self._reached, upto)
            full = len(positions) == PAGE
            recorded += await settle(turn, self.name, positions, self._judge, self._put_off)
            self._reached = positions[-1] if full else upto
            if positions or upto < head:
                await self._keep(turn.conn)
            if full:
                break
        return recorded

    async def _positions(self, conn: AsyncConnection[Any], after: int, upto: int) -> list[int]:
        place = {"after": Int8(after), "upto": Int8(upto), "limit": Int8(PAGE)}
        cursor = await conn.execute(self._statement, {**place, **self._asked})
        return [position for (position,) in await cursor.fetchall()]

    async def _keep(self, conn: AsyncConnection[Any]) -> None:
        """Notes where to resume after a restart."""
        assert self._reached is not None
        place = min((position - 1 for position in self._put_off.all()), default=self._reached)
        if place > self._kept:
            await conn.execute(REACH, {"rule": self.name, "position": Int8(place)})
            self._kept = place


async def _single(conn: AsyncConnection[Any], query: str, parameters: Sequence[Any] = ()) -> int:
    row = await (await conn.execute(query.encode(), parameters)).fetchone()
    return row[0] if row else 0
