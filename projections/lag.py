"""How far behind the log each projection is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from projections.statements import statement

LAG = statement("lag")


class Lag(NamedTuple):
    """`events` not applied yet, `seconds` since the oldest of them was recorded, and cases parked."""

    projection: str
    position: int
    events: int
    seconds: float
    parked: int


async def lags(conn: AsyncConnection[Any], names: Sequence[str], now: datetime) -> list[Lag]:
    """The lag of those projections that have run, by name; seconds are 0 where one is not behind."""
    cursor = await conn.execute(LAG, {"names": list(names)})
    return [
        Lag(name, position, events, max(0.0, (now - since).total_seconds()) if since else 0.0, parked)
        for name, position, events, since, parked in await cursor.fetchall()
    ]
