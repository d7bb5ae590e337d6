"""What is read, what is refused, and how a refusal speaks: the field and the rule, never the value."""

import json
from typing import Any

import msgspec
import pytest

from domain.canonical import MAX_BODY
from domain.catalogue import REGISTRY, upcast
from domain.catalogue import registry as catalogue_registry
from domain.catalogue.fields import DataClass
from domain.directory import Directory, Key
from domain.disclosures import MAX_DISCLOSURES_BYTES
from domain.envelope import (
    Plain,
    Proposed,
    Signed,
    build_signed,
    form_hmac,
    parse_plain,
    parse_signed,
    verify_signed,
)
from domain.jws import MAX_SIGNED
from domain.problems import Refusal
from tests.domain.envelopes import parsed, salts, signed_bytes, wire
from tests.domain.vector_files import EVENTS, ORIGIN, directory, signer

SECRET = "Siti Nur Aminah"
REPORT = {**EVENTS[0]["plain"], "source": "/agencies/polres-ttu"}
FILE_SENT = EVENTS[1]


def plain(**changes: Any) -> Plain | Refusal:
    return parse_plain(json.dumps({**REPORT, **changes}).encode(), ORIGIN)


def with_data(**changes: Any) -> Plain | Refusal:
    return plain(data={**REPORT["data"], **changes})


def refused(outcome: object) -> Refusal:
    assert isinstance(outcome, Refusal)
    return outcome


def with_key(**changes: Any) -> Directory:
    """The registry of the vectors with the police key changed."""
    found = directory()
    kid = FILE_SENT["kid"]
    key = msgspec.structs.replace(found.keys[kid], **changes)
    return msgspec.structs.replace(found, keys={**found.keys, kid: key})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({SECRET: 1}, "data"),
        ({"victim_name": 5}, "data.victim_name"),
        ({"channel": SECRET}, "data.channel"),
        ({"victim_phone": SECRET}, "data.victim_phone"),
        ({"person": SECRET}, "data.person"),
        ({"routed_to": ["polres-ttu", SECRET]}, "data.routed_to[1]"),
        ({"child": SECRET}, "data.child"),
        ({"persons_reported": -1}, "data.persons_reported"),
        ({"capture": {"sha256": "0" * 64, SECRET: 1}}, "data.capture"),
        ({"capture": {"sha256": SECRET}}, "data.capture.sha256"),
        ({"capture": {}}, "data.capture.sha256"),
    ],
)
def test_a_refusal_of_data_names_the_path_and_never_the_value(changes: dict[str, Any], field: str) -> None:
    refusal = refused(with_data(**changes))
    assert refusal.field == field
    assert refusal.status == 422
    assert SECRET not in repr(refusal)
    assert refusal.rule.endswith(".")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"actor": SECRET}, "actor"),
        ({"subject": SECRET}, "subject"),
        ({"time": SECRET}, "time"),
        ({"type": SECRET}, "type"),
        ({"origin": SECRET}, "origin"),
        ({"basedon": SECRET}, "basedon"),
        ({"specversion": SECRET}, "specversion"),
        ({SECRET: 1}, None),
    ],
)
def test_a_refusal_of_an_attribute_names_it_and_never_the_value(
    changes: dict[str, Any], field: str | None
) -> None:
    refusal = refused(plain(**changes))
    assert refusal.field == field
    assert SECRET not in repr(refusal)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("channel", "pigeon", "The value is one of the listed codes."),
        ("person", "x", "The value is a UUID."),
        ("victim_name", "x" * 201, "The length is <= 200."),
        ("victim_phone", "0812", "The text has the form given by the schema."),
        ("persons_reported", -1, "The value is >= 0."),
        ("child", "no", "The value is of type bool | null."),
    ],
)
def test_a_refusal_of_a_value_says_the_rule(field: str, value: Any, rule: str) -> None:
    assert refused(with_data(**{field: value})).rule == rule


def test_the_catalogue_may_say_its_own_rule_across_fields() -> None:
    event = FILE_SENT["plain"]
    other = {**event["data"], "sha256": "0" * 64}
    refusal = refused(parse_plain(json.dumps({**event, "data": other}).encode(), ORIGIN))
    assert (refusal.type, refusal.field) == ("invalid_field", "data")
    assert refusal.rule != "The value is not one that the schema of the type allows."


@pytest.mark.parametrize("attribute", ["position", "caseversion", "recordedat", "assurance"])
def test_what_the_server_gives_no_publisher_may_send(attribute: str) -> None:
    refusal = refused(plain(**{attribute: 1}))
    assert (refusal.type, refusal.field) == ("unknown_attribute", attribute)
    assert "server" in refusal.rule


def test_a_plain_event_may_leave_out_its_origin_and_is_the_same_event() -> None:
    without = {name: value for name, value in REPORT.items() if name != "origin"}
    filled = parse_plain(json.dumps(without).encode(), ORIGIN)
    whole = plain()
    assert isinstance(filled, Plain)
    assert isinstance(whole, Plain)
    assert filled.body.origin == ORIGIN
    assert form_hmac(b"k" * 32, filled) == form_hmac(b"k" * 32, whole)


def test_the_content_type_of_the_data_is_accepted_and_dropped() -> None:
    typed = plain(datacontenttype="application/json")
    assert isinstance(typed, Plain)
    built = build_signed(typed, signer("polres-ttu"), salts(), None)
    assert isinstance(built, Proposed)
    assert b"datacontenttype" not in built.payload


def test_the_hmac_of_a_plain_event_depends_on_the_key() -> None:
    event = plain()
    assert isinstance(event, Plain)
    assert form_hmac(b"a" * 32, event) != form_hmac(b"b" * 32, event)


def test_an_attribute_that_is_null_is_the_same_as_one_left_out() -> None:
    empty, whole = plain(group=None, basedon=None), plain()
    assert isinstance(empty, Plain)
    assert isinstance(whole, Plain)
    assert empty.form == whole.form
    built = build_signed(empty, signer("polres-ttu"), salts(), None)
    assert isinstance(built, Proposed)
    assert b"null" not in built.payload


def test_the_classes_of_an_event_are_those_of_its_disclosures() -> None:
    built = build_signed(_plain(), signer("escrow/desa-ttu"), salts(), b"h")
    assert isinstance(built, Proposed)
    assert built.classes == DataClass.VICTIM_IDENTITY | DataClass.REPORTER_IDENTITY | DataClass.NARRATIVE
    assert built.assurance == "escrow"
    assert built.request_hmac == b"h"


def test_a_null_in_an_optional_classed_field_is_no_disclosure() -> None:
    event = with_data(victim_name=None, statement=None)
    assert isinstance(event, Plain)
    built = build_signed(event, signer("polres-ttu"), salts(), None)
    assert isinstance(built, Proposed)
    assert [each.field for each in built.disclosures] == ["reporter_phone"]


def test_every_disclosure_has_a_salt_of_its_own() -> None:
    built = build_signed(_plain(), signer("polres-ttu"), salts(), None)
    assert isinstance(built, Proposed)
    assert len({each.salt for each in built.disclosures}) == len(built.disclosures) == 3


def test_the_order_of_disclosures_on_the_wire_does_not_matter() -> None:
    raw = json.loads(signed_bytes(REPORT))
    raw["header"]["disclosures"].reverse()
    assert isinstance(parse_signed(json.dumps(raw).encode(), ORIGIN), Signed)


def test_an_event_without_disclosures_needs_no_header() -> None:
    event = dict(EVENTS[2]["flattened"])
    del event["header"]
    assert isinstance(parse_signed(json.dumps(event).encode(), ORIGIN), Signed)


def test_a_body_of_48_kib_is_read_and_one_byte_more_is_not() -> None:
    event = {**EVENTS[2]["plain"]}
    body = json.dumps({**event, "data": event["data"]}).encode()
    padded = body + b" " * (MAX_BODY - len(body))
    assert isinstance(parse_signed(wire(padded, [], "kejari-ttu"), ORIGIN), Signed)
    assert refused(parse_signed(wire(padded + b" ", [], "kejari-ttu"), ORIGIN)).type == "too_large"
    assert isinstance(parse_plain(padded, ORIGIN), Plain)
    assert refused(parse_plain(padded + b" ", ORIGIN)).type == "too_large"


def test_a_body_that_its_digests_carry_over_48_kib_is_refused() -> None:
    event = with_data(statement="z")
    assert isinstance(event, Plain)
    room = MAX_BODY - len(msgspec.json.encode(event.body))
    full = msgspec.structs.replace(event.body, basis="b" * room)
    assert len(msgspec.json.encode(full)) <= MAX_BODY
    grown = msgspec.structs.replace(event, body=full)
    assert refused(build_signed(grown, signer("polres-ttu"), salts(), None)).type == "too_large"


def test_disclosures_have_a_limit_of_their_own() -> None:
    outer = {**FILE_SENT["flattened"], "header": {"disclosures": ["A" * (MAX_DISCLOSURES_BYTES + 1)]}}
    assert refused(parse_signed(json.dumps(outer).encode(), ORIGIN)).type == "too_large"


def test_an_outer_object_is_measured_before_it_is_read() -> None:
    assert refused(parse_signed(b" " * (MAX_SIGNED + 1), ORIGIN)).type == "too_large"


def test_a_key_signs_after_its_registration_and_before_its_revocation_by_position() -> None:
    signed = parsed()
    assert isinstance(verify_signed(signed, with_key(from_position=10), ORIGIN), Proposed)
    assert isinstance(verify_signed(signed, with_key(until_position=12), ORIGIN), Proposed)
    assert refused(verify_signed(signed, with_key(from_position=11), ORIGIN)).type == "key_not_valid"
    assert refused(verify_signed(signed, with_key(until_position=11), ORIGIN)).type == "key_not_valid"


def test_a_revoked_key_signs_nothing_however_the_event_is_dated() -> None:
    long_ago = signed_bytes({**REPORT, "time": "1999-01-01T00:00:00Z"})
    signed = parse_signed(long_ago, ORIGIN)
    assert isinstance(signed, Signed)
    assert refused(verify_signed(signed, with_key(until_position=9), ORIGIN)).type == "key_not_valid"


@pytest.mark.parametrize("custody", ["root", "receipt", "escrow"])
def test_keys_of_other_uses_sign_no_events_of_cases(custody: str) -> None:
    assert refused(verify_signed(parsed(), with_key(custody=custody), ORIGIN)).type == "key_not_valid"


def test_a_device_key_signs_events() -> None:
    assert isinstance(verify_signed(parsed(), with_key(custody="device"), ORIGIN), Proposed)


def test_a_key_registered_for_another_agency_is_unknown() -> None:
    assert refused(verify_signed(parsed(), with_key(agency="kejari-ttu"), ORIGIN)).type == "key_unknown"


def test_another_key_under_the_registered_kid_does_not_verify() -> None:
    other: Key = directory().keys[EVENTS[2]["kid"]]
    refusal = refused(verify_signed(parsed(), with_key(public=other.public), ORIGIN))
    assert refusal.type == "signature_invalid"


def test_an_event_verified_for_another_deployment_is_refused() -> None:
    assert refused(verify_signed(parsed(), directory(), "staging.example")).type == "wrong_origin"


@pytest.fixture
def second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """FileComplete as if its version 1 had said `dossier` where version 2 says `file`."""
    newer = msgspec.structs.replace(REGISTRY["FileComplete"], version=2, type="jejak.FileComplete.v2")
    monkeypatch.setitem(catalogue_registry._BY_TYPE, "jejak.FileComplete.v1", newer)
    monkeypatch.setitem(upcast.STEPS, ("FileComplete", 1), lambda data: {"file": data["dossier"]})


@pytest.mark.usefixtures("second_version")
def test_an_earlier_version_of_a_type_is_read_as_the_current_one_and_kept_as_signed() -> None:
    event = EVENTS[2]["plain"]
    old = {**event, "data": {"dossier": event["data"]["file"]}}
    signed = parse_signed(wire(json.dumps(old).encode(), [], "kejari-ttu"), ORIGIN)
    assert isinstance(signed, Signed)
    assert str(signed.data.file) == event["data"]["file"]
    assert b"dossier" in signed.payload
    plain_old = parse_plain(json.dumps(old).encode(), ORIGIN)
    assert isinstance(plain_old, Plain)
    built = build_signed(plain_old, signer("kejari-ttu"), salts(), None)
    assert isinstance(built, Proposed)
    assert built.body.data == {"dossier": event["data"]["file"]}
    assert built.data == signed.data


def _plain() -> Plain:
    event = plain()
    assert isinstance(event, Plain)
    return event


@pytest.mark.parametrize("attribute", ["basis", "purpose"])
@pytest.mark.parametrize("text", ["081234567890", "kasus 3201010101010001", "nama: Siti\u00e9", "a\tb"])
def test_basis_and_purpose_cite_and_classify_and_name_nobody(attribute: str, text: str) -> None:
    refusal = refused(plain(**{attribute: text}))
    assert (refusal.type, refusal.field) == ("invalid_attribute", attribute)
