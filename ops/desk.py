"""One agency at work: it publishes with its own token and key, and reads all that it may read."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import msgspec
from jejak_client.answers import Answer
from jejak_client.api import JejakClient
from jejak_client.envelope import Event
from jejak_client.feed import FeedRow
from jejak_client.keys import AgencyKey, load_key
from jejak_client.problems import ProblemError

from domain.base64url import decode

READING = frozenset({"reader", "coordinator", "auditor", "dpo"})  # the roles that identities open to
PAGE = 500  # rows, the most that one fetch serves
LEVELS = ("nothing", "stage", "body")  # as `detail` of a withdrawn row names them


class Held(NamedTuple):
    """One event as the agency holds it: "body" or "stage", and the data classes disclosed with a body."""

    level: str
    classes: tuple[str, ...]


class View(NamedTuple):
    """The answer to one GET: its HTTP status, and its JSON or None."""

    status: int
    body: Any


class Question(NamedTuple):
    """A path of the API that an agency asks for in one of its roles; the parameters as pairs."""

    path: str
    role: str
    parameters: tuple[tuple[str, str], ...] = ()


class Reading:
    """All that one agency was served: its feed folded to what it holds, its views of some cases, and the
    answers to what else it asked."""

    def __init__(
        self,
        rows: list[FeedRow],
        cases: Mapping[UUID, View],
        timelines: Mapping[UUID, View],
        others: list[View],
        answers: Mapping[Question, View] | None = None,
    ) -> None:
        self.rows = rows
        self.cases = cases
        self.timelines = timelines
        self.answers = answers or {}
        self._others = [*others, *self.answers.values()]

    @cached_property
    def held(self) -> dict[int, Held]:
        """By log position what the agency holds after all rows of its ledger."""
        held = {row.logposition: _held(row) for row in self.rows if row.logposition is not None}
        return {position: each for position, each in held.items() if each.level != "nothing"}

    @cached_property
    def text(self) -> str:
        """Every string it was served, with everything in base64url opened, one a line."""
        views = [*self.cases.values(), *self.timelines.values(), *self._others]
        served = [msgspec.to_builtins(self.rows), [view.body for view in views]]
        return "\n".join(strings(served))

    @cached_property
    def bodies(self) -> list[dict[str, Any]]:
        """The signed bodies it was served, of events of which it still holds the body."""
        held = {position for position, each in self.held.items() if each.level == "body"}
        return [_body(row.event) for row in self.rows if row.event is not None and row.logposition in held]

    def body(self, position: int) -> dict[str, Any] | None:
        """The signed body of one event, None where it was served none."""
        served = (row.event for row in self.rows if row.logposition == position and row.event is not None)
        event = next(served, None)
        return None if event is None else _body(event)

    def counts(self, case: UUID) -> tuple[int, int]:
        """How many events of a case it holds as bodies, and how many as stage rows."""
        positions = {row.logposition for row in self.rows if row.case == str(case)}
        levels = [each.level for position, each in self.held.items() if position in positions]
        return levels.count("body"), levels.count("stage")

    def case_told(self, case: UUID) -> tuple[Any, list[Any]]:
        """What case and timeline say of a case; who fetched what when is not of the case."""
        items = (self.timelines[case].body or {}).get("items", [])
        told = [{name: member for name, member in item.items() if name != "receivers"} for item in items]
        return self.cases[case].body, told


class Desk:
    """One agency at work. `key` is None where the host signs for it in escrow."""

    def __init__(self, agency: str, clients: Mapping[str, JejakClient], key: AgencyKey | None) -> None:
        self.agency = agency
        self._clients = clients
        self._publisher = clients["publisher"]
        self._reader = clients["reader"]
        self._key = key

    def prepare(self, event: Event) -> Event:
        """The event as this agency sends it, signed where it has a key; sent again as it is, never anew."""
        return self._publisher.sign(event, self._key) if self._key else event

    def send(self, event: Event) -> Answer:
        """Publishes one prepared event."""
        return self._publisher.publish(event)

    def send_again(self, event_id: str, event: Event) -> Answer:
        """Publishes an event that was sent before. After an erasure the server recognises no plain event of
        the person any more, and says that the id is used: then what is on record under it is the answer."""
        answer = self.send(event)
        if answer.slug != "id_reused":
            return answer
        first = self._publisher.submission(event_id)
        return answer if first is None else msgspec.structs.replace(first, status="already_recorded")

    def latest(self, case: UUID) -> int:
        """The version of a case as this agency reads it, for a decision to rest on."""
        return int(self._reader.case(case)["version"])

    def catalogue(self) -> dict[str, Any]:
        """The event types there are."""
        return self._reader.catalogue()

    def ask(self, question: Question) -> View:
        """The answer to one GET."""
        return _view(self._clients[question.role].ask, question.path, dict(question.parameters))

    def read(self, cases: Iterable[UUID], questions: Iterable[Question] = ()) -> Reading:
        """All that the agency can read of its own accord, of these cases and beside them."""
        cases = list(cases)
        return Reading(
            rows=self._feed(),
            cases={case: _view(self._reader.case, case) for case in cases},
            timelines={case: _view(self._reader.timeline, case) for case in cases},
            others=[_view(self._reader.cases), _view(self._reader.worklist), _view(self._reader.manifest)],
            answers={question: self.ask(question) for question in questions},
        )

    def _feed(self) -> list[FeedRow]:
        page = self._reader.feed(limit=PAGE)
        rows = list(page.items)
        while page.next < page.head:
            page = self._reader.feed(after=page.next, limit=PAGE)
            rows += page.items
        return rows


def open_desks(
    stack: ExitStack, url: str, tokens: Mapping[str, Mapping[str, str]], keys: Mapping[str, Path]
) -> dict[str, Desk]:
    """The desk of every agency, on one pool of connections that the stack closes."""
    pool = stack.enter_context(httpx.HTTPTransport())

    def client(agency: str, role: str) -> JejakClient:
        # One attempt: when the server next to us goes away, so does the story.
        return JejakClient(url, tokens[agency][role], transport=pool, attempts=1)

    clients = {agency: {role: client(agency, role) for role in roles} for agency, roles in tokens.items()}
    for by_role in clients.values():
        for role in by_role.keys() & READING:
            by_role[role].accept_notice()
    return {
        agency: Desk(agency, by_role, load_key(keys[agency]) if agency in keys else None)
        for agency, by_role in clients.items()
    }


def _view(call: Any, *arguments: Any) -> View:
    try:
        return View(200, call(*arguments))
    except ProblemError as problem:
        return View(problem.status, None)


def _held(row: FeedRow) -> Held:
    """What a row leaves the agency with of its event."""
    level = "body" if row.event is not None else "stage" if row.stage is not None else "nothing"
    if row.kind in ("withdrawn", "shredded"):
        level = LEVELS[(row.detail or {})["level"]]
    return Held(level, row.classes)


def _body(event: Mapping[str, Any]) -> dict[str, Any]:
    payload = decode(event["payload"])
    assert payload is not None, "the feed serves canonical base64url"
    return dict(msgspec.json.decode(payload))


def strings(value: Any) -> Iterator[str]:
    """Every string and number in a JSON value, looking into strings that hold base64url of text."""
    match value:
        case dict():
            for name, member in value.items():
                yield name
                yield from strings(member)
        case list() | tuple():
            for member in value:
                yield from strings(member)
        case str():
            yield value
            yield from _hidden(value)
        case int() | float():
            yield str(value)


def _hidden(text: str) -> Iterator[str]:
    for part in text.split("."):
        raw = decode(part) if len(part) >= 8 else None
        if raw is None:
            continue
        try:
            yield from strings(msgspec.json.decode(raw))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
