"""What is decided on appends still in flight holds only if those appends stand."""

from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from domain import base64url
from tests.server.api.agencies import BATCH, SIGNED, Event, event
from tests.server.api.deployment import Deployment

UPTD, POLRES = "uptdppa-ttu", "polres-ttu"


def triage(case: UUID, **attributes: Any) -> Event:
    data = {"person": str(uuid4()), "urgency": "urgent"}
    return event(UPTD, "ReportTriaged", case, data, **attributes)


def closing(case: UUID, **attributes: Any) -> Event:
    return event(UPTD, "CaseClosed", case, {"reason": "person_withdrew"}, **attributes)


async def results(deployment: Deployment, batch: list[Event]) -> list[dict[str, Any]]:
    answer = await (await deployment.caller(UPTD)).post(batch, BATCH)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def told(found: list[dict[str, Any]]) -> list[str]:
    return [
        each["problem"]["type"].removeprefix("/problems/") if "problem" in each else each["status"]
        for each in found
    ]


async def test_a_refused_event_is_not_tried_again_behind_later_ones_of_its_call(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case()
    reopening = event(UPTD, "CaseReopened", case, {"reason": "new_evidence"}, basedon=1)
    found = await results(deployment, [triage(case), reopening, closing(case, basedon=2)])
    assert told(found) == ["recorded", "precondition", "recorded"]


async def test_a_refusal_that_rested_on_an_event_not_recorded_is_taken_back(deployment: Deployment) -> None:
    case = await deployment.open_case()
    used = triage(case)
    await deployment.publish(UPTD, used)
    offer = event(
        UPTD,
        "ReferralOffered",
        case,
        {"referral": str(uuid4()), "to": "rsud-ttu", "service": "health_rehabilitation"},
    )
    found = await results(deployment, [closing(case, id=used["id"], basedon=2), offer])
    assert told(found) == ["id_reused", "recorded"]


async def test_no_link_rests_on_a_person_whose_registration_was_refused(deployment: Deployment) -> None:
    one, other = str(uuid4()), str(uuid4())
    here, there = await deployment.open_case(person=one), await deployment.open_case()
    used = triage(there)
    await deployment.publish(UPTD, used)
    unknown = event(UPTD, "ReportTriaged", there, {"person": other, "urgency": "urgent"}, id=used["id"])
    pairs = [{"case": str(here), "person": one}, {"case": str(there), "person": other}]
    link = event(UPTD, "DuplicateLinked", uuid4(), {"pairs": pairs, "reason": "same_identity_number"})
    assert told(await results(deployment, [unknown, link])) == ["id_reused", "precondition"]


async def test_a_duplicate_link_may_follow_the_registration_in_one_call(deployment: Deployment) -> None:
    one, other = str(uuid4()), str(uuid4())
    here, there = await deployment.open_case(person=one), await deployment.open_case()
    triaged = event(UPTD, "ReportTriaged", there, {"person": other, "urgency": "urgent"})
    pairs = [{"case": str(here), "person": one}, {"case": str(there), "person": other}]
    link = event(UPTD, "DuplicateLinked", uuid4(), {"pairs": pairs, "reason": "same_identity_number"})
    assert told(await results(deployment, [triaged, link])) == ["recorded", "recorded"]


async def test_the_chain_of_a_publisher_holds_within_one_call(deployment: Deployment) -> None:
    case, key = await deployment.open_case(), deployment.keys[POLRES]
    first = key.sign(event(POLRES, "PoliceReportFiled", case, {}))
    hashed = sha256(base64url.decode(first["payload"]) or b"").hexdigest()
    order = {"file": str(uuid4()), "ordered_on": "2026-03-01", "articles": ["UU-21-2007:2"]}
    chained = [
        key.sign(event(POLRES, "InvestigationOrdered", case, order, prevversion=2, prevhash=each))
        for each in (hashed, "0" * 64)
    ]
    answer = await (await deployment.caller(POLRES)).post([first, *chained], SIGNED)
    found = answer.json()["results"]
    assert told(found) == ["recorded", "recorded", "recorded"]
    assert [each.get("marks") for each in found] == [None, None, ["prev_unmatched"]]
