"""Whether what a scenario says of its readers is so, judged on what the server answered each of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from ops.desk import Reading
from ops.scenario import (
    AbsentType,
    AnyCheck,
    CaseView,
    Feed,
    Scenario,
    Secret,
    Sees,
    Unchanged,
)


class Seen(NamedTuple):
    """What was read after a step: by agency all it may read, and the event types there are.

    `earlier` holds what was read after earlier steps, by step id.
    """

    readings: Mapping[str, Reading]
    positions: Mapping[str, int]
    catalogue: Any
    earlier: Mapping[str, Mapping[str, Reading]] = {}


def failures(scenario: Scenario, check: AnyCheck, seen: Seen) -> list[str]:
    """What is not as the check says; empty where all is. Names agencies and steps, never a value read."""
    match check:
        case Sees():
            found = _sees(check, seen)
        case Secret():
            found = _secret(scenario, check, seen)
        case Feed():
            found = _feed(scenario.uuid(check.case), check, seen)
        case CaseView():
            found = _case(scenario.uuid(check.case), check, scenario.resolve(check.facts), seen)
        case Unchanged():
            found = _unchanged(scenario.uuid(check.case), check, seen)
        case AbsentType():
            found = _absent(check, seen)
    return [f"{scenario.id} {check.__struct_config__.tag}: {each}" for each in found]


def doors(case: UUID, readings: Mapping[str, Reading]) -> list[str]:
    """Agencies that may open a case of which their feed holds nothing, or the other way round."""
    return [
        f"{agency} is answered {reading.cases[case].status} for a case of which its feed holds {held} events"
        for agency, reading in readings.items()
        if (reading.cases[case].status == 200) != bool(held := sum(reading.counts(case)))
    ]


def _sees(check: Sees, seen: Seen) -> list[str]:
    held = seen.readings[check.agency].held.get(seen.positions[check.event])
    level = held.level if held else "nothing"
    if level != check.level:
        return [f"{check.agency} has {level} of {check.event}, not {check.level}"]
    classes = set(held.classes) if held else set()
    wrong = classes & set(check.without)
    if check.classes is not None:
        wrong |= classes ^ set(check.classes)
    return [f"{check.agency} on {check.event}: class {name}" for name in sorted(wrong)]


def _secret(scenario: Scenario, check: Secret, seen: Seen) -> list[str]:
    values = [scenario.resolve(value) for value in check.values]
    problems = []
    for agency, reading in seen.readings.items():
        read = [number for number, value in enumerate(values) if value in reading.text]
        if agency not in check.only:
            problems += [f"{agency} can read value {number}" for number in read]
        elif not read:
            problems.append(f"{agency} cannot read any of the values")
    together = {n for a in check.only for n, value in enumerate(values) if value in seen.readings[a].text}
    return problems + [f"nobody can read value {n}" for n in range(len(values)) if n not in together]


def _feed(case: UUID, check: Feed, seen: Seen) -> list[str]:
    events, stages = seen.readings[check.agency].counts(case)
    if (events, stages) == (check.events, check.stages):
        return []
    return [
        f"{check.agency} holds {events} events and {stages} stage rows, not {check.events} and {check.stages}"
    ]


def _case(case: UUID, check: CaseView, facts: Mapping[str, Any], seen: Seen) -> list[str]:
    status, body = seen.readings[check.agency].cases[case]
    if status != check.status:
        return [f"{check.agency} is answered {status}, not {check.status}"]
    return [
        f"{check.agency} is told another {path}" for path, value in facts.items() if _at(body, path) != value
    ]


def _unchanged(case: UUID, check: Unchanged, seen: Seen) -> list[str]:
    before, now = seen.earlier[check.since][check.agency], seen.readings[check.agency]
    if before.case_told(case) == now.case_told(case):
        return []
    return [f"{check.agency} reads another case than after {check.since}"]


def _absent(check: AbsentType, seen: Seen) -> list[str]:
    return [
        f"{entry['type']} is in the catalogue"
        for entry in seen.catalogue["types"]
        for word in check.words
        if word.lower() in " ".join((entry["type"], *entry["label"].values())).lower()
    ]


def _at(body: Any, path: str) -> Any:
    for name in path.split("."):
        body = body.get(name) if isinstance(body, dict) else None
    return body
