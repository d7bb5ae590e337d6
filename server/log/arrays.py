"""PostgreSQL arrays as parameters, put into their binary wire format in one go.

psycopg builds an array element by element in Python, which costs the committer more than the commit itself;
this costs a third. Arrays have one dimension. Format: array_recv in PostgreSQL's utils/adt/arrayfuncs.c.
"""

from collections.abc import Sequence
from struct import pack
from typing import Any, ClassVar
from uuid import UUID

from psycopg.abc import AdaptContext
from psycopg.adapt import Dumper
from psycopg.pq import Format


class BigInts(list[int]):
    """bigint[], no nulls."""


class Ints(list[int]):
    """int[], no nulls."""


class SmallInts(list[int]):
    """smallint[], no nulls."""


class Bools(list[bool]):
    """boolean[], no nulls."""


class Texts(list[str]):
    """text[], no nulls."""


class Byteas(list[bytes | None]):
    """bytea[], may hold nulls."""


class Uuids(list[UUID | None]):
    """uuid[], may hold nulls."""


class _ArrayDumper(Dumper):
    format = Format.BINARY
    element: ClassVar[int]  # the oid of one element

    def header(self, size: int, *, nulls: bool = False) -> bytes:
        """Dimensions, null flag, element type, length, lower bound."""
        return pack("!5i", 1, nulls, self.element, size, 1) if size else pack("!3i", 0, 0, self.element)


class _FixedDumper(_ArrayDumper):
    width: ClassVar[int]
    code: ClassVar[str]  # of the struct module

    def dump(self, obj: list[int]) -> bytes:
        size = len(obj)
        if not size:
            return self.header(0)
        interleaved = [self.width] * (2 * size)
        interleaved[1::2] = obj
        return self.header(size) + pack("!" + ("i" + self.code) * size, *interleaved)


class BigIntsDumper(_FixedDumper):
    """Dumps BigInts."""

    oid, element, width, code = 1016, 20, 8, "q"


class IntsDumper(_FixedDumper):
    """Dumps Ints."""

    oid, element, width, code = 1007, 23, 4, "i"


class SmallIntsDumper(_FixedDumper):
    """Dumps SmallInts."""

    oid, element, width, code = 1005, 21, 2, "h"


class BoolsDumper(_FixedDumper):
    """Dumps Bools."""

    oid, element, width, code = 1000, 16, 1, "?"


class ByteasDumper(_ArrayDumper):
    """Dumps Byteas."""

    oid, element = 1001, 17

    def dump(self, obj: Sequence[bytes | None]) -> bytes:
        size = len(obj)
        if not size:
            return self.header(0)
        lengths = [-1 if value is None else len(value) for value in obj]
        prefixes = pack(f"!{size}i", *lengths)
        interleaved = [b""] * (2 * size)
        interleaved[0::2] = [prefixes[start : start + 4] for start in range(0, 4 * size, 4)]
        interleaved[1::2] = [value or b"" for value in obj]
        return self.header(size, nulls=-1 in lengths) + b"".join(interleaved)


class TextsDumper(ByteasDumper):
    """Dumps Texts."""

    oid, element = 1009, 25

    def dump(self, obj: Sequence[Any]) -> bytes:
        return super().dump([value.encode() for value in obj])


class UuidsDumper(ByteasDumper):
    """Dumps Uuids."""

    oid, element = 2951, 2950

    def dump(self, obj: Sequence[Any]) -> bytes:
        return super().dump([value and value.bytes for value in obj])


DUMPERS: dict[type, type[Dumper]] = {
    BigInts: BigIntsDumper,
    Ints: IntsDumper,
    SmallInts: SmallIntsDumper,
    Bools: BoolsDumper,
    Texts: TextsDumper,
    Byteas: ByteasDumper,
    Uuids: UuidsDumper,
}


def teach_arrays(context: AdaptContext) -> None:
    """Lets a connection or a cursor take these arrays as parameters (written %b)."""
    for array, dumper in DUMPERS.items():
        context.adapters.register_dumper(array, dumper)
