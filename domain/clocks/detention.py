"""Until when a suspect may be detained: by the orders given, and by the articles in force at each moment.

Days beyond the ordinary ones need an article that threatens nine years or more (or a ground of its own). When
the articles change and none does any more, that ground is gone and release is due: at the end of the ordinary
days, or at once where they have passed (reference/domain.md 2.3; scenario Sc-9).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.case_state import CaseState
from domain.clocks.articles import (
    InForce,
    articles_at,
    articles_in_force,
    changes_between,
    highest_penalty,
)
from domain.clocks.clock import Clock, Flaw
from domain.clocks.days import Calendar, end_of
from domain.clocks.detention_limits import StageLimit
from domain.clocks.lapses import lapse_of
from domain.clocks.place import Place
from domain.clocks.tables import Book, ClockTables
from domain.fold.corrections import heads_that_count
from domain.regimes import regime_of
from domain.shapes.custody import Detention


class Term(NamedTuple):
    """The end of a detention, and what is wrong with the orders it rests on, if anything."""

    end: datetime
    warning: Flaw | None


def detention_clocks(state: CaseState, tables: ClockTables, place: Place) -> Iterator[Clock]:
    """One clock for each detention whose stage stands in the table."""
    for detention in state.detentions:
        book, calendar = (
            tables.books[place.rules_at(detention.position)],
            place.calendar_at(detention.position),
        )
        limit = _limit(state, detention, book, calendar)
        if limit is not None:
            yield _clock(state, detention, limit, book, calendar, place)


def detention_max_at(
    state: CaseState, detention: Detention, book: Book, calendar: Calendar, at: datetime
) -> datetime:
    """The latest end that any order could give a detention, by the articles in force at a moment."""
    limit = _limit(state, detention, book, calendar)
    if limit is None:
        raise ValueError("the table of detention has no such stage")
    threat = _threat(_history(state, detention), at, book)
    days = limit.utmost if threat is not None and threat >= limit.special_years else limit.ordinary
    return _end(detention.started_at, days, limit, calendar)


def term_of(
    detention: Detention, history: tuple[InForce, ...], limit: StageLimit, book: Book, calendar: Calendar
) -> Term:
    """When the detention ends by its orders, cut where the ground of the special days is gone."""
    days = min(detention.days_ordered, limit.utmost)
    end = _end(detention.started_at, days, limit, calendar)
    if days > limit.ordinary and not _free(detention, book):
        ordinary = _end(detention.started_at, limit.ordinary, limit, calendar)
        lost = _lost(detention, history, limit, book, end)
        if lost is not None:
            return Term(max(ordinary, lost), "extension_ground_lost")
        if _threat(history, detention.ended_at or end, book) is None:
            return Term(end, "penalty_unknown")
    return Term(end, "limit_exceeded" if detention.days_ordered > limit.utmost else None)


def _lost(
    detention: Detention, history: tuple[InForce, ...], limit: StageLimit, book: Book, end: datetime
) -> datetime | None:
    """Since when, up to its end, no article in force bears the special days; None while one does.

    Only the last stretch counts: articles changed back give the ground again (Sc-9, day 61).
    """
    until = min(detention.ended_at or end, end)
    lost: datetime | None = None
    for moment in (detention.started_at, *changes_between(history, detention.started_at, until)):
        threat = _threat(history, moment, book)
        gone = threat is not None and threat < limit.special_years
        lost = (lost or moment) if gone else None
    special_since = detention.extensions[-1].at if detention.extensions else detention.started_at
    return None if lost is None else max(lost, min(special_since, until))


def _clock(
    state: CaseState, detention: Detention, limit: StageLimit, book: Book, calendar: Calendar, place: Place
) -> Clock:
    term = term_of(detention, _history(state, detention), limit, book, calendar)
    rule, head = f"{limit.law}.detention_{detention.stage}", _head_id(state, detention.position)
    lapse = lapse_of(state, rule, head)
    return Clock(
        rule=rule,
        ref_kind="detention",
        ref=f"{detention.suspect}/{detention.stage}",
        owner=_holder(state, detention),
        owner_kind=None,
        started_position=detention.position,
        started=head,
        started_at=detention.started_at,
        stated_at=detention.started_at,
        due_at=term.end,
        soon_at=term.end - timedelta(hours=book.detention.warn),
        stopped_position=detention.ended_position or None,
        stopped_at=detention.ended_at,
        paused=(),
        presumed=False,
        lapsed_position=lapse.position if lapse else None,
        lapsed_due=lapse.due if lapse else None,
        warning=term.warning,
        basis=limit.basis,
        confidence=limit.mark,
        zone=place.zone_at(detention.position),
    )


def _holder(state: CaseState, detention: Detention) -> str:
    """The office that has the file at that stage: the clock follows the file (scenario Sc-9)."""
    file = state.files.get(detention.file)
    if file is None:
        return detention.by
    has = {"investigation": file.investigated_by, "prosecution": file.prosecutor}
    return has.get(detention.stage, file.court) or detention.by


def _limit(state: CaseState, detention: Detention, book: Book, calendar: Calendar) -> StageLimit | None:
    file = state.files.get(detention.file)
    begun = detention.started_at.astimezone(calendar.zone).date()
    law = file.regime if file is not None and file.regime is not None else regime_of(begun)
    return book.detention.limit(law, detention.stage, detention.child)


def _history(state: CaseState, detention: Detention) -> tuple[InForce, ...]:
    file = state.files.get(detention.file)
    return articles_in_force(file, heads_that_count(state)) if file is not None else ()


def _threat(history: tuple[InForce, ...], at: datetime, book: Book) -> int | None:
    day: date = at.date()
    return highest_penalty(articles_at(history, at), day, book.penalties)


def _free(detention: Detention, book: Book) -> bool:
    """Whether an extension rests on a ground that hangs on no article, such as grave illness."""
    return any(each.ground in book.detention.free_grounds for each in detention.extensions)


def _end(start: datetime, days: int, limit: StageLimit, calendar: Calendar) -> datetime:
    local = start.astimezone(calendar.zone)
    if limit.day == "24h":
        return local + timedelta(days=days)
    return end_of(local.date() + timedelta(days=days - limit.first_day), calendar.zone)


def _head_id(state: CaseState, position: int) -> tuple[str, str]:
    return next((head.agency, head.id) for head in state.events if head.position == position)
