"""What is so, thing by thing, and how two moments differ. Pure.

A thing is a row of a view, or a party, person, service ... of a case as `case_view` shows it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from projections.case_file.facts import GROUPS
from projections.tables import RowChange
from projections.view import View

Which = tuple[tuple[str, Any], ...]  # the names and values that tell one thing from the others of its sort
Thing = tuple[str, Which]  # its sort, and which one it is
Change = Literal["came", "went", "changed"]
Things = Mapping[Thing, Mapping[str, Any]]

# What is not of the thing itself: where its fields come from, its events, values that were opened.
_BESIDE = frozenset({"positions", "steps", "disclosed"})
_OF_THE_CASE = (
    *("closed", "closed_at", "closure_reason", "retained_until", "case_manager", "reporter_confidential"),
    *("suspects", "withdrawn"),
)
_NAMED_BY = {
    "parties": ("agency",),
    "services": ("person", "service", "agency"),
    "consents": ("event",),
    "reports": ("event",),
    "joint_acts": ("event",),
    "corrections": ("by",),
}


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is not as it was. `before` and `after` hold the fields that differ; of a thing that came
    or went one of them is there, with all."""

    of: str
    which: dict[str, Any]
    change: Change
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def things_of_view(view: Mapping[str, Any]) -> Things:
    """The things of a case as `case_view` tells it."""
    found: dict[Thing, Mapping[str, Any]] = {}
    if view.get("opened"):
        found["case", ()] = {name: view.get(name) for name in _OF_THE_CASE}
    if stage := view["legal_stage"]:
        found["legal_stage", ()] = {"code": stage["code"], "on": stage["on"]}
    for row in view["bare"]:
        found["bare", (("position", row["position"]),)] = {"code": row["code"], "on": row["on"]}
    for group in GROUPS[1:]:
        names = _NAMED_BY.get(group.name, ("id",))
        for thing in view[group.name]:
            which = tuple((name, thing[name]) for name in names)
            rest = {name: value for name, value in thing.items() if name not in _BESIDE and name not in names}
            found[group.name, which] = rest
    return found


def things_of_rows(view: View, changes: Iterable[RowChange]) -> dict[Thing, dict[str, Any] | None]:
    """The rows that some changes leave, by name of view and table; None for one that is gone."""
    found: dict[Thing, dict[str, Any] | None] = {}
    for table, key, values in changes:
        names = [name for name, _ in table.columns]
        which = tuple(zip(names, key, strict=False))
        rest = None if values is None else dict(zip(names[table.key :], map(_in_utc, values), strict=True))
        found[f"{view.name}.{table.name}", which] = rest
    return found


def differences(before: Things, after: Things) -> list[Difference]:
    """What came, went or changed, by sort and name."""
    things = sorted(before.keys() | after.keys(), key=str)
    found = (_difference(thing, before.get(thing), after.get(thing)) for thing in things)
    return [each for each in found if each is not None]


def _in_utc(value: Any) -> Any:
    """A row that PostgreSQL gives back has its times in UTC; one that a view has just made, as they were
    written."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _difference(
    thing: Thing, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> Difference | None:
    of, which = thing[0], dict(thing[1])
    if was == now:
        return None
    if was is None or now is None:
        change: Change = "came" if was is None else "went"
        before, after = (None if each is None else dict(each) for each in (was, now))
        return Difference(of, which, change, before, after)
    names = [name for name in now if was.get(name) != now[name]]
    return Difference(
        of, which, "changed", {name: was.get(name) for name in names}, {name: now[name] for name in names}
    )
