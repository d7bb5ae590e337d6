"""Valid data for every type of the catalogue, built from its class: every field filled, or the fewest."""

import re
from typing import Any

from msgspec import UNSET, inspect

from domain.catalogue.registry import EventType

KEY, ID = "A" * 43, "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b9c"
WORDS = (
    "polres-ttu",
    "/agencies/polres-ttu",
    "53.03",
    "ID",
    "ind",
    "KUHP:455(1)",
    "+6281234567890",
    "3201234567890123",
    "B1234567",
    "application/pdf",
    "0" * 64,
    KEY,
    f"polres-ttu/{KEY}",
    f"e30.e30.{'A' * 86}",
    "Polres TTU",
    "review",
    "complaint.screening",
    "ReportReceived",
    "sex:female",
    ID,
    "korban@contoh.id",
)
DATE, MOMENT = "2026-03-01", "2026-03-01T08:00:00+07:00"


def full_data(event_type: EventType) -> dict[str, Any]:
    """`data` with every field of the type filled and every disclosure opened."""
    return _members(inspect.type_info(event_type.full), fewest=False)


def least_data(event_type: EventType) -> dict[str, Any]:
    """`data` with the required fields alone."""
    return _members(inspect.type_info(event_type.full), fewest=True)


def _members(struct: Any, *, fewest: bool) -> dict[str, Any]:
    return {
        each.encode_name: _value(each.type, fewest=fewest)
        for each in struct.fields
        if each.required or not fewest
    }


def _value(info: inspect.Type, *, fewest: bool) -> Any:
    while isinstance(info, inspect.Metadata):
        info = info.type
    match info:
        case inspect.UnionType(types=types):
            return _value(next(t for t in types if not isinstance(t, inspect.NoneType)), fewest=fewest)
        case inspect.StructType():
            return _members(info, fewest=fewest)
        case inspect.VarTupleType(item_type=item, min_length=least):
            return [_value(item, fewest=fewest)] * max(1, least or 0)
        case inspect.EnumType(cls=codes):
            return next(iter(codes)).value
        case inspect.StrType(pattern=pattern):
            return next(word for word in WORDS if re.search(pattern or "", word))
        case inspect.IntType(ge=least):
            return least
        case inspect.BoolType():
            return True
    simple = {inspect.UUIDType: ID, inspect.DateType: DATE, inspect.DateTimeType: MOMENT}
    found = simple.get(type(info), UNSET)
    assert found is not UNSET, f"no example for {info}"
    return found
