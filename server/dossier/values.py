"""What the fields of an event say, in the words of the catalogue: codes, dates, articles and offices by name.

Ids that tell nothing to a reader are shortened here; they stand in full in the signed body.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from domain.catalogue import EventType
from domain.catalogue.fields import AgencyId, Article, Code, Document, Sha256
from server.dossier.dates import day_text, moment_text
from server.dossier.shapes import Line, Words
from server.export.words import words_of

SHORT = 16  # characters of a hash that are printed
SHORT_ID = 8
TECHNICAL = frozenset({"bytes", "mediatype"})  # of a document, and of no interest to a reader
NUMBER = "number"  # first in an item of a list
YES, NO = {"id": "ya", "en": "yes"}, {"id": "tidak", "en": "no"}
LANGUAGES = ("id", "en")

_ARTICLE = re.compile(r"(?P<law>[A-Z]+)(?:-(?P<number>[0-9]+))?(?:-(?P<year>[0-9]{4}))?:(?P<article>.+)")
_AGENCY, _LAW, _HASH = (get_args(each)[1] for each in (AgencyId, Article, Sha256))


class Naming(NamedTuple):
    """How offices are called, where the days of the case begin, and which ids every step would repeat."""

    office: Callable[[str], str]
    zone: tzinfo
    known_ids: frozenset[str]


def alike(text: str) -> Words:
    """What reads the same in both languages."""
    return dict.fromkeys(LANGUAGES, text)


def lines_of(event_type: EventType, members: Mapping[str, Any], naming: Naming) -> list[Line]:
    """The members of an event's data that say something, in the order of the catalogue. `members`: as
    msgspec.to_builtins has them."""
    hints = _hints(event_type.full)
    said = (
        Line(label=words_of(info), values=list(_said(hints[name], members.get(name), naming)))
        for name, info in event_type.fields.items()
    )
    return [line for line in said if line.values]


@cache
def _hints(cls: type) -> Mapping[str, Any]:
    return get_type_hints(cls, include_extras=True)


def stated(data: msgspec.Struct) -> dict[str, Any]:
    """The members of an event's data that say something else than their default."""
    fields = ((each.name, each.default) for each in msgspec.structs.fields(data))
    told = {name: getattr(data, name) for name, default in fields if getattr(data, name) != default}
    return dict(msgspec.to_builtins(told))


def _said(hint: Any, value: Any, naming: Naming) -> Iterator[Words]:
    """Every value of a field; none for what is empty or repeated at every step."""
    if value is None or (isinstance(value, str) and value.partition("/")[0] in naming.known_ids):
        return
    kind, notes = _bare(hint)
    if isinstance(value, list | tuple):
        of = get_args(kind)
        for each in value:
            yield from _said(of[0] if of else Any, each, naming)
    elif isinstance(value, dict):
        yield _members(kind, value, naming)
    else:
        yield _one(kind, notes, value, naming)


def _bare(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its notes and without None, and the notes."""
    notes: tuple[Any, ...] = ()
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint, *more = get_args(hint)
            notes += tuple(more)
        elif origin in (Union, UnionType):
            kinds = [each for each in get_args(hint) if each is not NoneType]
            if len(kinds) != 1:
                return Any, notes
            hint = kinds[0]
        else:
            return hint, notes


def _one(kind: Any, notes: tuple[Any, ...], value: Any, naming: Naming) -> Words:
    if isinstance(value, bool):
        return YES if value else NO
    text = str(value)
    if isinstance(kind, type) and issubclass(kind, Code):
        return _code(next(each for each in kind if each.value == text))
    if kind is datetime:
        return alike(moment_text(datetime.fromisoformat(text), naming.zone))
    if kind is date:
        return alike(day_text(date.fromisoformat(text)))
    if kind is UUID:
        return alike(f"{text[:SHORT_ID]}…")
    return _noted(notes, text, naming)


def _noted(notes: tuple[Any, ...], text: str, naming: Naming) -> Words:
    """What a text is follows from the pattern that the catalogue gives it."""
    if _AGENCY in notes:
        return alike(naming.office(text))
    if _LAW in notes:
        return article_said(text)
    return alike(f"{text[:SHORT]}…" if _HASH in notes else text)


def _code(code: Code) -> Words:
    """A code in words; one that people use themselves (M1, P-19) beside them."""
    words = words_of(code)
    used = code.value.isupper() and code.value not in words["id"].replace("-", "")
    return {each: f"{words[each]} ({code.value})" for each in LANGUAGES} if used else words


def article_said(article: str) -> Words:
    """`UU-21-2007:2` as it is cited: UU 21/2007 Pasal 2."""
    found = _ARTICLE.fullmatch(article)
    if found is None:
        return alike(article)
    numbered = "/".join(each for each in (found["number"], found["year"]) if each)
    law = f"{found['law']} {numbered}".strip()
    return {"id": f"{law} Pasal {found['article']}", "en": f"{law} art {found['article']}"}


def _members(kind: Any, value: Mapping[str, Any], naming: Naming) -> Words:
    """An object in one line: its number, then its members by their labels; the label is spared where there is
    one member alone."""
    hints = _hints(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else {}
    numbered = next(iter(value), None) == NUMBER
    passed_over = {NUMBER} if numbered else TECHNICAL if kind is Document else set()
    lines = [
        Line(label=_label(hints.get(name, Any), name), values=said)
        for name, member in value.items()
        if name not in passed_over and (said := list(_said(hints.get(name, Any), member, naming)))
    ]
    number = f"{value[NUMBER]}. " if numbered else ""
    return {each: number + _in_line(lines, each) for each in LANGUAGES}


def _in_line(lines: Sequence[Line], language: str) -> str:
    told = [(line.label[language], ", ".join(words[language] for words in line.values)) for line in lines]
    return told[0][1] if len(told) == 1 else "; ".join(f"{label}: {said}" for label, said in told)


def _label(hint: Any, name: str) -> Words:
    notes = (note.extra for note in _bare(hint)[1] if isinstance(note, msgspec.Meta) and note.extra)
    found = next((extra for extra in notes if "label_id" in extra), None)
    return {"id": found["label_id"], "en": found["label_en"]} if found else alike(name)
