"""What a field of an event takes, in words: a code list, a date, a list of objects and what each holds."""

from collections.abc import Mapping

from msgspec import inspect

from domain.catalogue.registry import EventType

_SIMPLE = {
    inspect.UUIDType: "UUID",
    inspect.DateType: "date",
    inspect.DateTimeType: "time with its offset",
    inspect.BoolType: "yes or no",
}


def form_of(entry: EventType) -> Mapping[str, str]:
    """By field of the type what it takes."""
    info = inspect.type_info(entry.full)
    assert isinstance(info, inspect.StructType), "an event is a struct"
    return {each.name: _words(each.type) for each in info.fields}


def _words(info: inspect.Type) -> str:
    match info:
        case inspect.Metadata(type=inner):
            return _words(inner)
        case inspect.UnionType(types=types):
            return _words(next(each for each in types if not isinstance(each, inspect.NoneType)))
        case inspect.VarTupleType(item_type=item):
            return f"list of {_words(item)}"
        case inspect.EnumType(cls=codes):
            return f"code {codes.__name__}"
        case inspect.StructType(cls=cls, fields=fields):
            members = ", ".join(f"{each.name}" if each.required else f"{each.name}?" for each in fields)
            return f"{cls.__name__} ({members})"
        case inspect.StrType():
            return _text(info)
        case inspect.IntType():
            return _number(info)
    return _SIMPLE[type(info)]


def _text(info: inspect.StrType) -> str:
    return f"text up to {info.max_length}" if not info.pattern else f"text of a form, up to {info.max_length}"


def _number(info: inspect.IntType) -> str:
    return f"number {info.ge} to {info.le}"
