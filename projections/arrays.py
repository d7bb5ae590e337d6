"""PostgreSQL arrays as parameters, of the log and of the views, put into their binary wire format in one go.

psycopg builds an array element by element in Python, which costs the committer more than the commit itself,
and a projection more than PostgreSQL takes to write the rows; this costs a third. Arrays have one dimension
and may hold nulls. Format: array_recv in PostgreSQL's utils/adt/arrayfuncs.c.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from struct import pack
from typing import Any, ClassVar, NamedTuple, TypeVar
from uuid import UUID

from psycopg.abc import AdaptContext
from psycopg.adapt import Dumper
from psycopg.pq import Format

T = TypeVar("T")

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(2000, 1, 1).toordinal()
NULL = pack("!i", -1)


class _Element(NamedTuple):
    """A PostgreSQL type: the oids of its array and of itself. A fixed one has a struct code, and a way to its
    number if it is none; others a way to bytes if they are none."""

    array: int
    oid: int
    code: str = ""
    width: int = 0
    number: Callable[[Any], int] | None = None
    encode: Callable[[Any], bytes] | None = None


def _microseconds(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _days(day: date) -> int:
    return day.toordinal() - EPOCH_DAY


class Array(list[T | None]):
    """One array; which, its class says."""

    element: ClassVar[_Element]


class BigInts(Array[int]):
    """bigint[]"""

    element = _Element(1016, 20, "q", 8)


class Ints(Array[int]):
    """integer[]"""

    element = _Element(1007, 23, "i", 4)


class SmallInts(Array[int]):
    """smallint[]"""

    element = _Element(1005, 21, "h", 2)


class Bools(Array[bool]):
    """boolean[]"""

    element = _Element(1000, 16, "?", 1)


class Dates(Array[date]):
    """date[]"""

    element = _Element(1182, 1082, "i", 4, _days)


class Timestamps(Array[datetime]):
    """timestamptz[], of moments that have an offset"""

    element = _Element(1185, 1184, "q", 8, _microseconds)


class Texts(Array[str]):
    """text[]"""

    element = _Element(1009, 25, encode=str.encode)


class Byteas(Array[bytes]):
    """bytea[]"""

    element = _Element(1001, 17)


class Uuids(Array[UUID]):
    """uuid[]"""

    element = _Element(2951, 2950, encode=attrgetter("bytes"))


ARRAYS: dict[str, type[Array[Any]]] = {
    "bigint": BigInts,
    "integer": Ints,
    "smallint": SmallInts,
    "boolean": Bools,
    "date": Dates,
    "timestamptz": Timestamps,
    "text": Texts,
    "bytea": Byteas,
    "uuid": Uuids,
}  # by the name of the type of their elements


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def __init__(self, cls: type[Array[Any]], context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self.oid = cls.element.array

    def dump(self, obj: Array[Any]) -> bytes:
        element = obj.element
        if not obj:
            return pack("!3i", 0, 0, element.oid)
        nulls = None in obj
        header = pack("!5i", 1, nulls, element.oid, len(obj), 1)
        if element.code:
            return header + _fixed(element, obj, nulls)
        return header + _varying(_encoded(element, obj, nulls))


def teach_arrays(context: AdaptContext) -> None:
    """Lets a connection or a cursor take arrays as parameters (written %b)."""
    context.adapters.register_dumper(Array, _ArrayDumper)


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


def _encoded(element: _Element, values: Sequence[Any], nulls: bool) -> Sequence[bytes | None]:
    encode = element.encode
    if encode is None:
        return values
    if nulls:
        return [value if value is None else encode(value) for value in values]
    return list(map(encode, values))


def _varying(encoded: Sequence[bytes | None]) -> bytes:
    size = len(encoded)
    prefixes = pack(f"!{size}i", *[-1 if value is None else len(value) for value in encoded])
    interleaved: list[bytes] = [b""] * (2 * size)
    interleaved[0::2] = [prefixes[start : start + 4] for start in range(0, 4 * size, 4)]
    interleaved[1::2] = [value or b"" for value in encoded]
    return b"".join(interleaved)
