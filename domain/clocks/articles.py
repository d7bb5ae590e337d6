"""The articles that are held for a file at a moment, and the highest penalty among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from domain.events import EventHead, Marks
from domain.fold.file_views import IN_FORCE, PHASES
from domain.fold.files import STATES_ARTICLES
from domain.shapes.files import ArticlesHeld, PoliceFile

_PARAGRAPHS = re.compile(r"\(.*")
_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)
# The types after whose events other articles may be in force: detention and limitation hang on those.
MAY_CHANGE_ARTICLES = STATES_ARTICLES | PHASES.keys() | {"PositionRecorded"}


class Penalty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The highest term of imprisonment of one article in years, while it is in force."""

    article: str
    years: int
    since: date | None = None
    before: date | None = None
    basis: str
    mark: str

    def holds(self, day: date) -> bool:
        """Whether the row is in force on that day."""
        return (self.since is None or self.since <= day) and (self.before is None or day < self.before)


class InForce(NamedTuple):
    """The articles in force from a moment on."""

    at: datetime
    articles: tuple[str, ...]


Penalties = Mapping[str, tuple[Penalty, ...]]


def read_penalties(content: Mapping[str, Any]) -> Penalties:
    """The rows of a table of penalties by article; msgspec.ValidationError for one that is not a row."""
    found: dict[str, list[Penalty]] = {}
    for row in msgspec.convert(content["penalties"], tuple[Penalty, ...]):
        found.setdefault(row.article, []).append(row)
    return {article: tuple(rows) for article, rows in found.items()}


def highest_penalty(articles: Iterable[str], day: date, penalties: Penalties) -> int | None:
    """The most years of imprisonment that any of the articles threatens on a day.

    None where none of them stands in the table and so nobody can say. An article is looked up with its
    paragraphs, then without.
    """
    years = [_years(article, day, penalties) for article in articles]
    known = [each for each in years if each is not None]
    return max(known) if known else None


def articles_in_force(file: PoliceFile, events: Iterable[EventHead]) -> tuple[InForce, ...]:
    """The articles in force of a file from each moment on, first first: those that the office which has it
    stated last, by when that happened. What another side suggests or holds is a view, not yet the charge.

    `events`: those of the case that count.
    """
    passed = [
        (_when(head), PHASES[head.type]) for head in events if head.type in PHASES and head.about == file.id
    ]
    moments = {held.at for held in file.article_history} | {at for at, _ in passed}
    return tuple(InForce(at, _held(file, at, _phase(passed, at))) for at in sorted(moments))


def articles_at(history: tuple[InForce, ...], at: datetime) -> tuple[str, ...]:
    """The articles in force at a moment."""
    return next((each.articles for each in reversed(history) if each.at <= at), ())


def changes_between(history: tuple[InForce, ...], since: datetime, until: datetime) -> list[datetime]:
    """The moments after `since` and up to `until` from which others may be in force, first first."""
    return [each.at for each in history if since < each.at <= until]


def _phase(passed: list[tuple[datetime, int]], at: datetime) -> int:
    return max((phase for since, phase in passed if since <= at), default=0)


def _held(file: PoliceFile, at: datetime, phase: int) -> tuple[str, ...]:
    """What the side that has the file in that phase stated last by then, another where it said nothing."""
    before = [held for held in file.article_history if held.at <= at]
    for side in IN_FORCE[phase]:
        stated = [held for held in before if held.side == side]
        if stated:
            return max(stated, key=_order).articles
    return ()


def _when(head: EventHead) -> datetime:
    return head.recordedat if head.marks & _CLOCK_SUSPECT else head.occurred


def _order(held: ArticlesHeld) -> tuple[float, str, tuple[str, ...]]:
    return held.at.timestamp(), held.agency, held.articles


def _years(article: str, day: date, penalties: Penalties) -> int | None:
    for name in (article, _PARAGRAPHS.sub("", article)):
        rows = [row.years for row in penalties.get(name, ()) if row.holds(day)]
        if rows:
            return max(rows)
    return None
