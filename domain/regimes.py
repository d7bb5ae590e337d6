"""Which criminal-procedure code a police file follows: a row of rules/regimes.toml, chosen by a date.

The table is read with the code and not handed in: it is law that has passed, the fold needs it, and a fold
must give the same state for ever whatever rules an agency adopts (docs/adr/0110).
"""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import msgspec

from domain.shapes.files import Regime


class RegimeRow(msgspec.Struct, frozen=True):
    """One code: for investigations ordered before that day, or for all that no row before it takes.

    `supplementary_overdue_returns_spdp`: a P-20 sends the SPDP back, and is no mere reminder.
    `silence_completes`: a file counts as complete where the prosecutor was silent for the days of the law.
    """

    name: Regime
    basis: str
    confidence: str
    ordered_before: date | None = None
    supplementary_overdue_returns_spdp: bool = False
    silence_completes: bool = False


def parse_regimes(toml_text: str) -> tuple[RegimeRow, ...]:
    """The rows in a TOML text, in their order; msgspec.ValidationError for one that is not a row."""
    return msgspec.convert(tomllib.loads(toml_text)["regimes"], tuple[RegimeRow, ...])


REGIMES = parse_regimes(files("domain").joinpath("rules", "regimes.toml").read_text(encoding="utf-8"))


def regime_of(ordered_on: date) -> Regime:
    """The code for an investigation ordered on that day (KUHAP 2025 arts 361, 369)."""
    return next(row.name for row in REGIMES if row.ordered_before is None or ordered_on < row.ordered_before)


def row_of(regime: Regime | None) -> RegimeRow | None:
    """The row of that code; None where the order to investigate is not on record."""
    return next((row for row in REGIMES if row.name == regime), None)
