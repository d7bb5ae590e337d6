"""After how many years an offence can no longer be prosecuted, by the penalty it threatens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec


class LimitationPeriod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Offences that threaten more than `over` years lapse after `years`, for acts from `since` on."""

    over: int
    years: int
    since: date
    basis: str
    mark: str


class LimitationPeriods(msgspec.Struct, frozen=True):
    """The periods, and how many hours before its end one is due soon."""

    periods: tuple[LimitationPeriod, ...]
    warn: int


def read_limitation(content: Mapping[str, Any]) -> LimitationPeriods:
    """The periods in a table; msgspec.ValidationError for a row that is not one."""
    periods = msgspec.convert(content["periods"], tuple[LimitationPeriod, ...])
    return LimitationPeriods(periods, content["warn"])


def period_for(threat: int, day: date, limitation: LimitationPeriods) -> LimitationPeriod | None:
    """The period for a threatened penalty in years, by the law of the day; None where no row covers it."""
    fitting = [each for each in limitation.periods if each.over < threat and each.since <= day]
    return max(fitting, key=lambda each: (each.since, each.over)) if fitting else None
