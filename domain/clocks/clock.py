"""A clock as it stands by what is on record, and what it shows at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

Status = Literal["running", "due_soon", "lapsed", "paused", "met", "met_late"]
Flaw = Literal["extension_ground_lost", "limit_exceeded", "penalty_unknown"]


class Pause(NamedTuple):
    """A time in which the clock stood still; `until` is None while it does. `position`: of what paused it."""

    since: datetime
    until: datetime | None
    reason: str
    position: int


class Clock(NamedTuple):
    """One time that runs, or has run, in a case.

    rule: `<table>.<row>`. ref_kind, ref: what it is about. owner: the agency that owes, where it is known;
    owner_kind: else its kind. started: (agency, id) of the starting event. started_at: from when it counts;
    stated_at: the date its publisher gave that event. due_at: the last second in time; None where the rule
    names no time. presumed: no start is on record that the rule itself names, only one that implies it.
    lapsed_position, lapsed_due: where its last lapse was put on record, and when it was due then. warning:
    what is wrong with a detention.
    """

    rule: str
    ref_kind: str
    ref: str
    owner: str | None
    owner_kind: str | None
    started_position: int
    started: tuple[str, str]
    started_at: datetime
    stated_at: datetime
    due_at: datetime | None
    soon_at: datetime | None
    stopped_position: int | None
    stopped_at: datetime | None
    paused: tuple[Pause, ...]
    presumed: bool
    lapsed_position: int | None
    lapsed_due: datetime | None
    warning: Flaw | None
    basis: str
    confidence: str
    zone: str

    @property
    def standing_pause(self) -> Pause | None:
        """The pause that has not ended."""
        last = self.paused[-1] if self.paused else None
        return last if last is not None and last.until is None else None


def status(clock: Clock, now: datetime) -> Status:
    """What the clock shows at that moment. It lapses when the due second has passed."""
    stopped, due = clock.stopped_at, clock.due_at
    if stopped is not None and stopped <= now:
        return "met" if in_time(stopped, due) else "met_late"
    if clock.standing_pause is not None:
        return "paused"
    if not in_time(now, due):
        return "lapsed"
    return "due_soon" if clock.soon_at is not None and clock.soon_at <= now else "running"


def in_time(moment: datetime, due: datetime | None) -> bool:
    """Whether the moment is no later than the due second; every moment is where no time is named."""
    return due is None or moment.replace(microsecond=0) <= due
