"""Lists of cases and of what is to be done: each its own, in pages, and nothing that is not open now."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from server.api.case_list import CasePage
from server.api.worklist import WorkPage
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER, filed, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def listed(shared: Deployment, by: str, role: str = "reader", **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by, role)).get("/v1/cases", **query)
    assert answer.status_code == 200, answer.text
    page = msgspec.json.decode(answer.content, type=CasePage)
    assert len(page.items) == len(answer.json()["items"])
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_the_list_holds_the_cases_of_the_agency_last_moved_first(shared: Deployment) -> None:
    first, second = await shared.open_case(), await shared.open_case()
    found = await listed(shared, POLICE, limit=2)
    assert [item["case"] for item in found] == [str(second), str(first)]
    await filed(shared, first)
    found = await listed(shared, POLICE, limit=2)
    assert [item["case"] for item in found] == [str(first), str(second)]


async def test_the_list_is_read_in_pages(shared: Deployment) -> None:
    cases = [str(await shared.open_case()) for _ in range(5)]
    await shared.settled()
    caller, found, before = await reader(shared, OWNER), [], None
    while len(found) < 5:
        page = (await caller.get("/v1/cases", limit=2, **({"before": before} if before else {}))).json()
        found += [item["case"] for item in page["items"]]
        before = page["next"]
    assert found[:5] == cases[::-1]


async def test_a_stranger_lists_no_case_and_a_coordinator_every_one(shared: Deployment) -> None:
    case = str(await shared.open_case())
    assert case not in [item["case"] for item in await listed(shared, STRANGER)]
    assert case in [item["case"] for item in await listed(shared, "coordinator", "coordinator")]


async def test_the_list_is_searched_by_the_beginning_of_a_case_id_alone(shared: Deployment) -> None:
    case = str(await shared.open_case())
    assert [item["case"] for item in await listed(shared, POLICE, text=case[:13])] == [case]
    answer = await (await reader(shared, POLICE)).get("/v1/cases", text="Kanari")
    assert (answer.status_code, answer.json()["field"]) == (400, "text")


async def test_the_list_is_filtered_by_an_agency_seen_on_the_case(shared: Deployment) -> None:
    case = str(await shared.open_case())
    assert case in [item["case"] for item in await listed(shared, POLICE, agency=OWNER)]
    assert await listed(shared, POLICE, agency=STRANGER) == []


async def test_access_that_has_ended_ends_the_list_before_the_views_know(shared: Deployment) -> None:
    case = await shared.open_case()
    grant = {"agency": STRANGER, "reason": "task", "until": "2026-06-01T00:00:00+07:00"}
    await shared.publish(OWNER, event(OWNER, "AccessGranted", case, grant))
    assert str(case) in [item["case"] for item in await listed(shared, STRANGER)]
    await shared.services.follower.stop()
    try:
        revoked = {"agency": STRANGER, "reason": "task_ended"}
        await shared.publish(OWNER, event(OWNER, "AccessRevoked", case, revoked))
        answer = await (await reader(shared, STRANGER)).get("/v1/cases")
        assert answer.json()["items"] == []
    finally:
        await shared.services.follower.start()


async def test_the_worklist_says_what_waits_and_what_answers_it(shared: Deployment) -> None:
    case = await shared.open_case()
    await shared.settled()
    caller, found, after = await reader(shared, POLICE), [], None
    while after is not None or not found:
        answer = await caller.get("/v1/worklist", limit=2, **({"after": after} if after else {}))
        page = msgspec.json.decode(answer.content, type=WorkPage)
        found += page.items
        after = page.next
    (item,) = [each for each in found if each.case == case]
    assert item.kind == "take_up_report"
    assert "jejak.PoliceReportFiled.v1" in item.answers
    await filed(shared, case)
    await shared.settled()
    page = msgspec.json.decode((await caller.get("/v1/worklist", limit=200)).content, type=WorkPage)
    assert case not in [each.case for each in page.items]


@pytest.mark.parametrize("key", ["x", "1~x~y~z", "~~~", "1~00000000-0000-0000-0000-000000000000~k~\0"])
async def test_a_page_key_that_no_page_has_given_is_refused(shared: Deployment, key: str) -> None:
    answer = await (await reader(shared, POLICE)).get("/v1/worklist", after=key)
    assert (answer.status_code, answer.json()["field"]) == (400, "after")


async def test_who_sees_the_opening_as_a_bare_row_is_told_its_day_and_who_sees_nothing_of_it_none(
    shared: Deployment,
) -> None:
    case = str(await shared.open_case())
    later = {"agency": STRANGER, "reason": "task", "history": "from_now"}
    await shared.publish(OWNER, event(OWNER, "AccessGranted", UUID(case), later))

    async def opening(by: str, role: str = "reader") -> tuple[str | None, str | None]:
        (item,) = await listed(shared, by, role, text=case)
        return item["opened_on"], item["opened_at"]

    day = shared.time().date().isoformat()
    assert await opening("coordinator", "coordinator") == (day, None)
    assert await opening(STRANGER) == (None, None)
    assert (await opening(OWNER))[0] == day
    assert (await opening(OWNER))[1] is not None
