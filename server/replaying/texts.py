"""The lines of a replay for eyes."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import msgspec

from server.replaying.lines import (
    CaseLine,
    DifferenceLine,
    KnownLine,
    Line,
    MomentLine,
    MovedLine,
    ParkedLine,
    RowLine,
    StateLine,
    StepLine,
    TableLine,
)
from server.replaying.things import Difference


@singledispatch
def text_of(line: Line) -> str:
    """A line as text, of several lines where it has parts."""
    raise TypeError(type(line).__name__)


@text_of.register
def _(line: MomentLine) -> str:
    return f"after event {line.position}, {line.at.isoformat()}"


@text_of.register
def _(line: TableLine) -> str:
    return f"{line.view}.{line.table}: {line.rows} rows, {line.sha256}"


@text_of.register
def _(line: ParkedLine) -> str:
    where = f"from event {line.position} on ({line.error_type})"
    return f"{line.view}: case {line.case} could not be applied {where}"


@text_of.register
def _(line: CaseLine) -> str:
    return f"case {line.case}: {_fields(line.row, 'case_id')}"


@text_of.register
def _(line: StateLine) -> str:
    return msgspec.json.format(msgspec.json.encode(line.state), indent=2).decode()


@text_of.register
def _(line: RowLine) -> str:
    return f"{line.of} {_fields(line.which, 'case_id')}: {_fields(line.row)}"


@text_of.register
def _(line: MovedLine) -> str:
    return f"case {line.case}: {line.events} events, {line.first} to {line.last}"


@text_of.register
def _(line: DifferenceLine) -> str:
    return f"case {line.case}\n{_difference(line.difference)}"


@text_of.register
def _(line: StepLine) -> str:
    head = f"{line.position} {line.type} by {line.agency}, {line.recordedat.isoformat()}, case {line.case}"
    return "\n".join([f"{head} version {line.caseversion}", *map(_difference, line.changes)])


@text_of.register
def _(line: KnownLine) -> str:
    told = msgspec.structs.asdict(line)
    return f"case {line.case}: {_fields(told, 'case')}"


def _difference(each: Difference) -> str:
    name = f"  {each.of} {_fields(each.which, 'case_id')}".rstrip()
    if each.change != "changed":
        return f"{name} {each.change}: {_fields(each.before or each.after or {})}"
    was, now = each.before or {}, each.after or {}
    changes = (f"{field} {_plain(was[field])} -> {_plain(now[field])}" for field in now)
    return f"{name}: {', '.join(changes)}"


def _fields(fields: Mapping[str, Any], left_out: str = "") -> str:
    return ", ".join(
        f"{name} {_plain(value)}" for name, value in fields.items() if value is not None and name != left_out
    )


def _plain(value: Any) -> str:
    return "-" if value is None else str(msgspec.to_builtins(value))
