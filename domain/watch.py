"""What clockwork watches for across cases: the same person, the same modus. Thresholds: rules/clockwork.toml.

The table enters the log as the others do (`RulesAdopted`): what was found rests on the version adopted then.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.access import OVERSIGHT
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.directory import Directory


class ModusRule(msgspec.Struct, frozen=True):
    """So many cases within so many days."""

    cases: int
    days: int
    basis: str


class DuplicatesRule(msgspec.Struct, frozen=True):
    """In how many events a value may stand and still be somebody's own."""

    most_events: int
    basis: str


class RecomputedRule(msgspec.Struct, frozen=True):
    """From how many minutes on it is told that lateness moved a due time."""

    least_minutes: int
    basis: str


class WatchRules(msgspec.Struct, frozen=True):
    """The thresholds, each with its basis."""

    version: int
    modus: ModusRule
    duplicates: DuplicatesRule
    recomputed: RecomputedRule


def parse_watch_rules(toml_text: str) -> WatchRules:
    """The thresholds in a TOML text; msgspec.ValidationError where one is missing."""
    return msgspec.convert(tomllib.loads(toml_text), WatchRules)


WATCH = parse_watch_rules(files("domain").joinpath("rules", "clockwork.toml").read_text(encoding="utf-8"))


class Sighting(NamedTuple):
    """One event that holds the handle: when it happened, in which case, at which log position."""

    at: datetime
    case: UUID
    position: int


def repeated(sightings: Iterable[Sighting], newest: Sighting, rule: ModusRule) -> tuple[Sighting, ...]:
    """The sightings of the window that `newest` makes full; empty where it makes none full.

    A window is full with so many different cases within so many days, by when things happened: a report that
    comes in late counts on its own day. What was sighted in the days of one alert makes no second one.
    """
    span, warned = timedelta(days=rule.days), list[datetime]()
    counted: list[Sighting] = []
    window: tuple[Sighting, ...] = ()
    for sighting in sorted(sightings, key=lambda each: each.position):
        window = ()
        if sighting.position > newest.position:
            break
        if any(first <= sighting.at <= first + span for first in warned):
            continue
        counted.append(sighting)
        window = _full_window(sorted(counted), sighting, span, rule.cases)
        if window:
            warned.append(window[0].at)
            counted = [each for each in counted if each not in window]
        if sighting == newest:
            break
    return window


def stewards(cases: Sequence[CaseState], directory: Directory, at: datetime) -> tuple[str, ...]:
    """Who finds out whether persons of these cases are one: agencies that may link and are on every case;
    where there is none, the secretariats that watch over all cases.

    Nobody learns of a case that it could not know of before (Sc-7: each agency still sees its own report).
    """
    may_link = REGISTRY["DuplicateLinked"].agencies
    on_all = set.intersection(*({*case.parties} for case in cases))
    working = sorted(
        agency
        for agency in on_all
        if directory.kind_of(agency) in may_link and all(_works_on(case, agency, at) for case in cases)
    )
    watching = (agency.id for agency in directory.agencies.values() if agency.kind in may_link & OVERSIGHT)
    return tuple(working) or tuple(sorted(watching))


def task_forces_of(cases: Iterable[CaseState], directory: Directory) -> tuple[str, ...]:
    """The task forces configured on which the agencies sit that opened these cases."""
    openers = (directory.agencies.get(case.opened_by) for case in cases)
    named = {force for opener in openers if opener for force in opener.task_forces}
    return tuple(sorted(named & directory.task_forces.keys()))


def _full_window(
    ordered: Sequence[Sighting], newest: Sighting, span: timedelta, cases: int
) -> tuple[Sighting, ...]:
    """The first window with `newest` in it that holds so many cases."""
    for first in ordered:
        window = tuple(each for each in ordered if first.at <= each.at <= first.at + span)
        if newest in window and len({each.case for each in window}) >= cases:
            return window
    return ()


def _works_on(case: CaseState, agency: str, at: datetime) -> bool:
    relations = case.parties[agency].relations
    return any(relation.kind != "offered" and relation.stands(at) for relation in relations)
