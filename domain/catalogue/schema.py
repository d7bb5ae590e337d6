"""The catalogue in the form others read: JSON Schema 2020-12 of a type's data, and its entry in words."""

from typing import Any

import msgspec

from domain.catalogue.audiences import AUDIENCES
from domain.catalogue.fields import Code
from domain.catalogue.registry import EventType, FieldInfo, source_note

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(event_type: EventType) -> dict[str, Any]:
    """JSON Schema of the type's `data` with every disclosure opened.

    Members carry `x_data_class` and `x_label`; code lists carry `x_labels`, value by value.
    """
    schema = msgspec.json.schema(event_type.full)
    definitions = schema.pop("$defs")
    root = definitions.pop(event_type.name)
    for codes in Code.__subclasses__():
        if codes.__name__ in definitions:
            definitions[codes.__name__] |= {"enum": list(codes), "x_labels": code_labels(codes)}
    root |= {"$schema": DIALECT, "$id": f"urn:jejak:{event_type.type}", "title": event_type.type}
    root |= {"description": source_note(event_type), "x_label": _label(event_type)}
    if definitions:
        root["$defs"] = definitions
    return msgspec.json.decode(msgspec.json.encode(root))  # tuples and codes become plain JSON


def describe(event_type: EventType) -> dict[str, Any]:
    """One entry of the generated catalogue: who records it, who sees it, what it holds, in both languages."""
    return {
        "type": event_type.type,
        "name": event_type.name,
        "version": event_type.version,
        "chapter": event_type.chapter,
        "label": _label(event_type),
        "legal_code": event_type.legal_code,
        "description": source_note(event_type),
        "kind": event_type.kind,
        "stream": event_type.stream,
        "opens_case": event_type.opens_case,
        "authority": sorted(event_type.agencies),
        "audience": {"name": event_type.audience, "levels": dict(AUDIENCES[event_type.audience])},
        "stale_on": sorted(event_type.stale_on),
        "person_field": event_type.person_field,
        "joint_with": list(event_type.joint_with),
        "starts": list(event_type.starts),
        "stops": list(event_type.stops),
        "narrative_as": event_type.narrative_as.names()[0],
        "summary_to": {each.names()[0]: sorted(kinds) for each, kinds in event_type.summary_to.items()},
        "aliases": {alias: dict(fixed) for alias, fixed in event_type.aliases.items()},
        "fields": [_describe_field(info) for info in event_type.fields.values()],
    }


def code_labels(codes: type[Code]) -> dict[str, dict[str, str]]:
    """Each value of a code list with its label in both languages."""
    return {code.value: {"id": code.label_id, "en": code.label_en} for code in codes}


def _describe_field(info: FieldInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "data_class": info.data_class.names()[0],
        "required": info.required,
        "label": _label(info),
        "codes": code_labels(info.codes) if info.codes else None,
    }


def _label(named: EventType | FieldInfo) -> dict[str, str]:
    return {"id": named.label_id, "en": named.label_en}
