"""The generated JSON Schemas and catalogue entries."""

import json
from typing import Any

import jsonschema
import pytest

from domain.catalogue import REGISTRY, EventType
from domain.catalogue.schema import DIALECT, describe, json_schema
from tests.domain.catalogue.examples import full_data, least_data

each_type = pytest.mark.parametrize("entry", REGISTRY.values(), ids=lambda entry: entry.name)


def validator(entry: EventType) -> jsonschema.Draft202012Validator:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(json_schema(entry), format_checker=checker)


@each_type
def test_a_schema_is_json_schema_2020_12(entry: EventType) -> None:
    schema = json_schema(entry)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert json.loads(json.dumps(schema)) == schema


@each_type
def test_a_schema_accepts_what_the_type_accepts(entry: EventType) -> None:
    for data in (full_data(entry), least_data(entry)):
        assert list(validator(entry).iter_errors(data)) == []


@each_type
def test_a_schema_refuses_unknown_and_missing_members(entry: EventType) -> None:
    least = least_data(entry)
    assert not validator(entry).is_valid({**least, "later": 1})
    for name in least:
        assert not validator(entry).is_valid({key: value for key, value in least.items() if key != name})


@each_type
def test_a_schema_labels_every_field_and_names_its_class(entry: EventType) -> None:
    properties = json_schema(entry)["properties"]
    assert set(properties) == set(entry.fields)
    for name, info in entry.fields.items():
        assert properties[name]["x_label"] == {"id": info.label_id, "en": info.label_en}
        assert properties[name]["x_data_class"] == info.data_class.names()[0]


@each_type
def test_a_schema_labels_every_code(entry: EventType) -> None:
    for definition in json_schema(entry).get("$defs", {}).values():
        if "enum" in definition:
            assert list(definition["x_labels"]) == definition["enum"]


@each_type
def test_members_of_an_object_carry_no_class_of_their_own(entry: EventType) -> None:
    for definition in json_schema(entry).get("$defs", {}).values():
        for member in definition.get("properties", {}).values():
            assert "x_data_class" not in member
            assert set(member["x_label"]) == {"id", "en"}


@each_type
def test_an_entry_is_plain_data_and_complete(entry: EventType) -> None:
    described: dict[str, Any] = describe(entry)
    assert json.loads(json.dumps(described)) == described
    assert described["authority"] == sorted(entry.agencies)
    assert described["audience"]["name"] == entry.audience
    assert "*" in described["audience"]["levels"]
    assert described["description"]
    assert [each["name"] for each in described["fields"]] == list(entry.fields)


def test_an_entry_tells_a_decision_its_code_and_what_makes_it_stale() -> None:
    described = describe(REGISTRY["FileComplete"])
    assert described["kind"] == "decision"
    assert described["legal_code"] == "P-21"
    assert "FileResubmitted" in described["stale_on"]
    assert described["label"] == {"id": "Berkas dinyatakan lengkap", "en": "File complete"}


def test_an_entry_lists_its_aliases() -> None:
    assert describe(REGISTRY["ServiceOpened"])["aliases"] == {
        "HealthServiceOpened": {"service": "health_rehabilitation"}
    }
