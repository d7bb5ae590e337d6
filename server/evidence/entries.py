"""What the leaves of the two logs are made of, read from the rows they stand for."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.leaf import leaf_entry
from server.evidence.logs import Kind
from server.readlog.leaves import ReadRow

SQL = Path(__file__).parent / "sql"
EVENT_ROWS, READ_ROWS = (SQL / "event_rows.sql").read_bytes(), (SQL / "read_rows.sql").read_bytes()

Connection = AsyncConnection[Any]
Entries = Callable[[Connection, int, int], Awaitable[list[bytes]]]


class RowMissing(Exception):
    """A row of the log is not there; `index` is that of its leaf."""

    def __init__(self, index: int) -> None:
        super().__init__(f"the row of leaf {index} is missing")
        self.index = index


async def event_entries(conn: Connection, first: int, upto: int) -> list[bytes]:
    """The entries of the events at indexes first ... upto-1 (domain/leaf.py). Raises RowMissing."""
    rows = await _rows(conn, EVENT_ROWS, first, upto)
    _require_all([position - 1 for position, *_ in rows], first, upto)
    return [leaf_entry(*row) for row in rows]


async def read_entries(conn: Connection, first: int, upto: int) -> list[bytes]:
    """The entries of the reads at these indexes (server/readlog/leaves.py). Raises RowMissing."""
    rows = [ReadRow(*row) for row in await _rows(conn, READ_ROWS, first, upto)]
    _require_all([row.leaf for row in rows], first, upto)
    return [row.content() for row in rows]


ENTRIES: dict[Kind, Entries] = {"log": event_entries, "reads": read_entries}


async def _rows(conn: Connection, query: bytes, first: int, upto: int) -> list[Any]:
    cursor = await conn.execute(query, {"first": Int8(first), "upto": Int8(upto)}, prepare=True)
    return await cursor.fetchall()


def _require_all(found: list[int], first: int, upto: int) -> None:
    wanted = range(first, upto)
    if len(found) != len(wanted):
        raise RowMissing(min(set(wanted) - set(found)))
