"""The copy as a page to read, in Indonesian and English; it loads nothing and runs nothing."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, StrictUndefined, Template
from msgspec import UNSET

from server.export.shapes import FieldEntry, SubjectCopy, Words
from server.export.words import class_words

PAGE = Path(__file__).with_name("page.html")
YES, NO = "ya / yes", "tidak / no"


def page(copy: SubjectCopy) -> str:
    """The page as HTML; whatever stands in the copy is escaped."""
    return _template().render(copy=copy)


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"both": both, "classes": classes, "value": value}
    return environment.from_string(PAGE.read_text())


def both(words: Words) -> str:
    """Words in both languages."""
    return words["id"] if words["id"] == words["en"] else f"{words['id']} / {words['en']}"


def classes(names: list[str]) -> str:
    """Data classes in words."""
    return ", ".join(both(class_words(name)) for name in names)


def value(entry: FieldEntry) -> str:
    """The value of a field as it is read: codes in words, members of an object by name."""
    if entry.words is not UNSET:
        return ", ".join(map(both, entry.words))
    return _text(msgspec.to_builtins(entry.value))


def _text(given: Any) -> str:
    if isinstance(given, bool):
        return YES if given else NO
    if isinstance(given, dict):
        return "; ".join(f"{name}: {_text(each)}" for name, each in given.items() if each is not None)
    return ", ".join(map(_text, given)) if isinstance(given, list) else str(given)
