"""The rights of victims over HTTP: what each agency may know of, and what it is not told is missing."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.catalogue import REGISTRY
from server.api.rights import RightsPage
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import COORDINATOR, grant
from tests.server.api.readers import OWNER, POLICE, STRANGER, filed, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def said(shared: Deployment, case: UUID, by: str, type_name: str, **data: Any) -> int:
    """Recorded as happening now; a decision rests on the case as it is."""
    decides = REGISTRY[type_name].kind == "decision"
    version = (await shared.services.reader.case_versions([case]))[case] if decides else None
    made = event(by, type_name, case, data, basedon=version, time=shared.time().isoformat())
    position: int = (await shared.publish(by, made))["position"]
    return position


async def listed(shared: Deployment, by: str, **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by)).get("/v1/rights", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=RightsPage)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def statuses(item: dict[str, Any]) -> dict[str, str]:
    return {each["code"]: each["status"] for each in item["rights"]}


async def test_a_right_is_missing_until_it_is_on_record(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person)
    (item,) = await listed(shared, OWNER, case=str(case))
    assert (item["case"], item["person"]) == (str(case), person)
    assert statuses(item)["companion"] == "missing"
    position = await said(shared, case, OWNER, "CompanionAssigned", person=person, companion="paralegal")
    (item,) = await listed(shared, OWNER, case=str(case))
    (companion,) = [each for each in item["rights"] if each["code"] == "companion"]
    assert (companion["status"], companion["position"]) == ("given", position)
    assert companion["basis"].startswith("UU 21/2007 ps. 35")
    assert companion["label"] == {"id": "Pendamping", "en": "Companion"}


async def test_each_agency_is_told_what_it_may_know(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person)
    await said(shared, case, OWNER, "ServiceOpened", service="social_rehabilitation", person=person)
    (owners,), (police,) = (
        await listed(shared, OWNER, case=str(case)),
        await listed(shared, POLICE, case=str(case)),
    )
    assert statuses(owners)["service_social_rehabilitation"] == "opened"
    assert statuses(police)["service_social_rehabilitation"] == "not_open"
    assert await listed(shared, STRANGER, case=str(case)) == []
    assert await listed(shared, COORDINATOR, case=str(case)) == []


async def test_the_list_is_filtered_by_what_is_missing(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person)
    assert len(await listed(shared, OWNER, case=str(case), missing="rights_explained")) == 1
    await said(shared, case, OWNER, "RightsExplained", person=person, rights=["restitution"])
    assert await listed(shared, OWNER, case=str(case), missing="rights_explained") == []


async def test_a_stage_reached_asks_for_a_notice_to_the_victim(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person)
    await filed(shared, case)
    (item,) = await listed(shared, OWNER, case=str(case))
    (progress,) = item["progress"]
    assert (progress["stage"], progress["status"]) == ("investigation", "missing")
    assert progress["basis"] == "UU 21/2007 ps. 36"
    await said(shared, case, OWNER, "SubjectNotified", person=person, subject="case_progress")
    (item,) = await listed(shared, OWNER, case=str(case))
    assert item["progress"][0]["status"] == "given"


async def test_a_departure_before_testimony_is_an_alert_and_stands_first(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person, child=False)
    consent = {"person": person, "purposes": ["repatriation"], "recipients": [OWNER], "classes": ["case"]}
    await said(shared, case, OWNER, "ConsentGranted", **consent)
    departed = await said(shared, case, OWNER, "RepatriationLegDeparted", person=person, leg=1)
    shared.time.pass_by(hours=1)
    await shared.open_case()
    first = (await listed(shared, OWNER))[0]
    assert first["person"] == person
    assert [(each["code"], each["positions"]) for each in first["alerts"]] == [
        ("departed_before_testimony", [departed])
    ]
    assert person in [item["person"] for item in await listed(shared, OWNER, alert=True)]
    heard = await said(shared, case, OWNER, "RemoteStatementTaken", person=person, means="video_link")
    (item,) = await listed(shared, OWNER, case=str(case))
    assert item["alerts"][0]["settled_by"] == heard
    assert person not in [item["person"] for item in await listed(shared, OWNER, alert=True)]


async def test_a_closed_case_says_until_when_its_data_are_kept(shared: Deployment) -> None:
    case = await shared.open_case()
    (item,) = await listed(shared, OWNER, case=str(case))
    assert item["retention"] is None
    data = {"reason": "services_completed", "retained_until": "2031-12-31"}
    closed = await said(shared, case, OWNER, "CaseClosed", **data)
    (item,) = await listed(shared, OWNER, case=str(case))
    assert item["retention"] == {"position": closed, "until": "2031-12-31", "due": None}


async def test_where_a_task_force_has_set_its_clock_retention_ends_by_it(shared: Deployment) -> None:
    kept = [{"rule": "SOP.retention", "count": 365, "unit": "days"}]
    await shared.registrar().configure_task_force(
        "ttu", OWNER, [POLICE], "Asia/Makassar", version=1, sop_clocks=kept
    )
    case = await shared.open_case()
    await said(shared, case, OWNER, "CaseClosed", reason="services_completed")
    (item,) = await listed(shared, OWNER, case=str(case))
    assert item["retention"]["until"] is None
    assert item["retention"]["due"].startswith("2027-03")


async def test_access_that_has_ended_ends_the_list_before_the_views_know(shared: Deployment) -> None:
    case = await shared.open_case()
    await grant(shared, case)
    assert len(await listed(shared, STRANGER, case=str(case))) == 1
    await shared.services.follower.stop()
    try:
        await said(shared, case, OWNER, "AccessRevoked", agency=STRANGER, reason="task_ended")
        answer = await (await reader(shared, STRANGER)).get("/v1/rights", case=str(case))
        assert answer.json()["items"] == []
    finally:
        await shared.services.follower.start()


async def test_the_list_is_read_in_pages(shared: Deployment) -> None:
    case = await shared.open_case(person=None)
    made = [str(uuid4()) for _ in range(5)]
    for person in made:
        await said(shared, case, OWNER, "ReportTriaged", person=person, urgency="urgent", child=False)
    await shared.settled()
    caller, found, after = await reader(shared, OWNER), [], None
    while after is not None or not found:
        query = {"limit": 2, "case": str(case)} | ({"after": after} if after else {})
        page = (await caller.get("/v1/rights", **query)).json()
        found += [item["person"] for item in page["items"]]
        after = page["next"]
    assert found == made[::-1]


async def test_no_name_stands_on_the_list_and_what_it_told_is_on_record(shared: Deployment) -> None:
    person = str(uuid4())
    case = await shared.open_case(person=person)
    position = await said(shared, case, OWNER, "CompanionAssigned", person=person, companion="paralegal")
    answer = await (await reader(shared, OWNER)).get("/v1/rights", case=str(case), at_least=position)
    assert "Kanari" not in answer.text
    query = (
        "SELECT positions, classes FROM jejak.reads WHERE call = 'listRights' ORDER BY read_id DESC LIMIT 1"
    )
    async with shared.services.pool.connection() as conn:
        assert await (await conn.execute(query)).fetchall() == [([position], [0])]


@pytest.mark.parametrize(("name", "given"), [("after", "x"), ("missing", "a\0"), ("case", "Kanari")])
async def test_a_parameter_that_means_nothing_is_refused(shared: Deployment, name: str, given: str) -> None:
    answer = await (await reader(shared, OWNER)).get("/v1/rights", **{name: given})
    assert (answer.status_code, answer.json()["field"]) == (400, name)
