"""`visible` says of random cases what the oracle says: the same property as of all calls, many more cases."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from domain.access import visible
from domain.case_state import CaseState
from domain.catalogue.fields import DataClass
from domain.decisions import Accepted, decide
from domain.matrix import BODY_LEVEL
from tests.domain.deciding import LIMITS, MATRIX
from tests.domain.emergencies import by_person
from tests.domain.given import Stream, directory_of, proposed
from tests.server.api.deployment import Time
from tests.server.need_to_know.looking import Seen
from tests.server.need_to_know.oracle import Oracle
from tests.server.need_to_know.stories import CASES, KINDS, Step, classes_of
from tests.server.need_to_know.telling import Ready, Story

DIRECTORY = directory_of(*KINDS)
SOON = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


@settings(SOON, max_examples=150, derandomize=True)
@given(CASES)
def test_what_is_visible_is_what_the_oracle_allows(drawn: tuple[Step, list[Step], timedelta]) -> None:
    assert_each_sees_what_is_allowed(drawn)


@pytest.mark.long
@settings(SOON, max_examples=20_000)
@given(CASES)
def test_in_many_cases_what_is_visible_is_what_the_oracle_allows(
    drawn: tuple[Step, list[Step], timedelta],
) -> None:
    assert_each_sees_what_is_allowed(drawn)


def assert_each_sees_what_is_allowed(drawn: tuple[Step, list[Step], timedelta]) -> None:
    first, rest, passed = drawn
    story, stream = Story(Time()), Stream()
    stream.case = story.case
    for step in (first, *rest):
        ready = story.next(step)
        if ready and accepted(stream, ready, story):
            story.recorded(ready, stream.position)
    oracle = Oracle(story.told, KINDS)
    for at in (story.time(), story.time() + passed, story.time() + timedelta(days=3)):
        for agency in KINDS:
            assert shown(stream.now, agency, at) == oracle.sees(agency, at), (agency, story.told)


def accepted(stream: Stream, ready: Ready, story: Story) -> bool:
    """Whether the event is recorded: it is then, at this very moment."""
    now = story.time()
    plain, name = ready.plain, ready.type_name
    event = proposed(name, ready.agency, case=story.case, at=now, basedon=plain.get("basedon"), **ready.data)
    event = by_person(event, plain["actor"])
    if not isinstance(decide(stream.state, DIRECTORY, event, now, {}, LIMITS, MATRIX), Accepted):
        return False
    classes = DataClass(0)
    for each in classes_of(name).values():
        classes |= DataClass[each.upper()]
    attributes = {"id": plain["id"], "actor": plain["actor"], "basedon": plain.get("basedon")}
    stream.records(name, ready.agency, at=now, disclosing=classes, attributes=attributes, **ready.data)
    return True


def shown(state: CaseState, agency: str, at: datetime) -> Seen:
    found: Seen = {}
    for head in state.events:
        level, classes = visible(state, agency, KINDS[agency], head, MATRIX, at)
        if level:
            names = frozenset(DataClass(classes).names()) - {"case"}
            found[head.position] = ("body" if level == BODY_LEVEL else "stage", names)
    return found
