"""PostgreSQL arrays as parameters, put into their binary wire format in one go.

psycopg builds an array element by element in Python, which costs more than PostgreSQL takes to write the
rows. Arrays have one dimension and may hold nulls. Format: array_recv in utils/adt/arrayfuncs.c.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from struct import pack
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.adapt import Dumper
from psycopg.pq import Format

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(2000, 1, 1).toordinal()
NULL = pack("!i", -1)


class Array(bytes):
    """An array in its binary form; its type is that of the cast it stands under (`%b::uuid[]`)."""


class _ArrayDumper(Dumper):
    format = Format.BINARY
    oid = 0  # unknown: PostgreSQL takes the type from the cast

    def dump(self, obj: bytes) -> bytes:
        return obj


class _Element(NamedTuple):
    """A PostgreSQL type. A fixed one has a struct code and a way to its number; others a way to bytes."""

    oid: int
    code: str = ""
    width: int = 0
    number: Callable[[Any], int] | None = None
    encode: Callable[[Any], bytes] = bytes


def _microseconds(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _days(day: date) -> int:
    return day.toordinal() - EPOCH_DAY


ELEMENTS: dict[str, _Element] = {
    "boolean": _Element(16, "?", 1),
    "bigint": _Element(20, "q", 8),
    "smallint": _Element(21, "h", 2),
    "integer": _Element(23, "i", 4),
    "date": _Element(1082, "i", 4, _days),
    "timestamptz": _Element(1184, "q", 8, _microseconds),
    "text": _Element(25, encode=str.encode),
    "uuid": _Element(2950, encode=attrgetter("bytes")),
}


def array(kind: str, values: Sequence[Any]) -> Array:
    """The values as an array of the PostgreSQL type `kind`. KeyError for a type not in ELEMENTS."""
    element = ELEMENTS[kind]
    nulls = None in values
    header = pack("!5i", 1, nulls, element.oid, len(values), 1) if values else pack("!3i", 0, 0, element.oid)
    if element.code:
        return Array(header + _fixed(element, values, nulls))
    return Array(header + _varying([value if value is None else element.encode(value) for value in values]))


def teach_arrays(connection: AsyncConnection[Any]) -> None:
    """Lets a connection take `Array` as a parameter (written %b)."""
    connection.adapters.register_dumper(Array, _ArrayDumper)


def _fixed(element: _Element, values: Sequence[Any], nulls: bool) -> bytes:
    one = "!i" + element.code
    number = element.number
    if nulls:
        return b"".join(
            [
                NULL if value is None else pack(one, element.width, number(value) if number else value)
                for value in values
            ]
        )
    interleaved: list[Any] = [element.width] * (2 * len(values))
    interleaved[1::2] = map(number, values) if number else values
    return pack("!" + ("i" + element.code) * len(values), *interleaved)


def _varying(encoded: list[bytes | None]) -> bytes:
    size = len(encoded)
    prefixes = pack(f"!{size}i", *[-1 if value is None else len(value) for value in encoded])
    interleaved: list[bytes] = [b""] * (2 * size)
    interleaved[0::2] = [prefixes[start : start + 4] for start in range(0, 4 * size, 4)]
    interleaved[1::2] = [value or b"" for value in encoded]
    return b"".join(interleaved)
