"""A suspected duplicate is work for its stewards, until one of them says whether the persons are one."""

from typing import Any
from uuid import UUID

import pytest

from domain.worklist import open_items_by_agency
from tests.domain.given import Stream, named
from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import BORN, NGO, PHONE, RSUD, UPTD, Works, seat_task_force

PAIRS = [{"case": str(named(f"case {each}")), "person": str(named(each))} for each in "ab"]
STEWARDS = ["uptdppa", "coordinator"]


def suspected(*matched_on: str) -> Stream:
    """A stream with these suspicions of the same two persons."""
    stream = Stream()
    for key in matched_on:
        stream.records("DuplicateSuspected", "deployment", pairs=PAIRS, matched_on=[key], stewards=STEWARDS)
    return stream


def owed(stream: Stream) -> dict[str, list[tuple[str, int]]]:
    items = open_items_by_agency(stream.now)
    return {agency: [(each.kind, each.since_position) for each in of] for agency, of in items.items()}


def test_every_steward_checks_the_persons_once_whatever_they_match_on() -> None:
    item = [("check_duplicate", 1)]
    assert owed(suspected("nik", "passport")) == {"uptdppa": item, "coordinator": item}


@pytest.mark.parametrize(
    ("answer", "reason"), [("DuplicateLinked", "same_contact"), ("DuplicateUnlinked", "different_persons")]
)
def test_the_answer_of_one_steward_serves_for_all(answer: str, reason: str) -> None:
    stream = suspected("nik")
    stream.records(answer, "uptdppa", pairs=PAIRS, reason=reason)
    assert owed(stream) == {}


def test_a_further_match_of_persons_held_for_one_asks_nothing_and_of_persons_parted_asks_again() -> None:
    stream = suspected("nik")
    stream.records("DuplicateLinked", "uptdppa", pairs=PAIRS, reason="same_contact")
    again: dict[str, Any] = {"pairs": PAIRS, "matched_on": ["passport"], "stewards": STEWARDS}
    stream.records("DuplicateSuspected", "deployment", **again)
    assert owed(stream) == {}
    stream.records("DuplicateUnlinked", "uptdppa", pairs=PAIRS, reason="different_persons")
    stream.records("DuplicateSuspected", "deployment", **{**again, "matched_on": ["phone"]})
    assert owed(stream) == {each: [("check_duplicate", 5)] for each in STEWARDS}


async def test_a_steward_finds_the_suspicion_on_its_worklist_and_answers_that_they_are_two(
    deployment: Deployment,
) -> None:
    await seat_task_force(deployment)
    works = Works(deployment)
    same = {"routed_to": [UPTD], "victim_phone": PHONE, "victim_birth_year": BORN}
    persons = [await works.report(agency, **same) for agency in (NGO, RSUD)]
    await works.run()
    (suspicion,) = await works.recorded("DuplicateSuspected")
    assert await _to_check(deployment, UPTD) == [suspicion.case]
    assert await _to_check(deployment, NGO) == []
    pairs = [{"case": str(case), "person": str(person)} for case, person in persons]
    two = {"pairs": pairs, "reason": "different_persons"}
    await works.publish(UPTD, "DuplicateUnlinked", suspicion.case, two)
    assert await _to_check(deployment, UPTD) == []


async def _to_check(deployment: Deployment, agency: str) -> list[UUID]:
    await deployment.settled()
    items = (await (await deployment.caller(agency, "reader")).get("/v1/worklist")).json()["items"]
    return [UUID(each["case"]) for each in items if each["kind"] == "check_duplicate"]
