"""A scenario as data: the steps agencies take, and what must hold of what each of them can read afterwards.

The format is described in docs/scenario-format.md; the scenarios of this version stand in `ops/scenarios/`.
Pure: nothing here talks to a server.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from domain.catalogue import REGISTRY
from domain.ids import NAMESPACE, source_of, task_force_stream
from ops.expectations import AnyCheck, Strict, Told
from ops.failures import StartFailure
from ops.roster import demo_roster

SHIPPED = ("sc01", "sc02", "sc03", "sc04", "sc05", "sc06", "sc07", "sc08", "sc09", "sc10", "sc11", "sc12")
LATEST = "latest"
TASK_FORCE = "task_force"
NO_POSITIONS: Mapping[str, int] = {}
DAY = re.compile(r"day (?P<day>[0-9]{1,4})(?: (?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?")


class ScenarioError(StartFailure, ValueError):
    """A scenario does not hold together; the message names the scenario, the step or check, and the word."""

    exit_code = 12


class Paper(Strict, frozen=True, kw_only=True):
    """A paper that steps refer to as `$name`: its hash and size are those of `content` in UTF-8."""

    content: str
    holder: str
    mediatype: str = "application/pdf"
    number: str | None = None
    date: dt.date | None = None


class Expect(Strict, frozen=True, kw_only=True):
    """How the server must answer a step: the HTTP status of a single event, and the slug of a problem."""

    status: int = 201
    problem: str | None = None


class Later(Strict, frozen=True, kw_only=True):
    """When something that had happened before was published."""

    day: int
    time: str


class Step(Strict, frozen=True, kw_only=True):
    """One event that one agency publishes. `support`: not in the reference table, but the case needs it.

    `basedon`: "latest", the case as its agency reads it then, or the step up to which it knows the case.
    `published`: when it was published, where that was later than it occurred. `effectedon` ("day 3") and
    `effecteddoc`: of a decision that was already taken on paper.
    """

    id: str
    day: int
    time: str
    agency: str
    type: str
    case: str
    told: Told
    data: dict[str, Any]
    basedon: str | None = None
    effectedon: str | None = None
    effecteddoc: str | None = None
    published: Later | None = None
    support: bool = False
    expect: Expect = Expect()


class Scenario(Strict, frozen=True, kw_only=True):
    """One scenario. `aliases` lists the names used as `@name`, by what they stand for; each is a UUID."""

    id: str
    title: Told
    task_force: str
    zone: str
    start: dt.date
    aliases: dict[str, tuple[str, ...]]
    steps: tuple[Step, ...]
    checks: tuple[AnyCheck, ...]
    papers: dict[str, Paper] = msgspec.field(default_factory=dict)

    @property
    def cases(self) -> tuple[UUID, ...]:
        """The cases of the scenario."""
        return tuple(self.uuid(f"@{name}") for name in self.aliases["cases"])

    def uuid(self, word: str) -> UUID:
        """The UUID that `@name` stands for: the same in every run, another in every scenario."""
        if not any(word[1:] in names for names in self.aliases.values()):
            raise ScenarioError(f"{self.id}: {word} is not among its aliases")
        return uuid5(NAMESPACE, f"scenarios/{self.id}/{word[1:]}")

    def event_id(self, step: str) -> str:
        """The event id of a step: `<scenario>:<step>`."""
        return f"{self.id}:{step}"

    def moment(self, step: Step) -> dt.datetime:
        """When the step occurred, in the zone of the task force."""
        return self.at(step.day, step.time)

    def published(self, step: Step) -> dt.datetime:
        """When the step was published."""
        later = step.published
        return self.moment(step) if later is None else self.at(later.day, later.time)

    def at(self, day: int, time: str) -> dt.datetime:
        """A moment of the scenario, in the zone of the task force."""
        date = self.start + dt.timedelta(days=day)
        return dt.datetime.combine(date, dt.time.fromisoformat(time), ZoneInfo(self.zone))

    def so_far(self, now: dt.datetime) -> "Scenario":
        """The scenario without what has not come yet; where it goes on, it has no checks at the end."""
        steps = tuple(step for step in self.steps if self.published(step) <= now)
        if len(steps) == len(self.steps):
            return self
        names = {step.id for step in steps}
        checks = tuple(
            check for check in self.checks if check.after in names and names.issuperset(steps_of(check))
        )
        return msgspec.structs.replace(self, steps=steps, checks=checks)

    def stream(self, step: Step) -> UUID:
        """The case that a step belongs to, or the stream of the task force."""
        if step.case == TASK_FORCE:
            return task_force_stream(demo_roster().origin, self.task_force)
        return self.uuid(step.case)

    def event(
        self, step: Step, basedon: int | None = None, positions: Mapping[str, int] = NO_POSITIONS
    ) -> dict[str, Any]:
        """The CloudEvents event of a step with all its fields in clear. `basedon` belongs to a decision.
        `positions`: where the log has the steps before it."""
        known = REGISTRY.get(step.type)
        event = {
            "specversion": "1.0",
            "id": self.event_id(step.id),
            "source": source_of(step.agency),
            "type": known.type if known else f"jejak.{step.type}.v1",
            "subject": str(self.stream(step)),
            "time": self.moment(step).isoformat(),
            "data": self.resolve(step.data, positions),
            "basedon": basedon,
            "effectedon": self.resolve(step.effectedon),
            "effecteddoc": self.resolve(step.effecteddoc),
        }
        return {name: value for name, value in event.items() if value is not None}

    def resolve(self, value: Any, positions: Mapping[str, int] = NO_POSITIONS) -> Any:
        """A value as JSON with `@alias`, `@alias/1/2`, `$paper`, `$paper.sha256`, `#step`, `day 3`,
        `day 3 08:30` filled in, dates as RFC 3339."""
        match value:
            case dict():
                return {name: self.resolve(member, positions) for name, member in value.items()}
            case list() | tuple():
                return [self.resolve(member, positions) for member in value]
            case dt.date():
                return value.isoformat()
            case str() if value.startswith("@"):
                name, slash, rest = value.partition("/")
                return f"{self.uuid(name)}{slash}{rest}"
            case str() if value.startswith("$"):
                return self._paper(value[1:])
            case str() if value.startswith("#"):
                return self._position(value[1:], positions)
            case str() if found := DAY.fullmatch(value):
                moment = self.at(int(found["day"]), found["time"] or "00:00")
                return moment.isoformat() if found["time"] else moment.date().isoformat()
        return value

    def _position(self, step: str, positions: Mapping[str, int]) -> int:
        if step not in positions:
            raise ScenarioError(f"{self.id}: #{step} is no step that was recorded before")
        return positions[step]

    def _paper(self, word: str) -> Any:
        name, _, member = word.partition(".")
        if name not in self.papers:
            raise ScenarioError(f"{self.id}: ${name} is not among its papers")
        document = document_of(self.papers[name])
        return document[member] if member else document


def document_of(paper: Paper) -> dict[str, Any]:
    """The `document` an event states of a paper: hash, size, media type, number, date, holder."""
    content = paper.content.encode()
    document = {
        "sha256": sha256(content).hexdigest(),
        "bytes": len(content),
        "mediatype": paper.mediatype,
        "holder": paper.holder,
        "number": paper.number,
        "date": paper.date.isoformat() if paper.date else None,
    }
    return {name: value for name, value in document.items() if value is not None}


def read_scenario(text: str) -> Scenario:
    """A scenario from its TOML text. Raises ScenarioError."""
    try:
        scenario = msgspec.convert(tomllib.loads(text), Scenario)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ScenarioError(str(error)) from None
    problem = next(_problems(scenario), None)
    if problem:
        raise ScenarioError(f"{scenario.id}: {problem}")
    before: dict[str, int] = {}
    for position, step in enumerate(scenario.steps, 1):
        scenario.event(step, positions=before)  # raises for a word that stands for nothing
        before[step.id] = position
    return scenario


def shipped_scenarios() -> tuple[Scenario, ...]:
    """The scenarios that come with this version, in the order in which the demo plays them."""
    folder = files("ops").joinpath("scenarios")
    return tuple(read_scenario(folder.joinpath(f"{name}.toml").read_text("utf-8")) for name in SHIPPED)


def steps_of(check: AnyCheck) -> list[str]:
    """The steps that a check names."""
    words = (check.after, getattr(check, "event", None), getattr(check, "since", None))
    return [word for word in words if word is not None]


def _problems(scenario: Scenario) -> Iterator[str]:
    steps = [step.id for step in scenario.steps]
    if len(set(steps)) < len(steps):
        yield "two steps have one id"
    moments = [scenario.published(step) for step in scenario.steps]
    if moments != sorted(moments):
        yield "the steps are not in the order in which they were published"
    for step in scenario.steps:
        if scenario.published(step) < scenario.moment(step):
            yield f"the step {step.id} is published before it occurred"
        if step.basedon not in (None, LATEST, *steps[: steps.index(step.id)]):
            yield f"the step {step.id} rests on {step.basedon}, which is no step before it"
    for check in scenario.checks:
        for word in steps_of(check):
            if word not in steps:
                yield f"a check names the step {word}, which there is not"
