"""The match index as rules ask it: which events hold the same value, whose data keys still exist."""

from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from domain.matching import MatchKind
from projections.arrays import SmallInts
from server.clockwork.round import Turn

MET_BEFORE = (Path(__file__).parent / "met_before.sql").read_bytes()


class Met(NamedTuple):
    """An event that holds a value, by what, in which stream."""

    kind: MatchKind
    position: int
    case: UUID


async def met_before(turn: Turn, position: int, kinds: frozenset[MatchKind], most: int) -> list[Met]:
    """The event at a position, and those before it that hold a value of it; of each kind the `most` nearest.

    Empty where the event holds none, or its data keys are gone.
    """
    asked = {"position": Int8(position), "kinds": SmallInts(sorted(kinds)), "most": Int8(most)}
    cursor = await turn.conn.execute(MET_BEFORE, asked)
    return [Met(MatchKind(kind), at, case) for kind, at, case in await cursor.fetchall()]
