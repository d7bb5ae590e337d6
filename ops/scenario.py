"""A scenario as data: the steps agencies take, and what must hold of what each of them can read afterwards.

The format is described in docs/scenario-format.md; the scenarios of this version stand in `ops/scenarios/`.
Pure: nothing here talks to a server.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from domain.catalogue import REGISTRY
from domain.ids import NAMESPACE, source_of

SHIPPED = ("sc01", "sc07")


class ScenarioError(ValueError):
    """A scenario does not hold together; the message names the scenario, the step or check, and the word."""


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables of a scenario: a misspelt key is an error."""


class Told(Strict, frozen=True, kw_only=True):
    """One sentence for a coordinator, in Indonesian and in English."""

    id: str
    en: str


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


class Step(Strict, frozen=True, kw_only=True):
    """One event that one agency publishes. `support`: not in the reference table, but the case needs it."""

    id: str
    day: int
    time: str
    agency: str
    type: str
    case: str
    told: Told
    data: dict[str, Any]
    basedon: Literal["latest"] | None = None
    support: bool = False
    expect: Expect = Expect()


class Check(Strict, frozen=True, kw_only=True, tag_field="check"):
    """Base of the checks. `after`: the step after which it must hold; None: after the last."""

    after: str | None = None
    told: Told | None = None


class Sees(Check, frozen=True, kw_only=True, tag="sees"):
    """What the agency's feed holds of one step: body, stage or nothing; of a body, which data classes.

    `classes`: exactly these come with it. `without`: none of these does.
    """

    agency: str
    event: str
    level: Literal["body", "stage", "nothing"]
    classes: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()


class Secret(Check, frozen=True, kw_only=True, tag="secret"):
    """Each of `values` is in what every agency of `only` reads together, and in nothing any other reads."""

    values: tuple[str, ...]
    only: tuple[str, ...]


class Feed(Check, frozen=True, kw_only=True, tag="feed"):
    """How many event rows and stage rows of a case the agency's feed holds."""

    agency: str
    case: str
    events: int
    stages: int


class CaseView(Check, frozen=True, kw_only=True, tag="case"):
    """How the server answers the agency that asks for a case, and members of the answer."""

    agency: str
    case: str
    status: int
    facts: dict[str, Any] = {}


class Unchanged(Check, frozen=True, kw_only=True, tag="unchanged"):
    """What the agency reads of a case is what it read after the step `since`."""

    agency: str
    case: str
    since: str


class AbsentType(Check, frozen=True, kw_only=True, tag="absent_type"):
    """No event type of the catalogue has one of these words in its name or labels."""

    words: tuple[str, ...]


AnyCheck = Sees | Secret | Feed | CaseView | Unchanged | AbsentType


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
    papers: dict[str, Paper] = {}

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
        day = self.start + dt.timedelta(days=step.day)
        return dt.datetime.combine(day, dt.time.fromisoformat(step.time), ZoneInfo(self.zone))

    def event(self, step: Step, basedon: int | None = None) -> dict[str, Any]:
        """The CloudEvents event of a step with all its fields in clear. `basedon` belongs to a decision."""
        known = REGISTRY.get(step.type)
        event = {
            "specversion": "1.0",
            "id": self.event_id(step.id),
            "source": source_of(step.agency),
            "type": known.type if known else f"jejak.{step.type}.v1",
            "subject": str(self.uuid(step.case)),
            "time": self.moment(step).isoformat(),
            "data": self.resolve(step.data),
        }
        return event if basedon is None else {**event, "basedon": basedon}

    def resolve(self, value: Any) -> Any:
        """A value as JSON with `@alias`, `$paper` and `$paper.sha256` filled in, dates as RFC 3339."""
        match value:
            case dict():
                return {name: self.resolve(member) for name, member in value.items()}
            case list() | tuple():
                return [self.resolve(member) for member in value]
            case dt.date():
                return value.isoformat()
            case str() if value.startswith("@"):
                return str(self.uuid(value))
            case str() if value.startswith("$"):
                return self._paper(value[1:])
        return value

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
    for step in scenario.steps:
        scenario.event(step)  # raises for a word that stands for nothing
    return scenario


def shipped_scenarios() -> tuple[Scenario, ...]:
    """The scenarios that come with this version, in the order in which the demo plays them."""
    folder = files("ops").joinpath("scenarios")
    return tuple(read_scenario(folder.joinpath(f"{name}.toml").read_text("utf-8")) for name in SHIPPED)


def _problems(scenario: Scenario) -> Iterator[str]:
    steps = [step.id for step in scenario.steps]
    if len(set(steps)) < len(steps):
        yield "two steps have one id"
    moments = [scenario.moment(step) for step in scenario.steps]
    if moments != sorted(moments):
        yield "the steps are not in the order in which they occurred"
    for check in scenario.checks:
        for word in (check.after, getattr(check, "event", None), getattr(check, "since", None)):
            if word is not None and word not in steps:
                yield f"a check names the step {word}, which there is not"
