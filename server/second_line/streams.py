"""The events of a case as an agency may read them: those of its own, and those whose body its ledger gave it.

A ledger follows the log by a moment. So an answer reaches as far as the ledgers had come before it was read,
and says so: a decision must not rest on a version of the case whose events were not there to be shown.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from psycopg.types.numeric import Int8

from domain.access import Visibility
from domain.case_state import CaseState
from domain.events import EventHead, LogRow
from domain.matrix import BODY_LEVEL, STAGE_LEVEL
from server.ledger.writer import Ledger
from server.opening import Asker, Owed, least, reading_as
from server.second_line.reading import AsAgency
from server.services import Services

HERE = Path(__file__).parent
CASE_ROWS, PASSED_OVER = (HERE / "case_rows.sql").read_bytes(), (HERE / "passed_over.sql").read_bytes()
PATIENCE = 2.0  # seconds that a reader waits for the ledgers to take in what is on record of a case
BARE = Visibility(STAGE_LEVEL, 0)


class Stream(NamedTuple):
    """The rows that the asker may read of a case, by log position, each with the most classes it is entitled
    to, and the position up to which the ledgers have taken the case in."""

    state: CaseState
    rows: Mapping[int, tuple[LogRow, int]]
    upto: int

    def owed(self, head: EventHead, most: Visibility) -> Owed:
        """An event and the most to be shown of it: without a row no more than that it is there."""
        row, entitled = self.rows.get(head.position, (None, 0))
        bound = Visibility(BODY_LEVEL, entitled) if row is not None else BARE
        return Owed(self.state.id, head.position, row, least(most, bound))

    def last(self, heads: Sequence[EventHead]) -> EventHead:
        """The last of these events that an answer includes; the first of the case where it includes none."""
        return next((head for head in reversed(heads) if head.position <= self.upto), heads[0])


async def stream_of(services: Services, asker: Asker, state: CaseState) -> Stream:
    """The case as the asker may read it, after waiting shortly for the ledgers to take it in."""
    reached = await services.applied.reach(Ledger.name, state.position, PATIENCE)
    rows, parked = await _read(reading_as(services, asker), state)
    upto = min([reached, *(position - 1 for (position,) in parked)])
    return Stream(state, {row.position: (row, entitled) for row, entitled in rows}, upto)


async def _read(reading: AsAgency, state: CaseState) -> tuple[list[tuple[LogRow, int]], list[tuple[int]]]:
    async with reading.connection() as conn:
        asked = {"case": state.id, "upto": Int8(state.position)}
        rows = await conn.execute(CASE_ROWS, asked, prepare=True)
        parked = await conn.execute(PASSED_OVER, {"case": state.id}, prepare=True)
    return [(LogRow(*row), entitled) for *row, entitled in await rows.fetchall()], await parked.fetchall()
