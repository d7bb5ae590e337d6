"""Playing a scenario: each step is published by its agency, through the public API, as that agency.

What an agency sends is kept before it is sent, as an agency's outbox would: sent again after a crash, or by a
second run, the very same bytes are answered `already_recorded`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
from jejak_client.answers import Answer
from jejak_client.envelope import EnvelopeError, Event, id_of

from ops.checks import Seen, doors, failures, question_of
from ops.desk import Desk, Question, Reading
from ops.expectations import Answers, AnyCheck, Secret, Unchanged
from ops.files import private_directory, write_private
from ops.scenario import LATEST, Scenario, ScenarioError, Step

SENT = "sent.ndjson"


class Outcome(NamedTuple):
    """What became of one step."""

    step: Step
    answer: Answer

    @property
    def failure(self) -> str | None:
        """How the answer differs from the one the scenario expects, or None."""
        expected, found = self.step.expect, self.answer
        status = found.problem["status"] if found.problem else expected.status
        if found.slug == expected.problem and status == expected.status:
            return None
        return f"{self.step.id}: expected {expected.problem or 'recorded'}, the server answered {told(found)}"


class Outbox:
    """What the agencies sent, by event id, in `<data>/agencies/<agency>/sent.ndjson` (mode 0600).

    A line is one event as sent; it holds disclosures in clear, as an agency's own files do.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._sent: dict[tuple[str, str], Event] = {}
        for path in (data / "agencies").glob(f"*/{SENT}"):
            for line in _whole_lines(path):
                event = msgspec.json.decode(line, type=dict[str, Any])
                self._sent[path.parent.name, id_of(event) or ""] = event

    def find(self, agency: str, event_id: str) -> Event | None:
        """What the agency sent under this id, if it did."""
        return self._sent.get((agency, event_id))

    def keep(self, agency: str, event_id: str, event: Event) -> None:
        """Keeps what the agency is about to send."""
        path = self._data / "agencies" / agency / SENT
        private_directory(self._data / "agencies")
        private_directory(path.parent)
        path.touch(mode=0o600)
        with path.open("ab") as file:
            file.write(msgspec.json.encode(event) + b"\n")
        self._sent[agency, event_id] = event


def _whole_lines(path: Path) -> list[bytes]:
    """The lines of the file; one that was cut off while it was written was never sent, and goes."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        write_private(path, whole)
    return whole.splitlines()


class Played(NamedTuple):
    """A scenario played: the answers, what every agency reads in the end, and what is not as it should be.

    `unchecked`: checks in the midst of the story that a repeated run cannot make any more.
    """

    outcomes: list[Outcome]
    seen: Seen
    wrong: list[str]
    unchecked: int

    @property
    def repeated(self) -> bool:
        """Whether everything was on record already."""
        return all(outcome.answer.status != "recorded" for outcome in self.outcomes)


class World(Protocol):
    """The deployment in which scenarios are played."""

    def until(self, moment: datetime) -> None:
        """Lets time pass up to a moment; what falls due meanwhile is put on record by the deployment."""

    def settled(self) -> None:
        """Returns when what was recorded has reached every ledger and view, and what it causes too."""


class Telling:
    """One scenario while it is played."""

    def __init__(self, scenario: Scenario, desks: Mapping[str, Desk], outbox: Outbox, world: World) -> None:
        self.scenario = scenario
        self._desks = desks
        self._outbox = outbox
        self._world = world
        self._outcomes: list[Outcome] = []
        self._earlier: dict[str, dict[str, Reading]] = {}
        self._wrong: list[str] = []
        self._catalogue = next(iter(desks.values())).catalogue()

    def take(self, step: Step) -> Outcome:
        """Publishes a step, and makes the checks that stand right after it."""
        desk = self._desks[step.agency]
        outcome = Outcome(step, self._sent(step, desk))
        self._outcomes.append(outcome)
        agencies = _read_after(self.scenario, step.id, self._desks)
        if agencies and outcome.answer.status != "already_recorded":
            self._world.settled()
            self._earlier[step.id] = {agency: self._read(agency, step.id) for agency in agencies}
            positions = _positions(self._outcomes)
            seen = Seen(self._earlier[step.id], positions, self._catalogue, self._earlier)
            self._wrong += _wrong(self.scenario, step.id, seen)
        return outcome

    def end(self, readings: Mapping[str, Reading]) -> Played:
        """Makes the checks that stand at the end, on all that every agency can read then."""
        seen = Seen(readings, _positions(self._outcomes), self._catalogue, self._earlier)
        wrong = [*filter(None, (outcome.failure for outcome in self._outcomes)), *self._wrong]
        wrong += _wrong(self.scenario, None, seen)
        wrong += [each for case in self.scenario.cases for each in doors(case, readings)]
        unchecked = sum(not needs(check) <= self._earlier.keys() for check in self.scenario.checks)
        return Played(self._outcomes, seen, wrong, unchecked)

    def questions(self, agency: str, after: str | None) -> list[Question]:
        """What else an agency asks for the checks after a step, or for those at the end (None)."""
        return [
            question_of(self.scenario, check)
            for check in self.scenario.checks
            if isinstance(check, Answers) and check.agency == agency and check.after == after
        ]

    def _read(self, agency: str, after: str) -> Reading:
        return self._desks[agency].read(self.scenario.cases, self.questions(agency, after))

    def _sent(self, step: Step, desk: Desk) -> Answer:
        event_id = self.scenario.event_id(step.id)
        event = self._outbox.find(desk.agency, event_id)
        if event is not None:
            return desk.send_again(event_id, event)
        event = self._prepared(step, desk)
        self._outbox.keep(desk.agency, event_id, event)
        return desk.send(event)

    def _prepared(self, step: Step, desk: Desk) -> Event:
        try:
            known = self._basedon(step, desk), _positions(self._outcomes)
            return desk.prepare(self.scenario.event(step, *known))
        except EnvelopeError as error:  # the agency's own software does not sign what the catalogue lacks
            raise ScenarioError(f"{self.scenario.id}: {step.id}: {error}") from None

    def _basedon(self, step: Step, desk: Desk) -> int | None:
        if step.basedon in (None, LATEST):
            return desk.latest(self.scenario.stream(step)) if step.basedon else None
        return next(each.answer.caseversion for each in self._outcomes if each.step.id == step.basedon)


def play(
    scenarios: Sequence[Scenario],
    desks: Mapping[str, Desk],
    outbox: Outbox,
    world: World,
    after_step: Callable[[Outcome], None] = lambda _outcome: None,
) -> list[Played]:
    """Publishes the steps of all scenarios in the order of their time, each after the one before was
    answered, and makes the checks."""
    tellings = [Telling(scenario, desks, outbox, world) for scenario in scenarios]
    steps = [(telling, step) for telling in tellings for step in telling.scenario.steps]
    for telling, step in sorted(steps, key=lambda each: each[0].scenario.published(each[1])):
        world.until(telling.scenario.published(step))
        after_step(telling.take(step))
    world.settled()
    cases = [case for scenario in scenarios for case in scenario.cases]
    readings = {
        agency: desk.read(cases, [each for telling in tellings for each in telling.questions(agency, None)])
        for agency, desk in desks.items()
    }
    return [telling.end(readings) for telling in tellings]


def _wrong(scenario: Scenario, after: str | None, seen: Seen) -> list[str]:
    return [
        each
        for check in scenario.checks
        if check.after == after and (not isinstance(check, Unchanged) or check.since in seen.earlier)
        for each in failures(scenario, check, seen)
    ]


def needs(check: AnyCheck) -> set[str]:
    """The steps right after which something must be read for this check."""
    steps = (check.after, check.since if isinstance(check, Unchanged) else None)
    return {step for step in steps if step is not None}


def _read_after(scenario: Scenario, step: str, everyone: Iterable[str]) -> set[str]:
    """The agencies of which something must be read; all of them where it is asked who knows a secret."""
    checks = [check for check in scenario.checks if step in needs(check)]
    if any(isinstance(check, Secret) for check in checks):
        return set(everyone)
    return {check.agency for check in checks if hasattr(check, "agency")}


def _positions(outcomes: list[Outcome]) -> dict[str, int]:
    return {each.step.id: each.answer.position for each in outcomes if each.answer.position is not None}


def told(answer: Answer) -> str:
    """An answer in words for a report: the status, and of a refusal the rule and the field."""
    if answer.problem is None:
        return answer.status
    members = (answer.slug, answer.problem.get("field"), answer.problem.get("detail"))
    return " · ".join(str(member) for member in members if member)
