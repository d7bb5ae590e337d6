"""What all views share: a schema of their own, made from `schema.sql`, and rows written by key."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, sql

from projections.engine import Transition
from projections.memory import Remembered
from projections.statements import statement
from projections.tables import RowChange, Table, write_changes


class View(ABC):
    """A projection whose rows of a case say no more than the case as it stands. So it can be made anew at any
    time, case by case, and several events of a case can be applied as one step."""

    swaps = True

    def __init__(self, name: str, tables: tuple[Table, ...], *remembered: Remembered[Any]) -> None:
        self.name = name
        self.schema = f"view_{name}"
        self.tables = tables
        self._remembered = remembered

    @abstractmethod
    def prepare(self, transition: Transition) -> list[RowChange]:
        """What turns the rows of a case at `before` into those at `after`; pure.

        `before` may be any earlier state of the case (None: it has no rows); `event` is the last one applied.
        However the events are cut into steps, the same rows are left.
        """

    def forget(self) -> None:
        """Lets go of what it remembers of cases: to be called where each case is come to but once."""
        for remembered in self._remembered:
            remembered.forget()

    def ddl(self, schema: str) -> str:
        """SQL that creates the tables and indexes in the existing schema `schema`."""
        text = sql.SQL(statement("schema", folder=self.name).decode())
        return text.format(schema=sql.Identifier(schema)).as_string()

    async def write(self, conn: AsyncConnection[Any], schema: str, changes: Sequence[RowChange]) -> None:
        """Writes the last change of every key."""
        await write_changes(conn, schema, changes)
