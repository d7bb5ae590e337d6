"""Whether what a scenario says of its readers is so, judged on what the server answered each of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.ids import source_of
from ops.desk import Question, Reading
from ops.expectations import (
    AbsentType,
    Answers,
    AnyCheck,
    CaseView,
    Feed,
    OnRecord,
    Secret,
    Sees,
    Unchanged,
)
from ops.scenario import Scenario

DEPLOYMENT = source_of("deployment")


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
            found = _sees(check, scenario.resolve(check.facts, seen.positions), seen)
        case Secret():
            found = _secret(scenario, check, seen)
        case Feed():
            found = _feed(scenario.uuid(check.case), check, seen)
        case CaseView():
            facts = scenario.resolve(check.facts, seen.positions)
            found = _case(scenario.uuid(check.case), check, facts, seen)
        case Unchanged():
            found = _unchanged(scenario.uuid(check.case), check, seen)
        case AbsentType():
            found = _absent(check, seen)
        case Answers():
            found = _answers(scenario, check, seen)
        case OnRecord():
            found = _on_record(scenario, check, seen)
    return [f"{scenario.id} {check.__struct_config__.tag}: {each}" for each in found]


def question_of(scenario: Scenario, check: Answers) -> Question:
    """What the agency of the check asks the server."""
    words = [str(scenario.resolve(word)) for word in check.path.split("/")]
    resolved = scenario.resolve(check.params)
    return Question("/".join(words), check.role, tuple((name, str(resolved[name])) for name in resolved))


def doors(case: UUID, readings: Mapping[str, Reading]) -> list[str]:
    """Agencies that may open a case of which their feed holds nothing, or the other way round."""
    return [
        f"{agency} is answered {reading.cases[case].status} for a case of which its feed holds {held} events"
        for agency, reading in readings.items()
        if (reading.cases[case].status == 200) != bool(held := sum(reading.counts(case)))
    ]


def _sees(check: Sees, facts: Mapping[str, Any], seen: Seen) -> list[str]:
    reading, position = seen.readings[check.agency], seen.positions[check.event]
    held = reading.held.get(position)
    level = held.level if held else "nothing"
    if level != check.level:
        return [f"{check.agency} has {level} of {check.event}, not {check.level}"]
    classes = set(held.classes) if held else set()
    wrong = classes & set(check.without)
    if check.classes is not None:
        wrong |= classes ^ set(check.classes)
    problems = [f"{check.agency} on {check.event}: class {name}" for name in sorted(wrong)]
    body = reading.body(position) if facts else None
    other = [path for path, value in facts.items() if not _same(_at(body, path), value)]
    return problems + [f"{check.agency} on {check.event}: another {path}" for path in other]


def _secret(scenario: Scenario, check: Secret, seen: Seen) -> list[str]:
    values = [scenario.resolve(value) for value in check.values]
    problems = []
    for agency, reading in seen.readings.items():
        read = [number for number, value in enumerate(values) if value in reading.text]
        if agency not in check.only:
            problems += [f"{agency} can read value {number}" for number in read]
        elif not read:
            problems.append(f"{agency} cannot read any of the values")
    if not check.only:
        return problems
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


def _answers(scenario: Scenario, check: Answers, seen: Seen) -> list[str]:
    status, body = seen.readings[check.agency].answers[question_of(scenario, check)]
    if status != check.status:
        return [f"{check.agency} is answered {status} to {check.path}, not {check.status}"]
    told = f"{check.agency} to {check.path}"
    facts = scenario.resolve(check.facts, seen.positions)
    wrong = [f"{told}: another {path}" for path, value in facts.items() if not _same(_at(body, path), value)]
    entries = _at(body, check.entries) or []
    for number, wanted in enumerate(scenario.resolve(check.contains, seen.positions), 1):
        if not any(_has(entry, wanted) for entry in entries):
            wrong.append(f"{told}: no entry like number {number} of `contains`, of {len(entries)}")
    for number, unwanted in enumerate(scenario.resolve(check.lacks, seen.positions), 1):
        if any(_has(entry, unwanted) for entry in entries):
            wrong.append(f"{told}: an entry like number {number} of `lacks`")
    if check.count not in (None, len(entries)):
        wrong.append(f"{told}: {len(entries)} entries, not {check.count}")
    return wrong


def _on_record(scenario: Scenario, check: OnRecord, seen: Seen) -> list[str]:
    wanted = {f"data.{path}": value for path, value in scenario.resolve(check.facts).items()}
    wanted["source"] = DEPLOYMENT
    if check.case is not None:
        wanted["subject"] = scenario.resolve(check.case)
    bodies = [body for body in seen.readings[check.agency].bodies if body["type"].split(".")[1] == check.type]
    found = [body for body in bodies if _has(body, wanted) and _dated(scenario, check, body)]
    if len(found) == check.count:
        return []
    return [f"{check.agency} holds {len(found)} {check.type} like that of {len(bodies)}, not {check.count}"]


def _dated(scenario: Scenario, check: OnRecord, body: dict[str, Any]) -> bool:
    if check.time is None:
        return True
    wanted = datetime.fromisoformat(scenario.resolve(check.time))
    return datetime.fromisoformat(body["time"]) == wanted


def _has(entry: Any, wanted: Mapping[str, Any]) -> bool:
    return all(_same(_at(entry, path), value) for path, value in wanted.items())


def _same(found: Any, wanted: Any) -> bool:
    """Equal, or one moment written in two zones."""
    if found == wanted or not (isinstance(found, str) and isinstance(wanted, str)):
        return bool(found == wanted)
    one, other = _moment(found), _moment(wanted)
    return one is not None and one == other


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _absent(check: AbsentType, seen: Seen) -> list[str]:
    return [
        f"{entry['type']} is in the catalogue"
        for entry in seen.catalogue["types"]
        for word in check.words
        if word.lower() in " ".join((entry["type"], *entry["label"].values())).lower()
    ]


def _at(body: Any, path: str) -> Any:
    """The value under a dotted path; a number names an element of a list."""
    for name in path.split("."):
        if isinstance(body, list) and name.isdecimal():
            body = body[int(name)] if int(name) < len(body) else None
        else:
            body = body.get(name) if isinstance(body, dict) else None
    return body
