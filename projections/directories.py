"""The directory in force at each position of the log: agencies, keys, task forces, rules."""

from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.directory import EMPTY, Directory
from domain.events import LogRow
from projections.fold import Fold, fetch_rows
from projections.statements import statement

READ_REGISTRY = statement("registry")


class Directories:
    """Every directory there was up to one position of the log."""

    def __init__(self, rows: Sequence[LogRow]) -> None:
        self._positions = [0]
        self._directories = [EMPTY]
        fold = Fold(0, EMPTY, capacity=len(rows))
        for row in rows:
            with suppress(Exception):  # as a lane, which parks such a stream and keeps the directory
                fold.advance(row)
            self._positions.append(row.position)
            self._directories.append(fold.directory)

    def at(self, position: int) -> Directory:
        """The directory in force at a position, an event of the registry there applied."""
        return self._directories[bisect_right(self._positions, position) - 1]


async def load_directories(conn: AsyncConnection[Any], upto: int) -> Directories:
    """All directories from the beginning of the log up to a position."""
    return Directories(await fetch_rows(conn, READ_REGISTRY, upto=Int8(upto)))


async def directory_at(conn: AsyncConnection[Any], position: int) -> Directory:
    """The directory in force at a position."""
    return (await load_directories(conn, position)).at(position)
