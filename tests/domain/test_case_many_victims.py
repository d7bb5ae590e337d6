"""One report with 41 victims is normal (reference/domain.md 5.3, section 6 no. 17)."""

from typing import Any

import pytest

from domain import case
from domain.case_state import CaseState
from domain.decisions import Accepted
from domain.events import RecordedEvent
from domain.fold.steps import Changes, Step
from tests.domain.deciding import deciding
from tests.domain.given import Stream, named, proposed

VICTIMS = [named(f"victim {number}") for number in range(1, 42)]
GROUP: dict[str, Any] = {"group": "one-report"}


def registration(person: Any, child: bool) -> dict[str, Any]:
    band = "9-17" if child else "18-20"
    return {"person": person, "sex": "male", "age_band": band, "child": child}


def given_recruits() -> Stream:
    """Forty-one recruits, every twentieth a child, in one group."""
    stream = Stream()
    stream.records(
        "ReportReceived",
        "polres",
        channel="police",
        persons_reported=41,
        children_reported=2,
        routed_to=["polres", "uptdppa"],
        attributes=GROUP,
    )
    for number, person in enumerate(VICTIMS, 1):
        stream.records(
            "VictimRegistered", "polres", attributes=GROUP, **registration(person, number % 20 == 0)
        )
    return stream


def test_a_report_with_41_victims_is_one_case_with_41_persons() -> None:
    state = given_recruits().now
    assert state.version == 42
    assert list(state.persons) == VICTIMS
    assert sum(person.child is True for person in state.persons.values()) == 2
    assert {head.group for head in state.events} == {"one-report"}


def test_each_of_41_registrations_is_decided_on_the_state_that_the_one_before_it_made() -> None:
    stream = given_recruits()
    for person in VICTIMS:
        event = proposed("VictimRegistered", "polres", **registration(person, child=False))
        assert isinstance(deciding(event, stream), Accepted)


def counted_steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The types of the events whose step is taken from here on."""
    taken: list[str] = []

    def counting(step: Step) -> Step:
        def taking(state: CaseState, event: RecordedEvent) -> Changes:
            taken.append(event.type)
            return step(state, event)

        return taking

    for name, step in case.STEPS.items():
        monkeypatch.setitem(case.STEPS, name, counting(step))
    return taken


def test_a_further_victim_costs_one_step_and_a_correction_one_step_for_each_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing counts the case anew but what takes back or corrects; that counts it once."""
    stream = given_recruits()
    taken = counted_steps(monkeypatch)
    stream.records("VictimRegistered", "polres", **registration(named("one more"), child=True))
    assert len(taken) == 1
    stream.records(
        "FactCorrected",
        "polres",
        event_id="e2",
        event_source="/agencies/polres",
        person=VICTIMS[0],
        fields=["child"],
        child=True,
        reason="persons_papers",
    )
    assert len(taken) == 1 + 1 + 44
    assert stream.now.persons[VICTIMS[0]].child is True


def test_one_of_41_taken_back_leaves_forty() -> None:
    stream = given_recruits()
    stream.records("EntryWithdrawn", "polres", event_id="e5", reason="entered_twice")
    assert len(stream.now.persons) == 40
    assert VICTIMS[3] not in stream.now.persons
