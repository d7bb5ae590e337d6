"""Strict JSON in, canonical JSON out: RFC 8259 grammar, I-JSON limits (RFC 7493), RFC 8785 form.

Two JSON readers that disagree about the same bytes let an agency sign one thing and show another: a member
that stands twice, an integer that a double cannot hold, a surrogate without its pair. All are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import rfc8785

from domain.problems import Refusal, refuse

MAX_BODY = 48 * 1024
MAX_DEPTH = 32
MAX_SAFE_INTEGER = 2**53 - 1

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_SAFE_DIGITS = 15  # any integer of so many characters is below 2**53


class Members(NamedTuple):
    """Decoded JSON whose members are each unique; `simple`: no floats, all names ASCII."""

    value: Any
    simple: bool


class _Repeated(ValueError):
    pass


class _Unsafe(ValueError):
    pass


class _NotSimple(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Repeated
    return members


def _unique_ascii(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Repeated
    if not "".join(members).isascii():
        raise _NotSimple
    return members


def _safe_integer(digits: str) -> int:
    if len(digits) <= _SAFE_DIGITS:
        return int(digits)
    if len(digits) > _SAFE_DIGITS + 2 or abs(int(digits)) > MAX_SAFE_INTEGER:
        raise _Unsafe
    return int(digits)


def _no_float(_digits: str) -> float:
    raise _NotSimple


_read_simple: Callable[[str], Any] = json.JSONDecoder(
    object_pairs_hook=_unique_ascii, parse_int=_safe_integer, parse_float=_no_float
).decode
_read_any: Callable[[str], Any] = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_safe_integer).decode
_sorted = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """The RFC 8785 form; ValueError on what has none (NaN, integers beyond 2**53 - 1, lone surrogates)."""
    return rfc8785.dumps(value)


def canonical_members(members: Members) -> bytes:
    """The RFC 8785 form of decoded JSON, by the fast encoder where the two are byte for byte the same.

    With ASCII names (code units sort as bytes), no floats and safe integers they are; a property test
    holds them against each other.
    """
    return _sorted.encode(members.value) if members.simple else rfc8785.dumps(members.value)


def read_members(raw: bytes) -> Members | Refusal:
    """Decode JSON that msgspec has already accepted, refusing repeated members and unsafe integers."""
    text = raw.decode()
    try:
        try:
            return Members(_read_simple(text), True)
        except _NotSimple:
            return Members(_read_any(text), False)
    except _Repeated:
        return refuse("duplicate_member", "Each member of a JSON object stands in it once.")
    except _Unsafe:
        return refuse("malformed_json", "An integer is at most 2^53 - 1 in size (RFC 7493 section 2.2).")


def too_deep(raw: bytes) -> Refusal | None:
    """Refusal when arrays and objects nest deeper than MAX_DEPTH; linear time, before any parser runs."""
    if raw.count(b"{") + raw.count(b"[") <= MAX_DEPTH:
        return None
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", raw)):
        depth += 1 if bracket in b"{[" else -1
        if depth > MAX_DEPTH:
            return refuse("too_deep", f"Arrays and objects nest at most {MAX_DEPTH} deep.")
    return None


def too_large(raw: bytes, what: str, limit: int = MAX_BODY) -> Refusal | None:
    """Refusal when `raw` holds more than `limit` bytes."""
    if len(raw) <= limit:
        return None
    return refuse("too_large", f"{what} holds at most {limit} bytes.")
