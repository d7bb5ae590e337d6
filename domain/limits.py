"""Limits that decide whether an event is accepted, read from rules/limits.toml."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import Literal

import msgspec


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many days, counted as calendar days or as 24 hours each; by what law, and how sure that is."""

    days: int
    day: Literal["calendar", "24h"]
    basis: str
    confidence: str

    def has_passed(self, since: datetime, at: datetime) -> bool:
        """Whether the span that began at `since` is over at `at`: its last day, or last second, is past."""
        if self.day == "24h":
            return at > since + timedelta(days=self.days)
        return at.astimezone(since.tzinfo).date() > since.date() + timedelta(days=self.days)


class Quota(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often at most, or at least; by what law, and how sure that is."""

    basis: str
    confidence: str
    most: int | None = None
    least: int | None = None


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one code of criminal procedure limits in the exchange of files; None where it knows no limit."""

    deemed_complete: Span | None = None
    supplementary: Span | None = None
    handover: Span | None = None
    coordinations_after_file: Quota | None = None
    returns: Quota | None = None
    progress_requests: Quota | None = None


class Emergency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many minutes at most glass is broken; on what basis, and how sure that is."""

    most_minutes: int
    basis: str
    confidence: str

    @property
    def longest(self) -> timedelta:
        """The longest time."""
        return timedelta(minutes=self.most_minutes)


class Detaining(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which kinds of agency detain at a stage of the procedure, and which add days."""

    started_by: tuple[str, ...]
    extended_by: tuple[str, ...]
    basis: str
    confidence: str


NO_LIMITS = Procedure()


class Limits(msgspec.Struct, frozen=True):
    """`future_tolerance`: how far ahead of the server's clock an event may be dated.

    `procedure` by code, `detention` by stage.
    """

    version: int
    future_tolerance: timedelta
    procedure: dict[str, Procedure]
    detention: dict[str, Detaining]
    break_glass: Emergency

    @classmethod
    def parse(cls, toml_text: str) -> Limits:
        """The limits in a TOML text; KeyError where one is missing, msgspec.ValidationError for a bad row."""
        table = tomllib.loads(toml_text)
        return cls(
            table["version"],
            timedelta(seconds=table["future_tolerance"]["seconds"]),
            msgspec.convert(table["procedure"], dict[str, Procedure]),
            msgspec.convert(table["detention"], dict[str, Detaining]),
            msgspec.convert(table["break_glass"], Emergency),
        )

    def of(self, regime: str | None) -> Procedure:
        """What the code limits that a file follows; nothing where no order says which that is."""
        return self.procedure.get(regime, NO_LIMITS) if regime else NO_LIMITS
