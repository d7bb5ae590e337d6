"""Copies of the views in a place of their own, and what they say of cases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import LogRow
from projections.by_case import CaseByCase
from projections.directories import Directories, load_directories
from projections.engine import Transition
from projections.filling import Progress, fill, take_in
from projections.memory import seldom_collected
from projections.parking import Parked
from projections.sandbox import Sandbox
from projections.tables import RowChange
from projections.view import View
from server.replaying.things import Difference, Thing, differences, things_of_rows

Rows = dict[Thing, dict[str, Any]]


class Replayed(NamedTuple):
    """The copies, by their schemas, and the directories there were up to the last moment asked for."""

    box: Sandbox
    copies: Mapping[str, View]
    directories: Directories
    progress: Progress

    @property
    def conn(self) -> AsyncConnection[Any]:
        """The connection on which all of it happens."""
        return self.box.conn

    @property
    def views(self) -> list[View]:
        """The views of which there is a copy."""
        return list(self.copies.values())

    async def fill(self, upto: int) -> list[Parked]:
        """Brings the empty copies to a position; the cases that could not be applied to the end."""
        with seldom_collected():
            return await fill(self.conn, self.copies, upto, self.progress)

    async def take_in(self, cases: Sequence[UUID], upto: int) -> list[Parked]:
        """The same of some cases that are not there yet."""
        return await take_in(self.conn, self.copies, self.directories, cases, upto)

    async def rows(self, cases: Sequence[UUID]) -> dict[UUID, Rows]:
        """What the copies say of some cases."""
        found: dict[UUID, Rows] = {case: {} for case in cases}
        for view in self.views:
            for change in await self.box.rows(view, cases):
                put(found[case_of(change)], view, [change])
        return found

    async def write(self, changes: dict[str, list[RowChange]]) -> None:
        """Puts changes, by view, into the copies."""
        for schema, view in self.copies.items():
            if changes[view.name]:
                await view.write(self.conn, schema, changes[view.name])


async def replayed_in(box: Sandbox, views: Sequence[View], last: int, progress: Progress) -> Replayed:
    """Empty copies of views; `last`: the last position that will be asked for."""
    copies = {await box.make(view): view for view in views}
    return Replayed(box, copies, await load_directories(box.conn, last), progress)


class Steps:
    """Rows of cases as they move, event by event. Of what moved since `begin`: `written` are the changes, by
    view, `failed` the cases that a view could not apply and passes over from then on."""

    def __init__(self, views: Sequence[View]) -> None:
        self.written: dict[str, list[RowChange]] = {}
        self.failed: list[Parked] = []
        self._views = views
        self._rows: dict[UUID, Rows] = {}
        self._passed_over: set[tuple[str, UUID]] = set()

    def begin(self, rows: dict[UUID, Rows], parked: Iterable[Parked]) -> None:
        """Goes on with these cases, which stand as their rows say; of them those are passed over."""
        self._rows, self.failed = rows, []
        self._passed_over |= {(each.projection, each.case) for each in parked}
        self.written = {view.name: [] for view in self._views}

    def take(self, transition: Transition) -> list[Difference]:
        """What one event changes of the rows of its case."""
        case = transition.event.case
        before, after = self._rows[case], dict(self._rows[case])
        for view in self._views:
            if (view.name, case) not in self._passed_over:
                changes = self._prepared(view, transition)
                put(after, view, changes)
                self.written[view.name] += changes
        self._rows[case] = after
        return differences(before, after)

    def _prepared(self, view: View, transition: Transition) -> list[RowChange]:
        event = transition.event
        try:
            return view.prepare(transition)
        except Exception as error:
            self._passed_over.add((view.name, event.case))
            self.failed.append(Parked(view.name, event.case, event.position, type(error).__name__))
            return []


def rows_after(views: Sequence[View], rows: Sequence[LogRow], directories: Directories) -> Rows:
    """What the views say of a case after these events of it."""
    made, found = CaseByCase(views, directories), Rows()
    made.apply(rows)
    made.end()
    for name, tables in made.take().items():
        view = next(each for each in views if each.name == name)
        for table, of_table in tables.items():
            put(found, view, [RowChange(table, row[: table.key], row[table.key :]) for row in of_table])
    return found


def put(rows: Rows, view: View, changes: Iterable[RowChange]) -> None:
    """Makes rows what changes make of them."""
    for thing, fields in things_of_rows(view, changes).items():
        if fields is None:
            rows.pop(thing, None)
        else:
            rows[thing] = fields


def case_of(change: RowChange) -> UUID:
    """The case that a row belongs to."""
    names = [name for name, _ in change.table.columns]
    case: UUID = (change.key + (change.values or ()))[names.index(change.table.case_column)]
    return case
