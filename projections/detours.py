"""Cases that evidence passed over for a while: a second copy must take the same way to be the same.

A view is told from how its cases stand, so it needs none of this.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from projections.statements import statement

DETOURS = statement("detours")
NOTE = statement("note_replay")


class Detour(NamedTuple):
    """A case passed over from position `start` on and taken in when position `end` had been applied, or not
    yet (None)."""

    case: UUID
    start: int
    end: int | None


async def detours_of(conn: AsyncConnection[Any], name: str) -> list[Detour]:
    """Every detour of one projection."""
    cursor = await conn.execute(DETOURS, {"name": name})
    return [Detour(*row) for row in await cursor.fetchall()]


async def note_replay(conn: AsyncConnection[Any], name: str, detour: Detour) -> None:
    """Puts on record that a detour has ended."""
    entry = {"projection": name, "case": detour.case, "start": detour.start, "at": detour.end}
    await conn.execute(NOTE, entry)


def next_stop(detours: Sequence[Detour], position: int, upto: int) -> int:
    """The next position up to `upto` after which a detour begins or ends."""
    stops = [stop for each in detours for stop in (each.start - 1, each.end) if stop is not None]
    return min([stop for stop in stops if position < stop < upto], default=upto)
