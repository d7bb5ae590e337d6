"""Playing a scenario: each step is published by its agency, through the public API, as that agency.

What an agency sends is kept before it is sent, as an agency's outbox would: sent again after a crash, or by a
second run, the very same bytes are answered `already_recorded`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from jejak_client.answers import Answer
from jejak_client.envelope import Event, id_of

from ops.checks import Seen, doors, failures
from ops.desk import Desk, Reading
from ops.files import private_directory, write_private
from ops.scenario import AnyCheck, Scenario, Step, Unchanged

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


def play(
    scenario: Scenario,
    desks: Mapping[str, Desk],
    outbox: Outbox,
    settled: Callable[[], None],
    after_step: Callable[[Outcome], None] = lambda _outcome: None,
) -> Played:
    """Publishes the steps in their order, each after the one before was answered, and makes the checks.

    `settled` returns when what was recorded has reached every ledger.
    """
    outcomes: list[Outcome] = []
    earlier: dict[str, dict[str, Reading]] = {}
    wrong: list[str] = []
    catalogue = next(iter(desks.values())).catalogue()
    for step in scenario.steps:
        desk = desks[step.agency]
        outcome = Outcome(step, desk.send(_event(scenario, step, desk, outbox)))
        outcomes.append(outcome)
        agencies = _read_after(scenario, step.id)
        if agencies and outcome.answer.status == "recorded":
            settled()
            earlier[step.id] = {agency: desks[agency].read(scenario.cases) for agency in agencies}
            seen = Seen(earlier[step.id], _positions(outcomes), catalogue)
            wrong += _wrong(scenario, step.id, seen)
        after_step(outcome)
    settled()
    readings = {agency: desk.read(scenario.cases) for agency, desk in desks.items()}
    seen = Seen(readings, _positions(outcomes), catalogue, earlier)
    wrong = [*filter(None, (outcome.failure for outcome in outcomes)), *wrong, *_wrong(scenario, None, seen)]
    wrong += [each for case in scenario.cases for each in doors(case, readings)]
    unchecked = sum(needs(check) not in (None, *earlier) for check in scenario.checks)
    return Played(outcomes, seen, wrong, unchecked)


def _wrong(scenario: Scenario, after: str | None, seen: Seen) -> list[str]:
    return [
        each
        for check in scenario.checks
        if check.after == after and (not isinstance(check, Unchanged) or check.since in seen.earlier)
        for each in failures(scenario, check, seen)
    ]


def needs(check: AnyCheck) -> str | None:
    """The step right after which something must be read for this check, or None."""
    return check.since if isinstance(check, Unchanged) else check.after


def _read_after(scenario: Scenario, step: str) -> set[str]:
    return {check.agency for check in scenario.checks if needs(check) == step and hasattr(check, "agency")}


def _positions(outcomes: list[Outcome]) -> dict[str, int]:
    return {each.step.id: each.answer.position for each in outcomes if each.answer.position is not None}


def told(answer: Answer) -> str:
    """An answer in words for a report: the status, and of a refusal the rule and the field."""
    if answer.problem is None:
        return answer.status
    members = (answer.slug, answer.problem.get("field"), answer.problem.get("detail"))
    return " · ".join(str(member) for member in members if member)


def _event(scenario: Scenario, step: Step, desk: Desk, outbox: Outbox) -> Event:
    event_id = scenario.event_id(step.id)
    event = outbox.find(desk.agency, event_id)
    if event is None:
        basedon = desk.latest(scenario.uuid(step.case)) if step.basedon else None
        event = desk.prepare(scenario.event(step, basedon))
        outbox.keep(desk.agency, event_id, event)
    return event
