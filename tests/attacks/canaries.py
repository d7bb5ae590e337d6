"""Canaries: values that stand nowhere else in the world, in every classed field of every event type."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from secrets import randbelow
from typing import Any

from msgspec import inspect

from domain.catalogue.registry import EventType
from tests.domain.catalogue.examples import full_data


@dataclass
class Flock:
    """Canaries of one breed: all bear the same nine digits, by which every one of them is found."""

    ring: str = field(default_factory=lambda: f"{randbelow(10**9):09d}")
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def data(self, event_type: EventType) -> dict[str, Any]:
        """`data` with every field of the type filled and a canary in all that is classed and can hold one."""
        given = full_data(event_type)
        types = {each.encode_name: each.type for each in inspect.type_info(event_type.full).fields}  # type: ignore[attr-defined]
        for info in event_type.fields.values():
            if info.data_class:
                given[info.name] = self._planted(types[info.name], given[info.name])
        return given

    def name(self) -> str:
        return self._forms()[0]

    def phone(self) -> str:
        return self._forms()[1]

    def nik(self) -> str:
        return self._forms()[2]

    def found_in(self, data: bytes) -> bool:
        """Whether one of them is there: as it is, in hexadecimal, or in the base64 of a disclosure."""
        return any(trace in data for trace in self.traces)

    def files_with(self, folders: Iterable[Path]) -> list[str]:
        """The files below these folders in which one of them is found."""
        files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
        return [str(file) for file in files if self.found_in(_content(file))]

    @property
    def traces(self) -> tuple[bytes, ...]:
        ring = self.ring.encode()
        # Three ways in which nine bytes can lie in base64, without the signs at the edges that others share.
        in_base64 = (b64encode(b"\0" * shift + ring)[sign:-4] for shift, sign in ((0, 0), (1, 2), (2, 3)))
        return (ring, ring.hex().encode(), *in_base64)

    def _planted(self, info: inspect.Type, given: Any) -> Any:
        while isinstance(info, inspect.Metadata):
            info = info.type
        match info:
            case inspect.UnionType(types=types):
                return self._planted(next(t for t in types if not isinstance(t, inspect.NoneType)), given)
            case inspect.StructType(fields=fields):
                return {
                    each.encode_name: self._planted(each.type, given[each.encode_name]) for each in fields
                }
            case inspect.VarTupleType(item_type=item):
                return [self._planted(item, each) for each in given]
            case inspect.StrType(pattern=pattern, max_length=most):
                fitting = [each for each in self._forms() if len(each) <= (most or 4000)]
                return next((each for each in fitting if re.search(pattern or "", each)), given)
        return given  # no text

    def _forms(self) -> tuple[str, ...]:
        """The same bird as a name, a telephone, a NIK, a passport and an address of mail."""
        ring, number = self.ring, next(self.numbers)
        return (
            f"Kanari {ring} ke-{number}",
            f"+62{ring}{number:04d}",
            f"{ring}{number:07d}",
            f"K{ring}{number}",
            f"kanari{ring}.{number}@contoh.id",
        )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""  # PostgreSQL has removed it meanwhile
