"""All tables of clocks that this version brings along, in every version of them that was ever in force.

A file says its kind, its table and its version, and is never changed once adopted: a new version is a new
file beside it. So a clock that started under an earlier set of rules still runs by that set.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

import msgspec

from domain.clocks.articles import Penalties, read_penalties
from domain.clocks.detention_limits import DetentionLimits, read_detention
from domain.clocks.limitation_periods import LimitationPeriods, read_limitation
from domain.clocks.reader import RawTable, pauses_of, rows_of
from domain.clocks.rows import Pausing, Row, Trigger

HOLIDAYS = "holidays"
_T = TypeVar("_T")


class Acts(NamedTuple):
    """When an act counts, by type the field that holds its date; and what each type explains of a change."""

    dated: Mapping[str, str]
    explains: Mapping[str, str]


class Book(msgspec.Struct, frozen=True, dict=True):
    """The rules in force under one version."""

    version: int
    rows: Mapping[str, Row]
    pauses: tuple[Pausing, ...]
    penalties: Penalties
    detention: DetentionLimits
    limitation: LimitationPeriods

    @cached_property
    def started_by(self) -> Mapping[str, tuple[Trigger, ...]]:
        """By event type what it may start; what a row names stands before what only implies its start."""
        rows = self.rows.values()
        return _by_type(
            (clause.type, Trigger(row, clause.conditions, presumed))
            for row in rows
            for clauses, presumed in ((row.start, False), (row.presumed, True))
            for clause in clauses
        )

    @cached_property
    def received_by(self) -> Mapping[str, tuple[Trigger, ...]]:
        """By event type what it may start once the log has it."""
        return _by_type(
            (clause.type, Trigger(row, clause.conditions, False))
            for row in self.rows.values()
            for clause in row.received
        )


class ClockTables(msgspec.Struct, frozen=True, dict=True):
    """Every version of the rules and of the holidays, and their hashes for `RulesAdopted`."""

    books: Mapping[int, Book]
    holidays: Mapping[int, Mapping[date, str]]
    acts: Acts
    hashes: Mapping[tuple[str, int], str]

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> ClockTables:
        """The tables in TOML texts by file name. Raises ValueError for one that does not hold together."""
        files = [_File(name, text, tomllib.loads(text)) for name, text in sorted(texts.items())]
        rules = [file for file in files if file.kind != HOLIDAYS]
        days = [file for file in files if file.kind == HOLIDAYS]
        books = {version: _book(version, _standing(rules, version)) for version in _versions(rules)}
        holidays = {version: _days(_standing(days, version)) for version in _versions(days)}
        hashes = {("clocks", version): _hash(_standing(rules, version)) for version in books}
        hashes |= {("holidays", version): _hash(_standing(days, version)) for version in holidays}
        return cls(books, holidays, _acts(_standing(rules, max(books))), hashes)

    @property
    def newest_of(self) -> dict[str, int]:
        """The newest version of each kind of table that is adopted in the log."""
        return {"clocks": max(self.books), "holidays": max(self.holidays)}

    @cached_property
    def newest(self) -> Book:
        """The newest version of the rules."""
        return self.books[max(self.books)]

    @cached_property
    def stopped_by(self) -> Mapping[str, tuple[Trigger, ...]]:
        """By event type what it may stop, under every version of the rules, the newest of each."""
        return self._stopping(by_its_own_word=False)

    @cached_property
    def said_by(self) -> Mapping[str, tuple[Trigger, ...]]:
        """By event type the clocks of which it may say itself when they were met, after it started them."""
        return self._stopping(by_its_own_word=True)

    @cached_property
    def renewed_by(self) -> Mapping[str, tuple[Trigger, ...]]:
        """By event type what is owed once more after it, under every version of the rules."""
        return _by_type(
            (clause.type, Trigger(row, clause.conditions, False))
            for row in self._newest_rows.values()
            for clause in row.anew
        )

    @cached_property
    def _newest_rows(self) -> Mapping[str, Row]:
        return {row.rule: row for _, book in sorted(self.books.items()) for row in book.rows.values()}

    @cached_property
    def paused_by(self) -> Mapping[str, tuple[Pausing, ...]]:
        """By event type the pauses that it may begin or end."""
        pauses = self.newest.pauses
        return _by_type((clause.type, each) for each in pauses for clause in each.pause + each.resume)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The types whose events start, stop, renew, pause or resume clocks."""
        named = self.stopped_by.keys() | self.said_by.keys() | self.paused_by.keys() | self.renewed_by.keys()
        for book in self.books.values():
            named |= book.started_by.keys() | book.received_by.keys()
        return frozenset(named)

    def touched_by(self, type_name: str, receipt: bool) -> frozenset[str]:
        """The rules whose clocks an act may start or move, under any version; counted from its receipt it
        only starts some. Acts that touch no rule in common may be told in any order."""
        touched = self._touched_by_receipt if receipt else self._touched
        return touched.get(type_name, frozenset())

    def _stopping(self, by_its_own_word: bool) -> Mapping[str, tuple[Trigger, ...]]:
        return _by_type(
            (clause.type, Trigger(row, clause.conditions, False))
            for row in self._newest_rows.values()
            for clause in row.stop
            if (row.stopped_on is not None) == by_its_own_word
        )

    @cached_property
    def _touched(self) -> Mapping[str, frozenset[str]]:
        """A pause touches every clock of its tables, whatever it is about."""
        books = self.books.values()
        maps = [self.stopped_by, self.said_by, self.renewed_by, *(book.started_by for book in books)]
        named = [(name, trigger.row.rule) for each in maps for name, all_ in each.items() for trigger in all_]
        paused = [
            (name, rule)
            for name, pausings in self.paused_by.items()
            for pausing in pausings
            for rule, row in self._newest_rows.items()
            if row.table in pausing.tables
        ]
        return {name: frozenset(rules) for name, rules in _by_type(named + paused).items()}

    @cached_property
    def _touched_by_receipt(self) -> Mapping[str, frozenset[str]]:
        starts = [each for book in self.books.values() for each in book.received_by.items()]
        named = [(name, trigger.row.rule) for name, triggers in starts for trigger in triggers]
        return {name: frozenset(rules) for name, rules in _by_type(named).items()}

    def row(self, rule: str) -> Row | None:
        """The newest row of a rule; None for one that is no row (detention, limitation)."""
        return self.newest.rows.get(rule)


class _File(NamedTuple):
    name: str
    text: str
    content: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def version(self) -> int:
        return int(self.content["version"])

    @property
    def table(self) -> str:
        return str(self.content.get("table", self.kind))


def _versions(files: list[_File]) -> list[int]:
    return sorted({file.version for file in files})


def _standing(files: list[_File], version: int) -> list[_File]:
    """Of each table the file with the highest version up to this one."""
    standing: dict[tuple[str, str], _File] = {}
    for file in sorted(files, key=lambda each: each.version):
        if file.version <= version:
            standing[file.kind, file.table] = file
    return sorted(standing.values())


def _hash(files: list[_File]) -> str:
    """SHA-256 over the hashes of the files by their names, as `sha256sum` prints them."""
    lines = (f"{sha256(file.text.encode()).hexdigest()}  {file.name}\n" for file in files)
    return sha256("".join(lines).encode()).hexdigest()


def _book(version: int, files: list[_File]) -> Book:
    raw = [msgspec.convert(file.content, RawTable) for file in files if file.kind == "clocks"]
    rows = [row for table in raw for row in rows_of(table)]
    if len({row.rule for row in rows}) != len(rows):
        raise ValueError("a rule stands twice in the tables")
    return Book(
        version,
        {row.rule: row for row in rows},
        tuple(pausing for table in raw for pausing in pauses_of(table)),
        read_penalties(_one(files, "penalties")),
        read_detention(_one(files, "detention")),
        read_limitation(_one(files, "limitation")),
    )


def _one(files: list[_File], kind: str) -> dict[str, Any]:
    return next(file.content for file in files if file.kind == kind)


def _acts(files: list[_File]) -> Acts:
    content = _one(files, "acts")
    return Acts(content["dated"], content["explains"])


def _days(files: list[_File]) -> dict[date, str]:
    return {row["date"]: row["name"] for file in files for row in file.content["days"]}


def _by_type(named: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = {}
    for type_name, item in named:
        found.setdefault(type_name, []).append(item)
    return {name: tuple(each) for name, each in found.items()}
