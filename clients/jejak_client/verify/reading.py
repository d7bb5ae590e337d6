"""JSON that every reader takes alike, and the files of a dossier that are written in it (docs/envelope.md
section 5).

No member twice, no lone surrogate, no NaN, no integer beyond 2^53 - 1, nesting at most 32 deep; members of
the files are exactly those of jejak-dossier/1.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import msgspec

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")

Position = Annotated[int, msgspec.Meta(ge=1, le=MAX_INTEGER)]
Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)]
# RFC 3339 in UTC with six decimals: the very text that the leaf is made of
Moment = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")
]
Hexadecimal = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
AgencyId = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=64)]
Uuid = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
]
Origin = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class Unreadable(ValueError):
    """The bytes are not JSON as it is read here, or not of the shape asked for."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a dossier is of, and the SHA-256 of every other file in it."""

    format: str
    origin: Origin
    log: Origin
    dispute: Uuid
    case: Uuid
    requested_by: AgencyId
    made_at: Moment
    position: Position
    files: dict[str, Hexadecimal]


class EventFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as the log holds it, with the disclosures that the requester may hold."""

    position: Position
    caseversion: Position
    recordedat: Moment
    marks: Count
    classes: Count
    state: str
    disclosures: tuple[str, ...]


class StageRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event of which the requester may know that it happened: the host's word, not proved."""

    position: Position
    code: str | None
    date: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]


class Consistency(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """The proof that the tree of one size begins that of another; hashes in base64."""

    from_: Position
    to: Position
    hashes: tuple[str, ...]


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of an event at an agency: `row` of its ledger, and who signed for it."""

    agency: AgencyId
    position: Position
    row: Position
    kind: str
    owed_at: Moment
    fetched_at: Moment | None
    acknowledged_at: Moment | None
    statement: str | None
    receipt: str | None


def read_json(raw: bytes) -> Any:
    """The value of a JSON text. Raises Unreadable."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse, parse_int=_integer, parse_float=_float
        )
    except (ValueError, RecursionError):
        raise Unreadable("not JSON in UTF-8 as every reader takes it alike") from None
    _require_plain(value, 0)
    return value


def read_as(shape: type[T], raw: bytes) -> T:
    """A file of a dossier. Raises Unreadable."""
    try:
        return msgspec.convert(read_json(raw), shape, strict=True)
    except msgspec.ValidationError:
        raise Unreadable("another shape") from None


def seconds(moment: str) -> int:
    """Seconds since 1970, rounded down. Raises Unreadable for a moment that no calendar has."""
    try:
        return (datetime.fromisoformat(moment) - _EPOCH) // timedelta(seconds=1)
    except ValueError:
        raise Unreadable("no moment") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise ValueError("beyond 2^53 - 1")
    return int(digits)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("beyond a double")
    return number


def _refuse(_constant: str) -> Any:
    raise ValueError("not a number of JSON")


def _require_scalars(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("a surrogate without its pair") from None


def _require_plain(value: Any, depth: int) -> None:
    """Raises Unreadable for a lone surrogate, or nesting deeper than MAX_DEPTH."""
    if isinstance(value, str):
        _require_scalars(value)
    elif isinstance(value, dict | list):
        if depth == MAX_DEPTH:
            raise Unreadable("nested too deeply")
        for name in value if isinstance(value, dict) else ():
            _require_plain(name, depth + 1)
        for each in value.values() if isinstance(value, dict) else value:
            _require_plain(each, depth + 1)
