"""Strict JSON and base64url: what two readers could take differently is refused."""

import json
import re
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from domain import base64url
from domain.canonical import MAX_DEPTH, Members, canonical, canonical_members, read_members, too_deep
from domain.problems import Refusal

SAFE = 2**53 - 1
TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.text(st.characters(codec="ascii"))
SIMPLE = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE, SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def members(text: str) -> Members:
    read = read_members(text.encode())
    assert isinstance(read, Members)
    return read


@given(SIMPLE)
@example('\x00\x08\t\n\x0b\x0c\r\x1f\x7f\u2028\u00e9/\\"')
@example({"b": 1, "B": 2, "aa": 3, "a": 4, "": 5, "\x00": 6, "~": 7, "é": 8})
def test_the_fast_form_is_the_rfc_8785_form_byte_for_byte(value: Any) -> None:
    read = members(json.dumps(value))
    assert canonical_members(read) == rfc8785.dumps(value)


@given(ANY)
@example({"\U0001f600": 1, "\ufb33": 2})  # code units, not code points: RFC 8785 section 3.2.3
@example([1.0, -0.0, 1e21, 1e-7, 0.1])
def test_the_form_of_any_json_is_the_rfc_8785_form(value: Any) -> None:
    assert canonical_members(members(json.dumps(value))) == canonical(value)


@pytest.mark.parametrize("text", ['{"é": 1}', '{"a": {"é": 1}}', "[1.5]", "[1e3]", '{"\\u00e9": 1}'])
def test_names_beyond_ascii_and_floats_take_the_slow_form(text: str) -> None:
    assert not members(text).simple


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 1}', '{"b": {"a": 1, "\\u0061": 2}}', '[{"é": 1, "é": 2}]', '{"x": 1.5, "a": 1, "a": 2}'],
)
def test_a_member_that_stands_twice_is_refused_at_every_level(text: str) -> None:
    refusal = read_members(text.encode())
    assert isinstance(refusal, Refusal)
    assert refusal.type == "duplicate_member"


@given(st.integers())
@example(SAFE)
@example(SAFE + 1)
@example(-SAFE - 1)
def test_only_integers_that_a_double_holds_exactly_are_read(number: int) -> None:
    read = read_members(f"[{number}]".encode())
    if abs(number) <= SAFE:
        assert read == Members([number], True)
    else:
        assert isinstance(read, Refusal)
        assert read.type == "malformed_json"


def test_a_number_of_a_million_digits_is_refused_without_being_converted() -> None:
    assert isinstance(read_members(b"1" * 1_000_000), Refusal)


@given(st.integers(0, 80), st.sampled_from(["[]", "{}"]))
def test_nesting_is_refused_exactly_beyond_the_limit(depth: int, brackets: str) -> None:
    inside = '"]]]]{{{{ \\" [[[["'
    opening = "[" if brackets == "[]" else '{"a":'
    raw = (opening * depth + inside + brackets[1] * depth).encode()
    assert (too_deep(raw) is not None) == (depth > MAX_DEPTH)


def test_a_million_brackets_are_refused_in_linear_time() -> None:
    refusal = too_deep(b"[" * 1_000_000)
    assert refusal is not None
    assert refusal.type == "too_deep"


def test_many_objects_beside_each_other_are_not_deep() -> None:
    assert too_deep(b"[" + b",".join([b"{}"] * 1000) + b"]") is None


@given(st.binary(max_size=80))
def test_base64url_gives_back_what_it_was_given(raw: bytes) -> None:
    text = base64url.encode(raw)
    assert re.fullmatch(r"[A-Za-z0-9_-]*", text)
    assert base64url.decode(text) == raw


@given(st.text(st.sampled_from("ABCQgwz09-_+/= \né"), max_size=12))
def test_only_the_canonical_text_of_some_bytes_is_decoded(text: str) -> None:
    raw = base64url.decode(text)
    assert raw is None or base64url.encode(raw) == text


@pytest.mark.parametrize(
    "text", ["QQ==", "QR", "Q", "Q+", "Q/", "QUJD\n", "QU JD", "é", "QUJD=", "=", "-_8="]
)
def test_padded_loose_and_foreign_texts_are_not_base64url(text: str) -> None:
    assert base64url.decode(text) is None
