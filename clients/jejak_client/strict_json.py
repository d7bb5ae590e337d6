"""JSON as every reader takes it alike: no member twice, no NaN, UTF-8."""

from __future__ import annotations

import json
from typing import Any


def decode(raw: bytes | str) -> Any:
    """The value of a JSON text; ValueError for any other, and where a member stands twice in an object."""
    try:
        return json.loads(raw, object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8; ValueError for what has no form in it."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, RecursionError):
        raise ValueError("no form in JSON") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse(_constant: str) -> Any:
    raise ValueError("not a number of JSON")
