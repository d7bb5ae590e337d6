"""Due times that moved: by an event that came late, corrected, withdrew, paused or changed articles."""

from datetime import timedelta
from typing import Any

from domain.catalogue import REGISTRY
from domain.catalogue.clockwork_codes import RecomputeReason
from domain.clocks.articles import MAY_CHANGE_ARTICLES
from domain.clocks.explain import Recomputed, explain
from domain.clocks.moved import may_have_moved
from domain.clocks.tables import ClockTables
from domain.events import RecordedEvent
from domain.ids import source_of
from domain.watch import WATCH
from projections.arrays import Texts
from server.clockwork.cases import case_before_and_after, clocks_at
from server.clockwork.finding import Finding, instant
from server.clockwork.round import Turn


def asked(tables: ClockTables) -> dict[str, Any]:
    """What clocks_moved.sql asks for: the types that may move a clock by themselves, and those that never do.

    A change of articles, by whatever step states them or passes the file on, starts and stops none, yet
    detention hangs on it (scenario Sc-9). What a rule put on record moves none: `explain` is told of what
    agencies record alone.
    """
    by_rule = {name for name, event_type in REGISTRY.items() if event_type.chapter == "clockwork"}
    moving = tables.acts.explains.keys() | tables.paused_by.keys() | MAY_CHANGE_ARTICLES
    for book in tables.books.values():
        moving |= book.received_by.keys()
    return {"by_rule": Texts(sorted(by_rule)), "moving": Texts(sorted(moving - by_rule))}


async def judge(turn: Turn, position: int) -> list[Finding]:
    """What the event at a position moved."""
    before, event, after = await case_before_and_after(turn, position)
    tables = turn.services.rules.clocks
    if after.kind != "case" or (before is not None and not may_have_moved(before, after, tables)):
        return []
    was = clocks_at(turn, before) if before is not None else ()
    moved = explain(was, clocks_at(turn, after), event.head, tables.acts)
    return [clock_recomputed(event, each, tables) for each in moved if worth_telling(each)]


def worth_telling(moved: Recomputed) -> bool:
    """Whether it is more than that a report was on its way for a while."""
    if moved.explanation != RecomputeReason.LATE_EVENT or moved.lapsed_at is not None:
        return True
    if moved.due_before is None or moved.due_after is None:
        return True
    by = abs(moved.due_after - moved.due_before)
    return by >= timedelta(minutes=WATCH.recomputed.least_minutes)


def clock_recomputed(event: RecordedEvent, moved: Recomputed, tables: ClockTables) -> Finding:
    """The cause is the event that moved it, the clock, and from when to when.

    Where each starting event has a clock of its own, one event may move several alike: the start tells them
    apart.
    """
    data: dict[str, Any] = {
        "rule": moved.rule,
        "ref_kind": moved.ref_kind,
        "ref": moved.ref,
        "owner": moved.owner,
        "due_before": moved.due_before,
        "due_after": moved.due_after,
        "because_source": source_of(event.agency),
        "because_id": event.id,
        "explanation": moved.explanation,
        "lapsed_at": moved.lapsed_at,
        "basis": moved.basis,
    }
    clock = (moved.rule, moved.ref_kind, moved.ref, instant(moved.due_before), instant(moved.due_after))
    row = tables.row(moved.rule)
    start = moved.started if row is not None and row.each else ()
    at = event.recordedat.astimezone(event.occurred.tzinfo)
    return Finding("ClockRecomputed", event.case, at, (event.agency, event.id, *clock, *start), data)
