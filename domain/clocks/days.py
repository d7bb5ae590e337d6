"""How a time is counted: in days of 24 hours, in calendar days, in working days. Pure.

KUHAP 2025 art 1 nos. 56-57: a day is 24 hours and a month 30 days. Where a law does not say, days are those
of the calendar: the day of the act is not counted, the last one to its end at midnight of the place.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

DayRule = Literal["24h", "calendar", "working"]
Unit = Literal["hours", "days", "months", "years"]

_SATURDAY = 5
_LAST_SECOND = time(23, 59, 59)
_ONE_DAY = timedelta(days=1)
_MONTH_OF_24H = 30  # KUHAP 2025 art 1 no. 57


class Length(NamedTuple):
    """How long: an amount of a unit. Hours are for days of 24 hours alone."""

    amount: int
    unit: Unit


class Calendar(NamedTuple):
    """Where days begin and which of them nobody works on, beside Saturdays and Sundays."""

    zone: tzinfo
    holidays: Container[date]


def due_after(start: datetime, length: Length, rule: DayRule, calendar: Calendar, by_date: bool) -> datetime:
    """The last second in time, in the zone of the calendar.

    `by_date`: of the start only the day is known, from a paper; the time then runs from the end of that day,
    so that doubt is for the one who owes.
    """
    local = start.astimezone(calendar.zone)
    if rule == "24h":
        begun = datetime.combine(local, _LAST_SECOND, calendar.zone) if by_date else local
        return begun + timedelta(hours=_hours(length))
    last = _nth_working(local.date(), length.amount, calendar) if rule == "working" else _last(local, length)
    return end_of(last, calendar.zone)


def extended(due: datetime, since: datetime, until: datetime, rule: DayRule, calendar: Calendar) -> datetime:
    """The due time after a pause: by its exact length, or by the days that began within it."""
    if rule == "24h":
        return due + (until - since)
    first, last = since.astimezone(calendar.zone).date(), until.astimezone(calendar.zone).date()
    if rule == "calendar":
        return end_of(due.date() + (last - first), calendar.zone)
    missed = sum(is_working(first + _ONE_DAY * day, calendar) for day in range(1, (last - first).days + 1))
    return end_of(_nth_working(due.date(), missed, calendar), calendar.zone)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, _LAST_SECOND, zone)


def is_working(day: date, calendar: Calendar) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < _SATURDAY and day not in calendar.holidays


def _hours(length: Length) -> int:
    if length.unit == "hours":
        return length.amount
    days = {"days": 1, "months": _MONTH_OF_24H, "years": 12 * _MONTH_OF_24H}[length.unit]
    return 24 * days * length.amount


def _last(start: datetime, length: Length) -> date:
    if length.unit == "days":
        return start.date() + timedelta(days=length.amount)
    months = length.amount * (12 if length.unit == "years" else 1)
    return _months_later(start.date(), months)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month; its last day where it has none such (29 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _nth_working(day: date, count: int, calendar: Calendar) -> date:
    """The day on which `count` working days have passed since `day`, itself not counted."""
    while count > 0:
        day += _ONE_DAY
        count -= is_working(day, calendar)
    return day
