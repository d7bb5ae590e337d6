"""Tells cases and reads their clocks, for the tests of the clock engine."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from domain.catalogue.task_forces import SopClock
from domain.clocks.clock import Clock
from domain.clocks.engine import clocks_of
from domain.clocks.place import ZONES, Place, Places
from domain.clocks.tables import ClockTables
from domain.directory import Directory, TaskForce
from tests.domain.given import FILE, HASH, Stream

FOLDER = Path(__file__).parents[3] / "domain" / "clocks"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}
TABLES = ClockTables.parse(TEXTS)

WIB, WITA, WIT = (ZONES[f"Asia/{city}"] for city in ("Jakarta", "Makassar", "Jayapura"))
DAY_0 = datetime(2026, 3, 2, 10, 0, tzinfo=WITA)  # Sc-4: 10:00 WITA
OF_FILE: dict[str, Any] = {"file": FILE}
WITH_HASH = {**OF_FILE, "sha256": HASH}


def day(number: float, zero: datetime = DAY_0) -> datetime:
    """So many days of 24 hours after day 0."""
    return zero + timedelta(days=number)


def returned(number: int) -> dict[str, Any]:
    """A return with one instruction."""
    return {**OF_FILE, "return_number": number, "instructions": [{"number": 1, "reason": "M1"}]}


def resubmitted(number: int) -> dict[str, Any]:
    """The file sent back after that return."""
    return {**WITH_HASH, "return_number": number}


def ordered(at: datetime, articles: tuple[str, ...] = ("UU-21-2007:4",)) -> dict[str, Any]:
    """An order to investigate, dated on the day it is given."""
    return {**OF_FILE, "ordered_on": at.date().isoformat(), "articles": list(articles)}


def force(
    zone: str, *, position: int = 0, members: tuple[str, ...] = (), **lengths: tuple[int, str]
) -> TaskForce:
    """A task force; `lengths` are the times it sets, by rule of the SOP."""
    everyone = members or ("polres", "kejari", "uptdppa", "disdik", "desa", "ngo", "pn")
    clocks = {
        f"SOP.{rule}": msgspec.convert({"rule": f"SOP.{rule}", "count": count, "unit": unit}, SopClock)
        for rule, (count, unit) in lengths.items()
    }
    return TaskForce(
        id="ttu", lead="disnaker", members=everyone, zone=zone, position=position, sop_clocks=clocks
    )


def place_of(stream: Stream, *forces: TaskForce) -> Place:
    """The place of the case under these task forces; WITA where none is given."""
    standing = forces or (force("Asia/Makassar"),)
    return Places(TABLES).of(Directory(configured=standing), stream.now)


def clocks(stream: Stream, *forces: TaskForce) -> tuple[Clock, ...]:
    """All clocks of the case."""
    return clocks_of(stream.now, TABLES, place_of(stream, *forces))


def clock(stream: Stream, rule: str, *forces: TaskForce) -> Clock:
    """The last clock of a rule."""
    return [each for each in clocks(stream, *forces) if each.rule == rule][-1]


def rules(stream: Stream) -> Mapping[str, int]:
    """How many clocks of each rule there are."""
    found: dict[str, int] = {}
    for each in clocks(stream):
        found[each.rule] = found.get(each.rule, 0) + 1
    return found


def investigated(zero: datetime = DAY_0) -> Stream:
    """A case with its report and its order to investigate, both on day 0."""
    stream = Stream()
    stream.records("PoliceReportFiled", "polres", at=zero, **OF_FILE)
    stream.records("InvestigationOrdered", "polres", at=zero, **ordered(zero))
    return stream
