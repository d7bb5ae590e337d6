"""What an open item is, the kind it is of, and who owes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

OF_KIND = "kind:"  # no agency id has a colon


class ItemKind(NamedTuple):
    """A kind of open item: its code, its labels, the types that answer it, and why it is owed."""

    code: str
    label_id: str
    label_en: str
    answers: tuple[str, ...]
    basis: str


class OpenItem(NamedTuple):
    """One thing to do: what it is about (`ref`), since which log position, and the types that answer it."""

    kind: str
    ref: str
    since_position: int
    label_id: str
    label_en: str
    answers: tuple[str, ...]
    basis: str


Owed = Iterator[tuple[str, OpenItem]]  # who owes it (an agency, or `any_of` a kind), and what


def item(kind: ItemKind, ref: UUID | str, since: int) -> OpenItem:
    """The open item of a kind that arises from the event at a log position."""
    return OpenItem(kind.code, str(ref), since, kind.label_id, kind.label_en, kind.answers, kind.basis)


def any_of(kind: str) -> str:
    """Who owes what the law gives to a kind of office and not to one named in the case."""
    return OF_KIND + kind
