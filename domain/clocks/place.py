"""Where a case is for its clocks: the zone, the regency's own times, and the rules in force, by log position.

Only what stood in the log when a clock started counts for it, so a row of the board never changes because a
task force is configured anew, and a rebuild makes the rows that were made live (docs/adr/0121).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta, timezone, tzinfo
from typing import NamedTuple

from domain.case_state import CaseState
from domain.clocks.days import Calendar, Length, Unit
from domain.clocks.tables import ClockTables
from domain.directory import Agency, Directory, TaskForce

# Western Indonesia, where the law counts when no task force says otherwise.
DEFAULT_ZONE = "Asia/Jakarta"
# Keppres 41/1987; no daylight saving since. Not read from the system: a clock comes out the same everywhere.
ZONES: Mapping[str, tzinfo] = {
    "Asia/Jakarta": timezone(timedelta(hours=7), "WIB"),
    "Asia/Makassar": timezone(timedelta(hours=8), "WITA"),
    "Asia/Jayapura": timezone(timedelta(hours=9), "WIT"),
}

Who = tuple[tuple[str, int], ...]  # agencies of a case, each with the position of its first event
_UNITS: Mapping[str, Unit] = {"hours": "hours", "days": "days", "months": "months"}


class Setting(NamedTuple):
    """What holds from a log position on: the zone, and the times that the regency sets by rule."""

    position: int
    zone: str
    lengths: Mapping[str, Length]
    holidays: frozenset[date]


class InForce(NamedTuple):
    """From a log position on this version of a table holds."""

    position: int
    version: int


class Place:
    """The settings of one case, each from a log position on; made by `Places`."""

    def __init__(
        self,
        settings: Sequence[Setting],
        rules: Sequence[InForce],
        calendars: Sequence[InForce],
        tables: ClockTables,
        agencies: Mapping[str, Agency],
    ) -> None:
        self._agencies = agencies
        self._settings = settings
        self._rules = rules
        self._calendars = calendars
        self._tables = tables
        self._made: dict[tuple[int, int], Calendar] = {}

    def kind_of(self, agency: str) -> str | None:
        """The kind of an agency, None for one that is not registered."""
        known = self._agencies.get(agency)
        return known.kind if known is not None else None

    def setting_at(self, position: int) -> Setting:
        """What holds for a clock that starts at the position."""
        return self._settings[_place(self._settings, position)]

    def zone_at(self, position: int) -> str:
        """The IANA name of the zone."""
        return self.setting_at(position).zone

    def rules_at(self, position: int) -> int:
        """The version of the tables of clocks."""
        return self._rules[_place(self._rules, position)].version

    def calendar_at(self, position: int) -> Calendar:
        """The zone with the holidays."""
        place, version = _place(self._settings, position), _place(self._calendars, position)
        found = self._made.get((place, version))
        if found is None:
            found = self._made[place, version] = self._calendar(
                self._settings[place], self._calendars[version]
            )
        return found

    def _calendar(self, setting: Setting, calendar: InForce) -> Calendar:
        national = self._tables.holidays[calendar.version]
        return Calendar(ZONES[setting.zone], national.keys() | setting.holidays)


class Places:
    """The places of cases under one directory after another; those of the last one are kept."""

    def __init__(self, tables: ClockTables) -> None:
        self._tables = tables
        self._under: tuple[object, object, object] = (None, None, None)
        self._kept: dict[Who, Place] = {}

    def of(self, directory: Directory, state: CaseState) -> Place:
        """The place of a case. Nothing but what is in the log up to the case's own events enters it."""
        under = directory.configured, directory.adopted, directory.agencies
        if any(one is not other for one, other in zip(under, self._under, strict=True)):
            self._under, self._kept = under, {}
        who: Who = ((state.opened_by, 0),)
        if _sits_on_several(directory, state.opened_by):
            who = _appearances(state)
        if who not in self._kept:
            self._kept[who] = self._make(directory, who)
        return self._kept[who]

    def _make(self, directory: Directory, who: Who) -> Place:
        moments = sorted({0, *(each.position for each in directory.configured), *(at for _, at in who)})
        settings = [_setting(at, _chosen(directory, who, at)) for at in moments]
        tables = self._tables
        return Place(
            settings,
            _in_force(directory, "clocks", tables.books.keys()),
            _in_force(directory, "holidays", tables.holidays.keys()),
            tables,
            directory.agencies,
        )


def _chosen(directory: Directory, who: Who, at: int) -> TaskForce | None:
    """The task force of the case as of a position: that of the first agency of the case that sits on one
    alone; where none does, the one configured first of those its opener sits on."""
    standing = {force.id: force for force in directory.configured if force.position <= at}
    present = [agency for agency, since in who if since <= at]
    seats = [[force for force in standing.values() if _sits(force, agency)] for agency in present]
    sole = next((forces[0] for forces in seats if len(forces) == 1), None)
    return sole or next((forces[0] for forces in seats if forces), None)


def _setting(at: int, force: TaskForce | None) -> Setting:
    if force is None:
        return Setting(at, DEFAULT_ZONE, {}, frozenset())
    lengths = {rule: Length(each.count, _UNITS[each.unit]) for rule, each in force.sop_clocks.items()}
    return Setting(at, force.zone, lengths, force.holidays)


def _sits_on_several(directory: Directory, agency: str) -> bool:
    return len({force.id for force in directory.configured if _sits(force, agency)}) > 1


def _sits(force: TaskForce, agency: str) -> bool:
    return agency == force.lead or agency in force.members


def _appearances(state: CaseState) -> Who:
    """Who recorded in the case, each with the position of its first event, in that order."""
    first: dict[str, int] = {}
    for head in state.events:
        first.setdefault(head.agency, head.position)
    return tuple(first.items())


def _in_force(directory: Directory, kind: str, known: Iterable[int]) -> list[InForce]:
    """The versions adopted, as far as this program knows them; before the first, the earliest there is."""
    versions = sorted(known)
    steps = [InForce(0, versions[0])]
    for each in directory.adopted:
        if each.kind == kind:
            steps.append(InForce(each.position, versions[max(bisect_right(versions, each.version) - 1, 0)]))
    return steps


def _place(steps: Sequence[Setting] | Sequence[InForce], position: int) -> int:
    if len(steps) == 1 or position >= steps[-1].position:
        return len(steps) - 1
    return bisect_right(steps, position, key=lambda step: step.position) - 1
