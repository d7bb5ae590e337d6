"""The articles that are held for a file at a moment, and the highest penalty among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from domain.shapes.files import ArticlesHeld

_PARAGRAPHS = re.compile(r"\(.*")


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


def articles_at(history: tuple[ArticlesHeld, ...], at: datetime) -> tuple[str, ...]:
    """The articles in force at a moment: those stated last by when that happened."""
    before = [held for held in history if held.at <= at]
    return max(before, key=_order).articles if before else ()


def changes_between(history: tuple[ArticlesHeld, ...], since: datetime, until: datetime) -> list[datetime]:
    """The moments after `since` and up to `until` at which other articles were stated, first first."""
    return sorted(held.at for held in history if since < held.at <= until)


def _order(held: ArticlesHeld) -> tuple[float, str, tuple[str, ...]]:
    return held.at.timestamp(), held.agency, held.articles


def _years(article: str, day: date, penalties: Penalties) -> int | None:
    for name in (article, _PARAGRAPHS.sub("", article)):
        rows = [row.years for row in penalties.get(name, ()) if row.holds(day)]
        if rows:
            return max(rows)
    return None
