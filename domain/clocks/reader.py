"""Reads one TOML table of clocks into rows; what does not hold together is refused when it is read."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.catalogue.agencies import AgencyKind
from domain.clocks.days import DayRule, Length, Unit
from domain.clocks.rows import LAWS, ROLES, About, Clause, Condition, Pausing, Row, Words
from domain.facts import FACTS

_UNITS: tuple[Unit, ...] = ("hours", "days", "months", "years")
_CLAUSE_WORDS = (" if ", " and ")


class RawRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row as it is written."""

    id: str
    about: About
    start: tuple[str, ...]
    presumed: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    stop: tuple[str, ...]
    anew: tuple[str, ...] = ()
    started_on: str | None = None
    stopped_on: str | None = None
    hours: int | None = None
    days: int | None = None
    months: int | None = None
    years: int | None = None
    until: str | None = None
    day: DayRule | None = None
    owner: str
    once: bool = False
    each: bool = False
    nth: int = 1
    warn: int | None = None
    local: bool = False
    basis: str
    mark: str
    label: Words
    consequence: Words | None = None


class RawPausing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pauses clocks, as it is written."""

    tables: tuple[str, ...]
    about: About
    pause: tuple[str, ...]
    resume: tuple[str, ...]
    reason: str


class RawTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of clocks: `law` is the code of procedure it belongs to, if one; `day` and `warn` hold for every
    row that says nothing else; the basis of the whole stands in its comments."""

    kind: str
    table: str
    version: int
    day: DayRule
    warn: int
    law: str | None = None
    conditions: dict[str, Condition] = {}
    rows: tuple[RawRow, ...] = ()
    pauses: tuple[RawPausing, ...] = ()


def rows_of(raw: RawTable) -> tuple[Row, ...]:
    """The rows of a table. Raises ValueError naming the row and what is wrong with it."""
    return tuple(_row(raw, each) for each in raw.rows)


def pauses_of(raw: RawTable) -> tuple[Pausing, ...]:
    """What pauses clocks, by a table."""
    return tuple(
        Pausing(
            tables=frozenset(each.tables),
            about=each.about,
            pause=_clauses(raw, each.pause),
            resume=_clauses(raw, each.resume),
            reason=each.reason,
        )
        for each in raw.pauses
    )


def _row(raw: RawTable, each: RawRow) -> Row:
    try:
        _holds_together(each)
        return Row(
            rule=f"{raw.table}.{each.id}",
            table=raw.table,
            law=_known(raw.law, LAWS | {None}),
            about=each.about,
            start=_clauses(raw, each.start),
            presumed=_clauses(raw, each.presumed),
            received=_clauses(raw, each.received),
            stop=_clauses(raw, each.stop),
            anew=_clauses(raw, each.anew),
            started_on=_known(each.started_on, {*FACTS, None}),
            stopped_on=_known(each.stopped_on, {*FACTS, None}),
            length=_length(each),
            until=_known(each.until, {*FACTS, None}),
            day=each.day or raw.day,
            owner=_known(each.owner, ROLES | {kind.value for kind in AgencyKind}),
            once=each.once,
            each=each.each,
            nth=each.nth,
            warn=raw.warn if each.warn is None else each.warn,
            local=each.local,
            basis=each.basis,
            mark=each.mark,
            label=each.label,
            consequence=each.consequence,
        )
    except ValueError as error:
        raise ValueError(f"{raw.table}.{each.id}: {error}") from None


def _holds_together(each: RawRow) -> None:
    """Clocks of several starting events are told apart by these alone: none is owed once, none implied."""
    if each.each and (each.once or each.presumed or each.anew):
        raise ValueError("each goes with none of once, presumed and anew")


def _length(each: RawRow) -> Length | None:
    named = [Length(amount, unit) for unit in _UNITS if (amount := getattr(each, unit)) is not None]
    if len(named) + (each.until is not None) > 1:
        raise ValueError("a row names one time, or none")
    if named and (named[0].amount < 1 or (named[0].unit == "hours" and each.day not in (None, "24h"))):
        raise ValueError("hours are counted on the clock, and a time is at least one")
    return named[0] if named else None


def _clauses(raw: RawTable, texts: tuple[str, ...]) -> tuple[Clause, ...]:
    return tuple(_clause(raw, text) for text in texts)


def _clause(raw: RawTable, text: str) -> Clause:
    """`Type`, or `Type if condition and condition`, the conditions by their names in the table."""
    type_name, _, names = text.partition(_CLAUSE_WORDS[0])
    conditions = tuple(_condition(raw, name) for name in names.split(_CLAUSE_WORDS[1]) if name)
    return Clause(type_name, conditions)


def _condition(raw: RawTable, name: str) -> Condition:
    condition = raw.conditions[_known(name, raw.conditions.keys())]
    if condition.field is not None:
        _known(condition.field, set(FACTS))
    return condition


def _known(name: Any, names: Any) -> Any:
    if name not in names:
        raise ValueError(f"{name} is not known")
    return name
