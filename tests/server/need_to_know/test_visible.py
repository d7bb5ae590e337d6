"""`visible` says of random cases what the oracle says: the same property as of all calls, many more cases."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

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
from tests.server.need_to_know.beginnings import Step
from tests.server.need_to_know.cast import KINDS, classes_of
from tests.server.need_to_know.looking import Seen
from tests.server.need_to_know.oracle import Oracle
from tests.server.need_to_know.stories import CASES
from tests.server.need_to_know.telling import HOST, Ready, Story

DIRECTORY = directory_of(*KINDS)
SOON = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


# What moves access and must come about among the random cases, else they prove less than they say.
MOVES = frozenset(
    {
        *("ReferralOffered", "ReferralAccepted", "ReferralDeclined", "ReferralCompleted", "ReferralReturned"),
        *("CaseManagerAssigned", "AccessGranted", "AccessRevoked", "CaseShared", "ExpertEngaged", "SpdpSent"),
        *("ConsentGranted", "ConsentWithdrawn", "ConsentScopeChanged", "AssentGranted"),
        *("GuardianConflictChecked", "BreakGlassOpened", "BreakGlassConfirmed", "BreakGlassReviewed"),
        *("EntryWithdrawn", "FactCorrected", "ErasureRequested", "ErasureApproved", "KeyShredded"),
        *("IndictmentFiled", "SentToCourt", "HearingHeld", "VerdictGiven", "JudgmentFinal"),
    }
)


def test_what_is_visible_is_what_the_oracle_allows() -> None:
    assert_in_cases(settings(SOON, max_examples=150, derandomize=True))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_in_many_cases_what_is_visible_is_what_the_oracle_allows() -> None:
    assert_in_cases(settings(SOON, max_examples=20_000))


def assert_in_cases(drawing: settings) -> None:
    recorded = Counter[str]()

    @drawing
    @given(CASES)
    def each_sees_what_is_allowed(drawn: tuple[Step, list[Step], timedelta]) -> None:
        recorded.update(each.type for each in told(drawn).told)

    each_sees_what_is_allowed()
    assert recorded.keys() >= MOVES, MOVES - recorded.keys()


def told(drawn: tuple[Step, list[Step], timedelta]) -> Story:
    """The case, once every agency was found to see of it what is allowed."""
    first, rest, passed = drawn
    story, stream = Story(Time()), Stream()
    stream.case = story.case
    for step in (first, *rest):
        ready = story.next(step)
        if ready and accepted(stream, ready, story):
            story.recorded(ready, stream.position)
            if ready.type_name == "ErasureApproved":
                shred(stream, story, ready.data)
    oracle = Oracle(story.told, KINDS)
    for at in (story.time(), story.time() + passed, story.time() + timedelta(days=3)):
        for agency in KINDS:
            assert shown(stream.now, agency, at) == oracle.sees(agency, at), (agency, story.told)
    return story


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


def shred(stream: Stream, story: Story, approved: dict[str, Any]) -> None:
    """The host destroys the keys of what was approved."""
    data = {name: approved[name] for name in ("erasure", "person", "classes")}
    data |= {"keys": 1, "through": stream.position}
    event = stream.records("KeyShredded", HOST, at=story.time(), **data)
    story.shredded(event.position, event.id, data)


def shown(state: CaseState, agency: str, at: datetime) -> Seen:
    found: Seen = {}
    for head in state.events:
        level, classes = visible(state, agency, KINDS[agency], head, MATRIX, at)
        if level:
            names = frozenset(DataClass(classes).names()) - {"case"}
            found[head.position] = ("body" if level == BODY_LEVEL else "stage", names)
    return found
