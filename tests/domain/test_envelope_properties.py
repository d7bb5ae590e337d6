"""Promises of the envelope for any event: nothing lost, nothing changed unseen, nothing rewritten."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import base64url
from domain.body import Body
from domain.canonical import canonical
from domain.envelope import Plain, Proposed, Signed, build_signed, parse_plain, parse_signed
from domain.problems import Refusal
from tests.domain.envelopes import accepted, plain_events, plain_of, read, salts, signed_bytes, wire
from tests.domain.vector_files import EVENTS, ORIGIN, signer


def said(data: dict[str, Any], event: Proposed) -> dict[str, Any]:
    """What the event says: the fields of its body and its disclosures, with nulls left out."""
    whole = {**event.body.data, **{each.field: each.value for each in event.disclosures}}
    whole = {name: value for name, value in whole.items() if name not in ("_sd", "_sd_alg")}
    assert {name for name in data if name not in whole} <= {name for name in data if data[name] is None}
    return whole


@given(plain_events())
def test_any_signed_event_comes_back_with_the_same_data(event: dict[str, Any]) -> None:
    proposed = accepted(signed_bytes(event))
    for name, value in said(event["data"], proposed).items():
        assert event["data"][name] == value
    assert proposed.body.id == event["id"]
    assert str(proposed.case) == event["subject"]


@given(plain_events())
def test_any_plain_event_comes_back_from_escrow_with_the_same_data(event: dict[str, Any]) -> None:
    built = build_signed(plain_of(event), signer("polres-ttu"), salts(), b"h" * 32)
    assert isinstance(built, Proposed)
    again = accepted(wire(built.payload, [each.encoded for each in built.disclosures]))
    assert said(event["data"], again) == said(event["data"], built)
    assert (again.payload, again.body_hash, again.classes) == (built.payload, built.body_hash, built.classes)
    assert again.data == built.data


@given(plain_events())
def test_no_classed_value_stands_in_a_body(event: dict[str, Any]) -> None:
    event["data"]["victim_name"] = "Nama Rahasia Sekali"
    built = build_signed(plain_of(event), signer("polres-ttu"), salts(), None)
    assert isinstance(built, Proposed)
    assert b"Nama Rahasia Sekali" not in built.payload
    assert "victim_name" not in built.payload.decode()


@settings(max_examples=150)
@given(st.sampled_from(EVENTS[1:]), st.sampled_from(["protected", "payload", "signature"]), st.data())
def test_any_one_bit_changed_is_refused(event: dict[str, Any], part: str, data: st.DataObject) -> None:
    outer = dict(event["flattened"])
    raw = bytearray(base64url.decode(outer[part]) or b"")
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    outer[part] = base64url.encode(bytes(raw))
    assert isinstance(read(json.dumps(outer).encode()), Refusal)


@settings(max_examples=150)
@given(st.sampled_from(EVENTS[1:]), st.data())
def test_any_one_character_changed_on_the_wire_is_refused_or_says_the_same(
    event: dict[str, Any], data: st.DataObject
) -> None:
    raw = bytearray(json.dumps(event["flattened"]).encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    outcome = read(bytes(raw))
    assert isinstance(outcome, Refusal) or outcome.state.decode() == event["compact"]


def reencodings(value: Any) -> list[bytes]:
    """Fifty texts of the same JSON: order, white space, escapes and letters of escapes."""
    texts: list[str] = []
    for ascii_only in (False, True):
        for indent in (None, 0, 1, 2, "\t"):
            for ordered in (False, True):
                texts.append(json.dumps(value, ensure_ascii=ascii_only, indent=indent, sort_keys=ordered))
    texts += [json.dumps(value, separators=pair) for pair in ((",", ":"), (" ,", ": "), (",\r\n", ":\t"))]
    texts += [f"{space}{json.dumps(value)}{space}" for space in (" ", "\n", "\t", "\r\n", "   ")]
    texts += [json.dumps(value).replace(letter, f"\\u{ord(letter):04x}") for letter in "afgijkmopqrvwxyz"]
    texts += [json.dumps(value).replace("/", "\\/")]
    texts += [json.dumps(value).replace("-", f"\\u{code}") for code in ("002d", "002D")]
    texts += [
        json.dumps({name: value[name] for name in list(value)[n:] + list(value)[:n]}) for n in range(1, 18)
    ]
    return [text.encode() for text in dict.fromkeys(texts)][:50]


def test_fifty_encodings_of_the_same_json_are_refused_under_the_signature_of_one() -> None:
    event = EVENTS[1]
    original = event["payload_text"].encode()
    others = [raw for raw in reencodings(json.loads(original)) if raw != original]
    assert len(others) >= 45
    for raw in others:
        outer = {**event["flattened"], "payload": base64url.encode(raw)}
        outcome = read(json.dumps(outer).encode())
        assert isinstance(outcome, Refusal)
        assert outcome.type == "signature_invalid"


def test_fifty_encodings_of_the_same_json_each_signed_are_kept_byte_for_byte() -> None:
    event = EVENTS[1]
    disclosures = [each["encoded"] for each in event["disclosures"]]
    encodings = reencodings(json.loads(event["payload_text"]))
    assert len(encodings) == 50
    for raw in encodings:
        proposed = accepted(wire(raw, disclosures))
        assert proposed.payload == raw
        assert base64url.decode(proposed.state.decode().split(".")[1]) == raw


def test_fifty_encodings_of_a_plain_event_are_one_event() -> None:
    event = {**EVENTS[0]["plain"], "datacontenttype": "application/json"}
    forms = {plain.form for raw in reencodings(event) if isinstance(plain := parse_plain(raw, ORIGIN), Plain)}
    assert forms == {canonical(EVENTS[0]["plain"])}


@given(plain_events(), st.data())
def test_a_plain_event_with_another_value_is_another_event(
    event: dict[str, Any], data: st.DataObject
) -> None:
    form = plain_of(event).form
    event["data"]["persons_reported"] = data.draw(
        st.integers(0, 1000).filter(lambda count: count != event["data"].get("persons_reported"))
    )
    assert plain_of(event).form != form


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_answered_with_a_refusal(raw: bytes) -> None:
    assert isinstance(parse_plain(raw, ORIGIN), Refusal)
    assert isinstance(parse_signed(raw, ORIGIN), Refusal)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.sampled_from(Body.__struct_fields__), ANYTHING, st.sampled_from(EVENTS))
def test_any_value_of_any_attribute_is_read_or_refused_with_its_name(
    name: str, value: Any, event: dict[str, Any]
) -> None:
    outcome = parse_plain(json.dumps({**event["plain"], name: value}).encode(), ORIGIN)
    assert isinstance(outcome, Plain | Refusal)


@settings(max_examples=200)
@given(st.sampled_from(EVENTS[1:]), ANYTHING, ANYTHING, ANYTHING)
def test_any_value_of_data_and_digests_is_read_or_refused(
    event: dict[str, Any], digests: Any, algorithm: Any, value: Any
) -> None:
    body = json.loads(event["payload_text"])
    body["data"] = {**body["data"], "_sd": digests, "_sd_alg": algorithm, "file": value}
    raw = wire(json.dumps(body).encode(), [], body["source"].removeprefix("/agencies/"))
    assert isinstance(parse_signed(raw, ORIGIN), Signed | Refusal)
