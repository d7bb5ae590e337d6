"""The one table of event types: what each is called, who may record it, who may see it, what it holds."""

import inspect
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar

import msgspec

from domain.catalogue.fields import Code, DataClass, code_list_of

Kind = Literal["statement", "decision"]
Stream = Literal["case", "registry", "duplicates", "coordination"]
_TYPE = re.compile(r"jejak\.([A-Za-z]{1,60})\.v([1-9][0-9]{0,2})\Z")


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every event type; its fields are the members of `data` with all disclosures opened."""


class FieldInfo(msgspec.Struct, frozen=True):
    """One member of an event's `data`. `codes` is the closed list its values are drawn from, if any."""

    name: str
    data_class: DataClass
    label_id: str
    label_en: str
    required: bool
    codes: type[Code] | None = None


class EventType(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """All that is known of one event type. `full` decodes data with every disclosure and refuses unknown
    members; `body` holds the case-class fields alone and ignores the rest (`_sd` among them)."""

    name: str
    version: int
    chapter: str
    kind: Kind
    stream: Stream
    opens_case: bool
    agencies: frozenset[str]
    audience: str
    stale_on: frozenset[str]
    label_id: str
    label_en: str
    legal_code: str | None
    fields: Mapping[str, FieldInfo]
    full: type[Event]
    body: type[msgspec.Struct]
    narrative_as: DataClass
    summary_to: Mapping[DataClass, frozenset[str]]
    person_field: str | None
    joint_with: tuple[str, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    aliases: Mapping[str, Mapping[str, str]]
    type: str


REGISTRY: dict[str, EventType] = {}
_BY_TYPE: dict[str, EventType] = {}
_E = TypeVar("_E", bound=type[Event])


def by_type(type_string: str) -> EventType | None:
    """The event type of a CloudEvents `type` in any known version, or None."""
    return _BY_TYPE.get(type_string)


def version_of(type_string: str) -> int:
    """The schema version a CloudEvents `type` names; ValueError where it is not one of ours."""
    match = _TYPE.match(type_string)
    if match is None:
        raise ValueError("not a type of the catalogue")
    return int(match[2])


def event_type(
    *,
    label_id: str,
    label_en: str,
    by: Iterable[str],
    audience: str,
    kind: Kind = "statement",
    stale_on: Iterable[str] = (),
    version: int = 1,
    stream: Stream = "case",
    opens_case: bool = False,
    legal_code: str | None = None,
    narrative_as: DataClass = DataClass.NARRATIVE,
    summary_to: Mapping[DataClass, Iterable[str]] | None = None,
    person_field: str | None = None,
    joint_with: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    stops: tuple[str, ...] = (),
    aliases: Mapping[str, Mapping[str, str]] | None = None,
) -> Callable[[_E], _E]:
    """Enters an event class in the REGISTRY. `by`: kinds of agency that may record it (authority).

    `stale_on`: class names of the types that, recorded meanwhile by another agency, make this decision stale
    (DESIGN section 3). `narrative_as`: the class whose cell of the access matrix judges the narrative field.
    `summary_to`: the kinds whose matrix cell is S and that do receive that class from this type.
    """

    def enter(cls: _E) -> _E:
        name = cls.__name__
        fields = _fields_of(cls)
        body = _body_of(cls, fields)
        entry = EventType(
            name=name,
            version=version,
            type=f"jejak.{name}.v{version}",
            chapter=cls.__module__.split(".")[2],
            kind=kind,
            stream=stream,
            opens_case=opens_case,
            agencies=frozenset(by),
            audience=audience,
            stale_on=frozenset(stale_on),
            label_id=label_id,
            label_en=label_en,
            legal_code=legal_code,
            fields=fields,
            full=cls,
            body=body,
            narrative_as=narrative_as,
            summary_to={each: frozenset(kinds) for each, kinds in (summary_to or {}).items()},
            person_field=person_field,
            joint_with=joint_with,
            starts=starts,
            stops=stops,
            aliases=aliases or {},
        )
        _register(entry)
        return cls

    return enter


def decode_full(event_type: EventType, data: Mapping[str, Any]) -> Event:
    """`data` merged with its disclosures, as the event's class. msgspec.ValidationError names the path."""
    return msgspec.convert(data, event_type.full, strict=True)


def decode_body(event_type: EventType, data: Mapping[str, Any]) -> Any:
    """The case-class members of `data` as the event's body struct; every other member is ignored."""
    return msgspec.convert(data, event_type.body, strict=True)


def source_note(event_type: EventType) -> str:
    """The docstring of the type: what it states and the article, form or reference it comes from."""
    return inspect.cleandoc(event_type.full.__doc__ or "")


def _register(entry: EventType) -> None:
    if entry.name in REGISTRY:
        raise ValueError(f"{entry.name} stands in the catalogue twice")
    REGISTRY[entry.name] = entry
    for version in range(1, entry.version + 1):
        _BY_TYPE[f"jejak.{entry.name}.v{version}"] = entry


def _fields_of(cls: type[Event]) -> dict[str, FieldInfo]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return {each.name: _field_info(each, hints[each.name]) for each in msgspec.structs.fields(cls)}


def _field_info(each: msgspec.structs.FieldInfo, hint: Any) -> FieldInfo:
    notes = [meta.extra for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, msgspec.Meta)]
    note = next((extra for extra in reversed(notes) if extra and "data_class" in extra), None)
    if note is None:
        raise TypeError(f"field {each.name} has no data class and labels")
    return FieldInfo(
        name=each.name,
        data_class=note["data_class"],
        label_id=note["label_id"],
        label_en=note["label_en"],
        required=each.required,
        codes=code_list_of(hint),
    )


def _body_of(cls: type[Event], fields: Mapping[str, FieldInfo]) -> type[msgspec.Struct]:
    hints = typing.get_type_hints(cls, include_extras=True)
    kept: list[Any] = []
    for each in msgspec.structs.fields(cls):
        if fields[each.name].data_class is not DataClass.CASE:
            continue
        member = (each.name, hints[each.name])
        kept.append(member if each.required else (*member, each.default))
    name, module = f"{cls.__name__}Body", cls.__module__
    return msgspec.defstruct(name, kept, frozen=True, kw_only=True, gc=False, module=module)
