"""Reading the log: pages by position, streams by case, events by id or call."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.types.numeric import Int8

from domain.events import LogRow
from projections.arrays import BigInts, Texts, Uuids
from server.database import Connections
from server.log.statements import statement

END = 2**62


class StoredEvent(NamedTuple):
    """A row of the log with what answers a repeated request: its call and the keyed hash of a plain one."""

    row: LogRow
    call: UUID | None
    request_hmac: bytes | None


class Head(NamedTuple):
    """The end of the log: last position (0: empty), when it was recorded, last position of the registry."""

    position: int
    recordedat: datetime
    registry_position: int


class LogReader:
    """Reads through a pool of `server.database.open_pool`, or as an agency (server/second_line).
    psycopg.Error where the database fails."""

    def __init__(self, reading: Connections) -> None:
        self._reading = reading

    async def page(self, after: int, limit: int = 500) -> list[LogRow]:
        """The rows at positions after+1 ... after+limit, as far as the log goes."""
        return await self._fetch(PAGE, {"after": Int8(after), "last": Int8(after + limit)}, log_rows)

    async def case_rows(self, case: UUID, upto: int | None = None) -> list[LogRow]:
        """The events of one stream in version order, none beyond log position `upto`."""
        return await self._fetch(CASE_ROWS, {"case": case, "upto": _upto(upto)}, log_rows)

    async def registry_rows(self, after: int) -> list[LogRow]:
        """The events of all registry streams beyond log position `after`, in log order."""
        return await self._fetch(REGISTRY_ROWS, {"after": Int8(after)}, log_rows)

    async def many_cases(self, cases: Iterable[UUID], upto: int | None = None) -> list[LogRow]:
        """The events of these streams, each stream's together and in version order."""
        return await self._fetch(MANY_CASES, {"cases": Uuids(cases), "upto": _upto(upto)}, log_rows)

    async def at_versions(self, places: Iterable[tuple[UUID, int]]) -> list[LogRow]:
        """The events at these versions of these streams, as far as they exist."""
        pairs = list(places)
        asked = {"cases": Uuids(case for case, _ in pairs), "versions": BigInts(v for _, v in pairs)}
        return await self._fetch(AT_VERSIONS, asked, log_rows)

    async def by_ids(self, ids: Iterable[tuple[str, str]]) -> dict[tuple[str, str], StoredEvent]:
        """The events on record among these (source, id)."""
        pairs = list(ids)
        asked = {"sources": Texts(source for source, _ in pairs), "ids": Texts(name for _, name in pairs)}
        found = await self._fetch(BY_IDS, asked, stored_events)
        return {(stored.row.source, stored.row.event_id): stored for stored in found}

    async def by_call(self, call: UUID) -> list[StoredEvent]:
        """The events that one HTTP call recorded, in order."""
        return await self._fetch(BY_CALL, {"call": call}, stored_events)

    async def case_versions(self, cases: Iterable[UUID]) -> dict[UUID, int]:
        """The version of each of these streams; 0 for one that has no event."""
        rows = await self._fetch(CASE_VERSIONS, {"cases": Uuids(cases)}, plain_rows)
        return {case: version or 0 for case, version in rows}

    async def head(self) -> Head:
        """The end of the log at this moment."""
        rows = await self._fetch(HEAD, {}, plain_rows)
        return Head(*rows[0])

    async def _fetch(
        self, query: bytes, asked: Mapping[str, Any], rows: Callable[[AsyncCursor[Any]], Any]
    ) -> list[Any]:
        async with self._reading.connection() as connection:
            cursor = connection.cursor(row_factory=rows)
            await cursor.execute(query, asked, prepare=True)
        return await cursor.fetchall()


def log_rows(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], LogRow]:
    """Row factory: LogRow."""
    return LogRow._make


def stored_events(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], StoredEvent]:
    """Row factory: StoredEvent."""
    return lambda values: StoredEvent(LogRow._make(values[:-2]), *values[-2:])


def plain_rows(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Row factory: tuples."""
    return tuple


def _upto(position: int | None) -> Int8:
    return Int8(END if position is None else position)


REGISTRY_ROWS = statement("registry_rows")
PAGE, CASE_ROWS, MANY_CASES = statement("page"), statement("case_rows"), statement("many_cases")
AT_VERSIONS = statement("at_versions")
BY_IDS, BY_CALL = statement("by_ids"), statement("by_call")
CASE_VERSIONS, HEAD = statement("case_versions"), statement("head")
