"""The events of a case as an agency may read them: those of its own, and what its ledger gave it of others.

A ledger follows the log by a moment. So an answer reaches as far as the ledgers had come before it was read,
and says so: a decision must not rest on a version of the case whose events were not there to be shown.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.access import NOTHING, OVERSIGHT, STAGE, Visibility
from domain.case_state import CaseState
from domain.events import EventHead, LogRow
from domain.matrix import BODY_LEVEL
from server.ledger.writer import Ledger
from server.opening import Asker, Owed, least
from server.services import Services

HERE = Path(__file__).parent
CASE_ROWS, ENTITLED = (HERE / "case_rows.sql").read_bytes(), (HERE / "entitled.sql").read_bytes()
NAMED = b"SELECT current_setting('jejak.about') <> ''"
PATIENCE = 2.0  # seconds that a reader waits for the ledgers to take in what is on record of a case


class Entitled(NamedTuple):
    """What the ledger of one agency ever gave of a case: data classes by log position, none of a bare row;
    and the position from which on the ledgers pass over the case, if they do."""

    asker: Asker
    classes: Mapping[int, int]
    parked: int | None

    def most(self, head: EventHead, *, has_body: bool) -> Visibility:
        """The most that may be shown of an event. Those who watch over every case by their office see that
        something happened also of what was recorded before they were there."""
        if not has_body:
            return STAGE if head.position in self.classes or self.asker.kind in OVERSIGHT else NOTHING
        given = head.classes if head.agency == self.asker.agency else self.classes.get(head.position, 0)
        return Visibility(BODY_LEVEL, given)


class Stream(NamedTuple):
    """The rows of a case that the asker may read with what is sealed of them, by log position, what it is
    entitled to, and the position up to which the ledgers have taken the case in."""

    state: CaseState
    rows: Mapping[int, tuple[LogRow, bytes | None]]
    entitled: Entitled
    upto: int

    def owed(self, head: EventHead, most: Visibility) -> Owed:
        """An event and the most to be shown of it: without a row no more than that it is there."""
        row, items = self.rows.get(head.position, (None, None))
        bound = self.entitled.most(head, has_body=row is not None)
        return Owed(self.state.id, head.position, row, items, least(most, bound))

    def last(self, heads: Sequence[EventHead]) -> EventHead:
        """The last of these events that an answer includes; the first of the case where it includes none."""
        return next((head for head in reversed(heads) if head.position <= self.upto), heads[0])


async def stream_of(services: Services, asker: Asker, state: CaseState) -> Stream:
    """The case as the asker may read it, after waiting shortly for the ledgers to take it in."""
    reached = await services.applied.reach(Ledger.name, state.position, PATIENCE)
    about = {"case": state.id}
    async with services.second_line.of_case(asker.agency, asker.kind, state.id).connection() as conn:
        rows = await conn.execute(CASE_ROWS, about, prepare=True)
        given = await conn.execute(ENTITLED, about, prepare=True)
    found = [(LogRow(*row), items) for *row, items in await rows.fetchall()]
    entitled = _entitled(asker, await given.fetchall())
    upto = reached if entitled.parked is None else min(reached, entitled.parked - 1)
    return Stream(state, {each[0].position: each for each in found}, entitled, upto)


async def shows_any(services: Services, asker: Asker, state: CaseState) -> bool:
    """Whether PostgreSQL shows the asker anything of a case, after waiting shortly for the ledgers to take it
    in: asked before what is computed from a case as it is on record is told."""
    await services.applied.reach(Ledger.name, state.position, PATIENCE)
    about = services.second_line.about(asker.agency, asker.kind, [state.id])
    async with about.connection() as conn:
        cursor = await conn.execute(NAMED, prepare=True)
    ((named,),) = await cursor.fetchall()
    return bool(named)


async def entitled_to(conn: AsyncConnection[Any], asker: Asker, case: UUID) -> Entitled:
    """What the ledger of the asker ever gave of a case, on a connection that reads as the asker."""
    found = await conn.execute(ENTITLED, {"case": case}, prepare=True)
    return _entitled(asker, await found.fetchall())


def _entitled(asker: Asker, rows: Sequence[tuple[int, int | None]]) -> Entitled:
    parked = (position for position, classes in rows if classes is None)
    given = {position: classes for position, classes in rows if classes is not None}
    return Entitled(asker, given, next(parked, None))
