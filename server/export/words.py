"""What names, codes and classes are called in a copy, in Indonesian and English."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from domain.catalogue import EventType
from domain.catalogue.consent_codes import DataClassName
from domain.catalogue.fields import Code, DataClass
from domain.catalogue.registry import FieldInfo
from server.export.shapes import FieldEntry, Words


def words_of(labelled: Any) -> Words:
    """The labels of a code, a type or a field."""
    return {"id": labelled.label_id, "en": labelled.label_en}


def words_in(codes: type[Code], value: str) -> Words:
    """What a code of the list means; KeyError for one that is not in it."""
    return words_of({each.value: each for each in codes}[value])


def class_words(name: str) -> Words:
    """What a data class is called."""
    return words_in(DataClassName, name)


def names_of(classes: int) -> list[str]:
    """The names of a DataClass mask; the case class for none."""
    return list(DataClass(classes).names())


def field_entries(event_type: EventType, members: Mapping[str, Any]) -> list[FieldEntry]:
    """The fields of an event in the order of the catalogue."""
    return [
        FieldEntry(
            name=name,
            label=words_of(info),
            data_class=info.data_class.names()[0],
            value=members[name],
            words=_words(info, members[name]),
        )
        for name, info in event_type.fields.items()
        if name in members
    ]


def _words(info: FieldInfo, value: Any) -> list[Words] | UnsetType:
    """What the codes of a value mean; UNSET where it is not made of codes alone."""
    values = value if isinstance(value, list) else [value]
    if info.codes is None or not all(isinstance(each, str) for each in values):
        return UNSET
    known = {each.value: each for each in info.codes}
    return [words_of(known[each]) for each in values if each in known] or UNSET
