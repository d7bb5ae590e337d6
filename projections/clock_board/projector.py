"""The clocks of each case as rows, and who may be able to see the case at all."""

from typing import NamedTuple

from domain.case_state import CaseState
from domain.clocks.clock import Clock
from domain.clocks.engine import Tale
from domain.clocks.moved import may_have_moved
from domain.clocks.place import Places
from domain.clocks.tables import ClockTables
from domain.directory import Directory
from projections.engine import Transition
from projections.memory import Remembered
from projections.sight import events_since
from projections.tables import RowChange, Table
from projections.view import View

CLOCKS = Table(
    "clocks",
    (
        ("case_id", "uuid"),
        ("rule", "text"),
        ("ref", "text"),
        ("started_position", "bigint"),
        ("ref_kind", "text"),
        ("owner", "text"),
        ("owner_kind", "text"),
        ("started_agency", "text"),
        ("started_id", "text"),
        ("started_at", "timestamptz"),
        ("stated_at", "timestamptz"),
        ("due_at", "timestamptz"),
        ("soon_at", "timestamptz"),
        ("stopped_position", "bigint"),
        ("stopped_at", "timestamptz"),
        ("paused_position", "bigint"),
        ("paused_at", "timestamptz"),
        ("pause_reason", "text"),
        ("presumed", "boolean"),
        ("lapsed_position", "bigint"),
        ("lapsed_due", "timestamptz"),
        ("warning", "text"),
        ("basis", "text"),
        ("confidence", "text"),
        ("zone", "text"),
    ),
    key=4,
)
READERS = Table("readers", (("agency", "text"), ("case_id", "uuid")), key=2)


Row = tuple[object, ...]
Rows = dict[Row, tuple[Clock, Row]]


class Told(NamedTuple):
    """The clocks of a case as last told; the tale may be of an earlier state, if nothing since moves one."""

    tale: Tale
    rows: Rows


class ClockBoard(View):
    """The view behind the clocks."""

    def __init__(self, tables: ClockTables) -> None:
        self._told = Remembered[Told]()
        super().__init__("clock_board", (CLOCKS, READERS), self._told)
        self._tables = tables
        self._places = Places(tables)

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The clocks that started, moved, stopped or are gone."""
        before, _, after, directory = transition
        if after.kind != "case":
            return []
        changes = _readers(before, after)
        if before is not None and not may_have_moved(before, after, self._tables):
            if told := self._told.known(before):
                self._told.keep(after, told)
            return changes
        was, now = self._go_on(before, after, directory)
        changes += [RowChange(CLOCKS, (after.id, *key), None) for key in was.keys() - now.keys()]
        new = ((key, row) for key, (_, row) in now.items() if _new(was, key, row))
        return changes + [RowChange(CLOCKS, (after.id, *key), row) for key, row in new]

    def _go_on(self, before: CaseState | None, after: CaseState, directory: Directory) -> tuple[Rows, Rows]:
        """The rows at both states; where the earlier one is not at hand, it is told from the beginning."""
        if before is None:
            told = Told(Tale(after, self._tables, self._places.of(directory, after)), {})
        else:
            # What is spent halfway, when this fails, must not be taken for the tale of the earlier state.
            tale, was = self._told.take(before) or self._tell(before, directory)
            told = Told(tale.go_on(after, self._places.of(directory, after)), was)
        now = rows_of(told.tale.clocks, told.rows)
        self._told.keep(after, told._replace(rows=now))
        return told.rows, now

    def _tell(self, state: CaseState, directory: Directory) -> "Told":
        tale = Tale(state, self._tables, self._places.of(directory, state))
        return Told(tale, rows_of(tale.clocks, {}))


def rows_of(clocks: list[Clock], was: Rows) -> Rows:
    """The rows of these clocks by their keys in the case; those of clocks told before stay as they are."""
    rows: Rows = {}
    for clock in clocks:
        key = clock.rule, clock.ref, clock.started_position
        known = was.get(key)
        rows[key] = known if known is not None and known[0] is clock else (clock, _values(clock))
    return rows


def _new(was: Rows, key: Row, row: Row) -> bool:
    known = was.get(key)
    return known is None or (known[1] is not row and known[1] != row)


def _values(clock: Clock) -> Row:
    pause = clock.standing_pause if clock.stopped_at is None else None
    return (
        clock.ref_kind,
        clock.owner,
        clock.owner_kind,
        *clock.started,
        clock.started_at,
        clock.stated_at,
        clock.due_at,
        clock.soon_at,
        clock.stopped_position,
        clock.stopped_at,
        pause.position if pause else None,
        pause.since if pause else None,
        pause.reason if pause else None,
        clock.presumed,
        clock.lapsed_position,
        clock.lapsed_due,
        clock.warning,
        clock.basis,
        clock.confidence,
        clock.zone,
    )


def _readers(before: CaseState | None, after: CaseState) -> list[RowChange]:
    """Rows of those who came to the case; nobody leaves it without a trace (`visible` says what is left)."""
    known = before.parties.keys() if before else frozenset[str]()
    new = dict.fromkeys(head.agency for head in events_since(before, after))
    new |= dict.fromkeys(agency for agency in after.parties if agency not in known)
    return [RowChange(READERS, (agency, after.id), ()) for agency in new]
