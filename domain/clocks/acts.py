"""When each event counts: as dated, as corrected, by the date of the paper, or from its recording. Pure.

What was withdrawn counts no more (`heads_that_count`). Acts stand in the order in which they happened, those
of one moment in the order of the procedure (that of the chapters of the catalogue, what the deployment
records last): the order of arrival says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from typing import NamedTuple

from domain.catalogue import CHAPTERS, REGISTRY
from domain.clocks.tables import ClockTables
from domain.events import EventHead, Marks
from domain.facts import fact

_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)
_CHAPTERS = [chapter.__name__.rpartition(".")[2] for chapter in CHAPTERS]
_RANK = {
    name: rank
    for rank, name in enumerate(sorted(REGISTRY, key=lambda name: _CHAPTERS.index(REGISTRY[name].chapter)))
}


Order = tuple[float, int, str, str]


class Act(NamedTuple):
    """One event as clocks count it. `by_date`: only its day is known. `receipt`: counted from when the log
    had it, for those to whom another agency sent it."""

    order: Order
    at: datetime
    head: EventHead
    by_date: bool
    receipt: bool


def acts_of(heads: Iterable[EventHead], tables: ClockTables, zone: tzinfo) -> list[Act]:
    """Those of the events that clocks read, in the order in which they happened. `zone`: where days begin."""
    received, reads, dated = tables.newest.received_by, tables.reads, tables.acts.dated
    acts: list[Act] = []
    for head in heads:
        if head.type not in reads:
            continue
        at, by_date = counted(head, dated, zone)
        acts.append(_act(head, at, by_date, receipt=False))
        if head.type in received:
            acts.append(_act(head, head.recordedat, by_date=False, receipt=True))
    acts.sort(key=_order)
    return acts


def counted(head: EventHead, dated: Mapping[str, str], zone: tzinfo) -> tuple[datetime, bool]:
    """From when an event counts, and whether only the day of that is known.

    The date of a paper counts where it is earlier than the day on which the event is dated: what was done on
    paper and entered later happened when it was done.
    """
    at = head.recordedat if head.marks & _CLOCK_SUSPECT else head.occurred
    on: date | None = head.effectedon
    if on is None and head.type in dated:
        on = fact(head, dated[head.type])
    if on is None or on >= at.astimezone(zone).date():
        return at, False
    return datetime.combine(on, time(), zone), True


def _act(head: EventHead, at: datetime, by_date: bool, receipt: bool) -> Act:
    order = at.timestamp(), _RANK[head.type], head.agency, head.id
    return Act(order, at, head, by_date, receipt)


def _order(act: Act) -> Order:
    return act.order
