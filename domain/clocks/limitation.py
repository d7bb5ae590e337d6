"""When an offence can no longer be prosecuted: years from the day after the act, by the penalty threatened.

Prosecution interrupts it, so the indictment or the transfer to court meets the clock (KUHP arts 136-138).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from domain.case_state import CaseState
from domain.clocks.articles import highest_penalty
from domain.clocks.clock import Clock
from domain.clocks.days import Calendar, Length, due_after
from domain.clocks.lapses import lapse_of
from domain.clocks.limitation_periods import LimitationPeriod, period_for
from domain.clocks.place import Place
from domain.clocks.tables import Book, ClockTables
from domain.events import EventHead
from domain.facts import fact
from domain.fold.corrections import heads_that_count

RULE = "KUHP.limitation"
_PROSECUTED = frozenset({"IndictmentFiled", "SentToCourt"})


def limitation_clocks(state: CaseState, tables: ClockTables, place: Place) -> Iterator[Clock]:
    """One clock for each file whose day of the act, and an article with a known penalty, are on record."""
    for head in _reports(state):
        file = state.files.get(head.about) if head.about is not None else None
        if file is None:
            continue
        book, calendar = tables.books[place.rules_at(head.position)], place.calendar_at(head.position)
        acted = _acted(head)
        period = _period(file.articles, acted, book)
        if period is not None:
            soon = timedelta(hours=book.limitation.warn)
            yield _clock(state, head, acted, period, calendar, soon, place.zone_at(head.position))


def _reports(state: CaseState) -> list[EventHead]:
    """Of each file the police report that dates the act latest: the offence ended with its last act."""
    latest: dict[UUID, EventHead] = {}
    for head in heads_that_count(state):
        if head.type != "PoliceReportFiled" or head.about is None or _dated(head) is None:
            continue
        known = latest.get(head.about)
        if known is None or (_acted(head), head.agency, head.id) > (_acted(known), known.agency, known.id):
            latest[head.about] = head
    return list(latest.values())


def _clock(
    state: CaseState,
    head: EventHead,
    acted: date,
    period: LimitationPeriod,
    calendar: Calendar,
    soon: timedelta,
    zone: str,
) -> Clock:
    begun = datetime.combine(acted, time(), calendar.zone)
    due = due_after(begun, Length(period.years, "years"), "calendar", calendar, by_date=True)
    stop, lapse = _prosecuted(state, head), lapse_of(state, RULE, (head.agency, head.id))
    file = state.files[head.about] if head.about is not None else None
    owner = file.prosecutor if file is not None else None
    return Clock(
        rule=RULE,
        ref_kind="file",
        ref=str(head.about),
        owner=owner,
        owner_kind=None if owner else "kejari",
        started_position=head.position,
        started=(head.agency, head.id),
        started_at=begun,
        stated_at=begun,
        due_at=due,
        soon_at=due - soon,
        stopped_position=stop.position if stop else None,
        stopped_at=stop.occurred if stop else None,
        paused=(),
        presumed=False,
        lapsed_position=lapse.position if lapse else None,
        lapsed_due=lapse.due if lapse else None,
        warning=None,
        basis=period.basis,
        confidence=period.mark,
        zone=zone,
    )


def _prosecuted(state: CaseState, report: EventHead) -> EventHead | None:
    steps = [
        head for head in heads_that_count(state) if head.type in _PROSECUTED and head.about == report.about
    ]
    return min(steps, key=lambda head: (head.occurred.timestamp(), head.agency, head.id), default=None)


def _period(articles: tuple[str, ...], acted: date, book: Book) -> LimitationPeriod | None:
    threat = highest_penalty(articles, acted, book.penalties)
    return None if threat is None else period_for(threat, max(acted, _first(book)), book.limitation)


def _first(book: Book) -> date:
    """Acts of before the code are judged by its periods too (KUHP arts 3, 618: counsel decides)."""
    return min(each.since for each in book.limitation.periods)


def _dated(head: EventHead) -> date | None:
    day: date | None = fact(head, "acted_until") or fact(head, "acted_from")
    return day


def _acted(head: EventHead) -> date:
    day = _dated(head)
    assert day is not None, "only reports that date the act are taken"
    return day
