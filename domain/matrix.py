"""The access matrix: reference/domain.md section 3.2 as a table, read into masks by kind and event type."""

from __future__ import annotations

import tomllib
from typing import NamedTuple

import msgspec

from domain.catalogue import REGISTRY, EventType
from domain.catalogue.audiences import level
from domain.catalogue.fields import DataClass

NO_LEVEL, STAGE_LEVEL, BODY_LEVEL = 0, 1, 2
_LEVELS = {"nothing": NO_LEVEL, "stage": STAGE_LEVEL, "body": BODY_LEVEL}

# Plain ints: flag arithmetic costs half a microsecond, and masks are read for every event and every reader.
VICTIM = int(DataClass.VICTIM_IDENTITY)
REPORTER = int(DataClass.REPORTER_IDENTITY)
NARRATIVE = int(DataClass.NARRATIVE)
ALL_CLASSES = (NARRATIVE << 1) - 1

COLUMNS: dict[str, int] = {each.name.lower(): each.value for each in DataClass if each.name and each.value}
LETTERS = frozenset("FSPCTOB")
# UU 27/2022 art 53: who watches over the processing of personal data reviews emergency access.
REVIEWS_EMERGENCIES = "dpo"


class Plan(NamedTuple):
    """What the matrix and the catalogue say of one type for one kind, as masks over the classes of an event.

    `identity` and `reporter`: the classes here that are judged as victim or reporter identity, the narrative
    among them where its type says so. `narrative_as`: what the narrative is judged as. `emergency`: what
    break-glass may open, never the narrative: it may be of several persons. `reviewed`: whether the kind
    reviews what such an event says by its office, on the case or not.
    """

    level: int
    full: int
    summary: int
    consent: int
    timed: int
    identity: int
    reporter: int
    narrative_as: int
    emergency: int
    reviewed: bool


class Matrix(msgspec.Struct, frozen=True):
    """The access matrix in force: `cells[kind][column]` are letters, see rules/access_matrix.toml."""

    version: int
    cells: dict[str, dict[str, str]]
    plans: dict[str, dict[str, Plan]]

    @classmethod
    def parse(cls, toml_text: str) -> Matrix:
        """The matrix in a TOML text; ValueError when a row lacks a class or a cell has an unknown letter."""
        table = tomllib.loads(toml_text)
        cells: dict[str, dict[str, str]] = table["cells"]
        for kind, row in cells.items():
            _check_row(kind, row)
        return cls(table["version"], cells, {kind: _plans(kind, row) for kind, row in cells.items()})

    def cell(self, kind: str, column: str) -> str:
        """The letters of one cell; "-" for a kind without a row."""
        return self.cells.get(kind, {}).get(column, "-")

    def plan(self, kind: str, type_name: str) -> Plan:
        """What holds for one type and kind; nothing for a kind without a row."""
        row = self.plans.get(kind)
        return row.get(type_name, _NO_PLAN) if row else _NO_PLAN


_NO_PLAN = Plan(NO_LEVEL, 0, 0, 0, 0, 0, 0, 0, 0, False)


def _plans(kind: str, row: dict[str, str]) -> dict[str, Plan]:
    return {name: _plan(event_type, kind, row) for name, event_type in REGISTRY.items()}


def _plan(event_type: EventType, kind: str, row: dict[str, str]) -> Plan:
    narrative_as = int(event_type.narrative_as)
    return Plan(
        level=_LEVELS[level(event_type.audience, kind)],
        full=_mask(row, "F", narrative_as),
        summary=_mask(row, "S", narrative_as) & _named(event_type, kind, narrative_as),
        consent=_mask(row, "C", narrative_as),
        timed=_mask(row, "T", narrative_as),
        identity=_judged_as(VICTIM, narrative_as),
        reporter=_judged_as(REPORTER, narrative_as),
        narrative_as=narrative_as,
        emergency=_mask(row, "B", 0),
        reviewed=kind == REVIEWS_EMERGENCIES and event_type.audience == "emergency",
    )


def _mask(row: dict[str, str], letter: str, narrative_as: int) -> int:
    """The classes whose cell has the letter, the narrative by the cell of what it is judged as."""
    mask = sum(bit for column, bit in COLUMNS.items() if letter in row[column])
    return mask | NARRATIVE if mask & narrative_as else mask & ~NARRATIVE


def _named(event_type: EventType, kind: str, narrative_as: int) -> int:
    mask = sum(int(each) for each, kinds in event_type.summary_to.items() if kind in kinds)
    return mask | NARRATIVE if mask & narrative_as else mask & ~NARRATIVE


def _judged_as(judged: int, narrative_as: int) -> int:
    return judged | NARRATIVE if narrative_as == judged else judged


def _check_row(kind: str, row: dict[str, str]) -> None:
    missing = COLUMNS.keys() - row.keys()
    if missing:
        raise ValueError(f"the access matrix lacks {', '.join(sorted(missing))} for {kind}")
    for column in COLUMNS:
        if row[column] != "-" and not (row[column] and LETTERS.issuperset(row[column])):
            raise ValueError(f"the access matrix has an unknown letter for {kind}, {column}")
