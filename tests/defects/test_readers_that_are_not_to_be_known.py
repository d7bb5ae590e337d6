"""Whoever opened a case is told that it was read, and by whom of those it may know to be on it
(docs/adr/0064): the list of reads must not tell a village which office keeps or helps the person."""

from typing import Any
from uuid import UUID, uuid4

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

VILLAGE, UPTD, NGO = "desa-ttu", "uptdppa-ttu", "ngo-ttu"
NAMES = ("agency", "role", "token", "person", "origin")


async def given_helper(deployment: Deployment) -> UUID:
    """The village reported; the unit referred the person to an NGO, of which the village sees a bare row."""
    case, person, referral = uuid4(), str(uuid4()), str(uuid4())
    report = {"channel": "walk_in", "person": person, "routed_to": [UPTD]}
    await deployment.publish(VILLAGE, event(VILLAGE, "ReportReceived", case, report))
    offer = {"referral": referral, "to": NGO, "service": "legal_aid", "person": person, "history": "all"}
    await deployment.publish(UPTD, event(UPTD, "ReferralOffered", case, offer))
    accepted = event(NGO, "ReferralAccepted", case, {"referral": referral}, basedon=2)
    await deployment.publish(NGO, accepted)
    await deployment.settled()
    return case


async def read_by(deployment: Deployment, case: UUID, agency: str, role: Any = "reader") -> None:
    answer = await (await deployment.caller(agency, role)).get(f"/v1/cases/{case}")
    assert answer.status_code == 200, answer.text


async def told(deployment: Deployment, case: UUID, agency: str) -> list[dict[str, Any]]:
    """Who read the case, as an agency is told; its own question aside."""
    answer = await (await deployment.caller(agency, "reader")).get(f"/v1/cases/{case}/reads")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return [each for each in items if each["call"] == "readCase"]


async def test_a_reader_of_whom_the_owner_may_not_know_is_not_named(deployment: Deployment) -> None:
    case = await given_helper(deployment)
    await read_by(deployment, case, NGO)
    (unnamed,) = await told(deployment, case, VILLAGE)
    assert {name: unnamed[name] for name in NAMES} == dict.fromkeys(NAMES)
    assert unnamed["events"], "that it was read is told"


async def test_readers_that_it_may_know_are_named_and_so_are_those_who_watch_over_all_cases(
    deployment: Deployment,
) -> None:
    case = await given_helper(deployment)
    await read_by(deployment, case, VILLAGE)
    await read_by(deployment, case, "coordinator", "coordinator")
    named = [each["agency"] for each in await told(deployment, case, VILLAGE)]
    assert sorted(named) == ["coordinator", VILLAGE]


async def test_the_manager_of_the_case_knows_whom_it_brought_in(deployment: Deployment) -> None:
    case = await given_helper(deployment)
    manager = event(UPTD, "CaseManagerAssigned", case, {"agency": UPTD}, basedon=3)
    await deployment.publish(UPTD, manager)
    await deployment.settled()
    await read_by(deployment, case, NGO)
    assert [each["agency"] for each in await told(deployment, case, UPTD)] == [NGO]
