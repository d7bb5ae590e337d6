"""Why clocks moved: what an event that came late, corrected, withdrew or changed articles did to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from domain.catalogue.clockwork_codes import RecomputeReason
from domain.clocks.articles import MAY_CHANGE_ARTICLES
from domain.clocks.clock import Clock, in_time
from domain.clocks.limitation import RULE as LIMITATION
from domain.clocks.tables import Acts
from domain.events import EventHead, Marks

_LATE = int(Marks.LATE)
_EXTENSION = "DetentionExtended"
_CHANGES_ARTICLES = MAY_CHANGE_ARTICLES - {"PoliceReportFiled"}  # that one dates the act, too
_REASONS = {reason.value: reason for reason in RecomputeReason}
_Subject = tuple[str, str, str]


class Recomputed(NamedTuple):
    """A due time that moved, for `ClockRecomputed`. `due_after` is None where the clock runs no more.

    lapsed_at: the due time of a lapse that is on record; it stays there, and both are shown.
    started: the event (agency, id) that the clock runs from, or ran from.
    """

    rule: str
    ref_kind: str
    ref: str
    owner: str | None
    due_before: datetime | None
    due_after: datetime | None
    explanation: RecomputeReason
    lapsed_at: datetime | None
    basis: str
    started: tuple[str, str]


def explain(
    before: tuple[Clock, ...], after: tuple[Clock, ...], event: EventHead, acts: Acts
) -> tuple[Recomputed, ...]:
    """What `event` moved, of the clocks of a case just before it and just after, in a fixed order.

    A clock that starts, or that is met in the ordinary course, has not moved. One that counts from when the
    log had it, and not from its own date, is told with both (scenario Sc-12).
    """
    if before == after:
        return ()
    was, now = _by_subject(before), _by_subject(after)
    found: list[Recomputed] = []
    for subject in sorted(was.keys() | now.keys()):
        for old, new in _paired(was.get(subject, []), now.get(subject, [])):
            moved = _moved(old, new, event, acts)
            if moved is not None:
                found.append(moved)
    return tuple(found)


def _moved(old: Clock | None, new: Clock | None, event: EventHead, acts: Acts) -> Recomputed | None:
    if old is None:
        return _counted_from_receipt(new, event) if new is not None else None
    if new is None:
        return _told(old, old.due_at, None, _reason(old, None, event, acts))
    if old.due_at != new.due_at or old.paused != new.paused:
        if _resumed_by_stop(old, new) or _days_added(old, event):
            return None
        return _told(new, old.due_at, new.due_at, _reason(old, new, event, acts))
    if _met_after_all(old, new):
        return _told(new, old.due_at, new.due_at, RecomputeReason.LATE_EVENT)
    return None


def _told(clock: Clock, before: datetime | None, after: datetime | None, why: RecomputeReason) -> Recomputed:
    return Recomputed(
        rule=clock.rule,
        ref_kind=clock.ref_kind,
        ref=clock.ref,
        owner=clock.owner,
        due_before=before,
        due_after=after,
        explanation=why,
        lapsed_at=clock.lapsed_due,
        basis=clock.basis,
        started=clock.started,
    )


def _counted_from_receipt(new: Clock, event: EventHead) -> Recomputed | None:
    if new.due_at is None or new.started != (event.agency, event.id) or new.started_at != event.recordedat:
        return None
    if new.started_at <= new.stated_at:
        return None
    by_its_date = new.due_at - (new.started_at - new.stated_at)
    return _told(new, by_its_date, new.due_at, RecomputeReason.LATE_EVENT)


def _resumed_by_stop(old: Clock, new: Clock) -> bool:
    """Whether nothing but its end changed: a paused clock that is met."""
    return old.stopped_at is None and new.stopped_at is not None and old.started == new.started


def _days_added(old: Clock, event: EventHead) -> bool:
    """Whether a detention was extended before its days ran out: nobody had been told a wrong end."""
    before_the_end = not event.marks & _LATE and old.lapsed_due != old.due_at
    return event.type == _EXTENSION and before_the_end


def _met_after_all(old: Clock, new: Clock) -> bool:
    """Whether a lapse is on record of a clock that, as is known now, was met in time."""
    return (
        new.lapsed_position is not None
        and old.stopped_position != new.stopped_position
        and new.stopped_at is not None
        and in_time(new.stopped_at, new.due_at)
    )


def _reason(old: Clock, new: Clock | None, event: EventHead, acts: Acts) -> RecomputeReason:
    named: Mapping[str, str] = acts.explains
    if event.type in named:
        return _REASONS[named[event.type]]
    if event.type in _CHANGES_ARTICLES and (old.ref_kind == "detention" or old.rule == LIMITATION):
        return RecomputeReason.ARTICLES_CHANGED
    if new is not None and len(new.paused) > len(old.paused):
        return RecomputeReason.CLOCK_PAUSED
    if new is not None and old.paused != new.paused:
        return RecomputeReason.CLOCK_RESUMED
    if event.marks & _LATE:
        return RecomputeReason.LATE_EVENT
    return RecomputeReason.STARTED_ANEW


def _by_subject(clocks: tuple[Clock, ...]) -> dict[_Subject, list[Clock]]:
    found: dict[_Subject, list[Clock]] = {}
    for clock in clocks:
        found.setdefault((clock.rule, clock.ref_kind, clock.ref), []).append(clock)
    return found


def _paired(old: list[Clock], new: list[Clock]) -> Iterator[tuple[Clock | None, Clock | None]]:
    """Clocks of one rule and subject beside each other: by their starting event, what is left in order."""
    starts = {clock.started: clock for clock in new}
    left_old = [clock for clock in old if clock.started not in starts]
    yield from ((clock, starts[clock.started]) for clock in old if clock.started in starts)
    known = {clock.started for clock in old}
    yield from zip_longest(left_old, (clock for clock in new if clock.started not in known))
