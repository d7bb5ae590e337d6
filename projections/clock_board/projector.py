"""The clocks of each case as rows, and who may be able to see the case at all."""

from collections import OrderedDict
from datetime import datetime
from uuid import UUID

from domain.case_state import CaseState
from domain.clocks.clock import Clock
from domain.clocks.engine import clocks_of
from domain.clocks.moved import may_have_moved
from domain.clocks.place import Places
from domain.clocks.tables import ClockTables
from domain.directory import Directory
from projections.engine import Transition
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
KEPT = 1_000  # cases whose clocks are at hand: they move again soon


class ClockBoard(View):
    """The view behind the clocks."""

    def __init__(self, tables: ClockTables) -> None:
        super().__init__("clock_board", (CLOCKS, READERS))
        self._tables = tables
        self._places = Places(tables)
        self._kept: OrderedDict[UUID, tuple[CaseState, tuple[Clock, ...]]] = OrderedDict()

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The clocks that started, moved, stopped or are gone."""
        before, _, after, directory = transition
        if after.kind != "case":
            return []
        changes = _readers(before, after)
        if before is not None and not may_have_moved(before, after, self._tables):
            self._keep_at(before, after)
            return changes
        was = rows_of(before, self._clocks(before, directory)) if before is not None else {}
        now = rows_of(after, self._clocks(after, directory))
        changes += [RowChange(CLOCKS, key, None) for key in was.keys() - now.keys()]
        changes += [RowChange(CLOCKS, key, row) for key, row in now.items() if was.get(key) != row]
        return changes

    def _clocks(self, state: CaseState, directory: Directory) -> tuple[Clock, ...]:
        kept = self._kept.pop(state.id, None)
        if kept is None or kept[0] is not state:
            kept = state, clocks_of(state, self._tables, self._places.of(directory, state))
        self._kept[state.id] = kept
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept[1]

    def _keep_at(self, before: CaseState, after: CaseState) -> None:
        kept = self._kept.get(before.id)
        if kept is not None and kept[0] is before:
            self._kept[before.id] = after, kept[1]


Row = tuple[object, ...]


def rows_of(state: CaseState, clocks: tuple[Clock, ...]) -> dict[Row, Row]:
    """The rows of these clocks by their keys."""
    lapsed = {(lapse.rule, lapse.ref, lapse.started): lapse.due for lapse in state.lapses}
    return {
        (state.id, each.rule, each.ref, each.started_position): _values(
            each, lapsed.get((each.rule, each.ref, each.started))
        )
        for each in clocks
    }


def _values(clock: Clock, lapsed_due: datetime | None) -> Row:
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
        lapsed_due,
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
