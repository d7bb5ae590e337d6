"""What an agency signs is what the server reads, byte for byte as in the vectors, by code of its own."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client import AgencyKey, EnvelopeError, base64url, new_event, open_event, sign_event, strict_json
from jejak_client.envelope import body_hash, id_of, is_signed

from domain.catalogue import REGISTRY
from domain.envelope import Proposed, Signed, parse_signed, verify_signed
from tests.domain.envelopes import plain_events
from tests.domain.vector_files import EVENTS, KEYS, ORIGIN, directory

SIGNED = [event for event in EVENTS if not event["kid"].startswith("escrow/")]
WITA = timezone(timedelta(hours=8))


def key_of(agency: str) -> AgencyKey:
    return AgencyKey(agency, bytes.fromhex(KEYS[agency]["seed"]))


def classes_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The classes of the type's fields as GET /v1/catalogue gives them."""
    fields = REGISTRY[event["type"].split(".")[1]].fields
    return {name: info.data_class.names()[0] for name, info in fields.items()}


def agency_of(event: Mapping[str, Any]) -> str:
    return str(event["source"]).removeprefix("/agencies/")


def signed(event: Mapping[str, Any], **how: Any) -> dict[str, Any]:
    return sign_event(event, key_of(agency_of(event)), classes_of(event), how.pop("origin", ORIGIN), **how)


@pytest.mark.parametrize("event", SIGNED, ids=lambda event: event["title"])
def test_a_vector_is_signed_byte_for_byte(event: dict[str, Any]) -> None:
    salts = iter([base64url.decode(each["array"][0]) for each in event["disclosures"]])
    made = signed(event["plain"], salts=salts.__next__)
    expected = dict(event["flattened"])
    if not event["disclosures"]:
        del expected["header"]
    assert made == expected
    assert body_hash(made) == event["body_hash"]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["title"])
def test_a_vector_opens_to_its_plain_event(event: dict[str, Any]) -> None:
    opened = open_event(event["flattened"])
    assert {**opened.attributes, "data": opened.data} == event["plain"]
    assert opened.kid == event["kid"]
    assert opened.withheld == 0


@given(plain_events())
def test_any_event_signed_by_a_client_is_accepted_by_the_server(event: dict[str, Any]) -> None:
    made = json.dumps(signed(event)).encode()
    read = parse_signed(made, ORIGIN)
    assert isinstance(read, Signed), read
    proposed = verify_signed(read, directory(), ORIGIN)
    assert isinstance(proposed, Proposed), proposed
    assert proposed.body_hash == body_hash(json.loads(made))


@given(plain_events())
def test_any_event_signed_opens_to_what_was_said(event: dict[str, Any]) -> None:
    opened = open_event(signed(event))
    said = {name: value for name, value in event["data"].items() if value is not None or name == "child"}
    assert opened.data == said
    assert set(opened.disclosed) == {name for name in said if classes_of(event)[name] != "case"}


def test_each_signing_takes_fresh_salts() -> None:
    event = EVENTS[3]["plain"]
    assert signed(event)["payload"] != signed(event)["payload"]


def test_a_withheld_disclosure_is_counted_and_the_rest_opens() -> None:
    event = EVENTS[0]["flattened"]
    kept = event["header"]["disclosures"][:1]
    opened = open_event({**event, "header": {"disclosures": kept}})
    assert opened.withheld == 2
    assert opened.disclosed == ("victim_name",)
    bare = {name: event[name] for name in ("payload", "protected", "signature")}
    assert open_event(bare).withheld == 3


def test_a_disclosure_of_another_event_is_not_opened() -> None:
    event, other = EVENTS[1]["flattened"], EVENTS[0]["flattened"]
    with pytest.raises(EnvelopeError, match="no digest"):
        open_event({**event, "header": other["header"]})


def test_an_altered_disclosure_is_not_opened() -> None:
    event = EVENTS[1]["flattened"]
    salt, field, _ = EVENTS[1]["disclosures"][0]["array"]
    altered = base64url.encode(json.dumps([salt, field, "another"]).encode())
    with pytest.raises(EnvelopeError, match="no digest"):
        open_event({**event, "header": {"disclosures": [altered]}})


def test_a_field_disclosed_twice_is_not_opened() -> None:
    event = EVENTS[1]["flattened"]
    with pytest.raises(EnvelopeError, match="twice"):
        open_event({**event, "header": {"disclosures": event["header"]["disclosures"] * 2}})


@pytest.mark.parametrize("payload", ["", "=", "e30=", "W10", base64url.encode(b'{"a":1,"a":2}'), 5, None])
def test_a_payload_that_is_no_event_is_not_opened(payload: Any) -> None:
    with pytest.raises(EnvelopeError):
        open_event({**EVENTS[1]["flattened"], "payload": payload})


def test_a_field_that_the_catalogue_does_not_have_is_not_put_into_the_clear() -> None:
    event = EVENTS[3]["plain"]
    with pytest.raises(EnvelopeError) as refused:
        signed({**event, "data": {**event["data"], "nama_rahasia": "x"}})
    assert "nama_rahasia" not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "attribute"),
    [
        ({"source": "/agencies/kejari-ttu"}, "source"),
        ({"origin": "staging.example"}, "origin"),
        ({"data": []}, "data"),
        ({"data": {"channel": float("nan")}}, "data"),
        ({"data": {"channel": "\ud800"}}, "data"),
    ],
)
def test_an_event_that_cannot_be_sent_is_not_signed(changes: dict[str, Any], attribute: str) -> None:
    event = {**EVENTS[3]["plain"], **changes}
    with pytest.raises(EnvelopeError, match=f"^{attribute}:"):
        sign_event(event, key_of("polres-ttu"), classes_of(event), ORIGIN)


def test_signing_fills_the_origin_and_drops_content_type_and_nulls() -> None:
    event = {**EVENTS[2]["plain"], "datacontenttype": "application/json", "actor": None}
    del event["origin"]
    attributes = open_event(signed(event)).attributes
    assert attributes["origin"] == ORIGIN
    assert "datacontenttype" not in attributes
    assert "actor" not in attributes


def test_a_new_event_has_an_id_of_its_own_and_a_time_with_its_offset() -> None:
    when = datetime(2026, 3, 2, 9, 15, tzinfo=WITA)
    one = new_event("desa-ttu", "jejak.ReportReceived.v1", "c", {"channel": "phone"}, when, actor="a-1")
    two = new_event("desa-ttu", "jejak.ReportReceived.v1", "c", {"channel": "phone"}, when)
    assert one["time"] == "2026-03-02T09:15:00+08:00"
    assert one["actor"] == "a-1"
    assert one["id"] != two["id"]
    with pytest.raises(EnvelopeError, match="time"):
        new_event("desa-ttu", "jejak.ReportReceived.v1", "c", {}, when.replace(tzinfo=None))


def test_signed_and_plain_items_are_told_apart_and_named() -> None:
    event = EVENTS[1]
    assert is_signed(event["flattened"])
    assert not is_signed(event["plain"])
    assert id_of(event["flattened"]) == id_of(event["plain"]) == event["plain"]["id"]
    assert id_of({"payload": "no"}) is None
    assert id_of({"id": 5}) is None


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', "[NaN]", "[1", "", "[" * 100_000])
def test_json_that_readers_take_differently_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        strict_json.decode(text)


@pytest.mark.parametrize("value", [float("inf"), {1, 2}, "\udfff"])
def test_what_has_no_form_in_json_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError):
        strict_json.encode(value)


@given(st.binary(max_size=60))
def test_base64url_gives_back_what_it_was_given(raw: bytes) -> None:
    assert base64url.decode(base64url.encode(raw)) == raw


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q+", "QUJD\n", "é"])
def test_other_texts_are_not_base64url(text: str) -> None:
    with pytest.raises(ValueError):
        base64url.decode(text)
