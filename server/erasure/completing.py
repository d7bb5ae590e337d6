"""The rule that ends an erasure: when all who had the data have purged their copies, or the time is over."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.clocks.clock import in_time
from domain.events import RecordedEvent, read_event
from domain.ids import source_of
from server.clockwork.cases import cases_at_head
from server.clockwork.finding import Finding, event_id
from server.clockwork.round import PAGE, PutOff, Turn, settle
from server.erasure.listing import Listed, listed
from server.erasure.saga import end_of_purging, erasure_completed, event_at, key_shredded
from server.erasure.statements import statement


class Receiver(NamedTuple):
    """An agency that had the data, and since when it has said that its copies are gone."""

    agency: str
    confirmed_at: datetime | None


class Completing:
    """The rule for ErasureCompleted."""

    name = "erasures_completed"

    def __init__(self) -> None:
        self._put_off = PutOff[int]()

    async def run(self, turn: Turn) -> int:
        """Ends the erasures that are over, a page of them."""
        cursor = await turn.conn.execute(statement("open"), {"limit": Int8(PAGE)})
        approved = [position for (position,) in await cursor.fetchall()]
        return await settle(turn, self.name, approved, judge, self._put_off)


async def judge(turn: Turn, approved: int) -> list[Finding]:
    """The end of an erasure that was approved at a log position, none where it is still awaited."""
    event, found = await event_at(turn, approved), await listed(turn.conn, approved)
    assert found is not None, "only what was listed is completed"
    shredded = await _on_record(turn, key_shredded(event, found))
    if shredded is None or not await _told(turn.conn, shredded):
        return []
    finding = await _ended(turn, event, found, shredded)
    if finding is None:
        return []
    if await _on_record(turn, finding) is None:
        return [finding]
    await turn.conn.execute(statement("complete"), {"approved": Int8(approved)})
    return []


async def receivers(conn: AsyncConnection[Any], found: Listed, cause: int) -> list[Receiver]:
    """Who was told by the event at log position `cause` to purge its copies."""
    asked = {"case_id": found.case, "erasure": found.erasure, "cause": Int8(cause)}
    return [Receiver(*row) for row in await (await conn.execute(statement("receivers"), asked)).fetchall()]


async def _ended(turn: Turn, event: RecordedEvent, found: Listed, shredded: RecordedEvent) -> Finding | None:
    state = (await cases_at_head(turn, [event.case]))[event.case]
    told = await receivers(turn.conn, found, shredded.position)
    due = end_of_purging(turn, shredded, state)
    by_then = {each.agency: at for each in told if (at := each.confirmed_at) and in_time(at, due)}
    awaited = [each.agency for each in told if each.agency not in by_then]
    if awaited and in_time(turn.now, due):
        return None
    over = due + timedelta(seconds=1)  # what was awaited in vain did not come in time
    at = over if awaited else max((*by_then.values(), shredded.recordedat, shredded.occurred))
    return erasure_completed(event, found, at.astimezone(event.occurred.tzinfo), tuple(by_then), awaited)


async def _told(conn: AsyncConnection[Any], shredded: RecordedEvent) -> bool:
    asked = {"cause": Int8(shredded.position), "case_id": shredded.case}
    return await (await conn.execute(statement("told"), asked)).fetchone() == (True,)


async def _on_record(turn: Turn, finding: Finding) -> RecordedEvent | None:
    key = source_of(turn.host), event_id(turn.origin, finding)
    stored = (await turn.services.reader.by_ids([key])).get(key)
    return read_event(stored.row) if stored else None
