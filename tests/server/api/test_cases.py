"""Reading cases: what is open to whom, as of when, and never unrecorded."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from server.api.timeline import TimelinePage
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWNER, POLICE, PROSECUTOR, STRANGER = "uptdppa-ttu", "polres-ttu", "kejari-ttu", "ngo-ttu"


async def reader(shared: Deployment, agency: str, role: Any = "reader") -> Caller:
    return await shared.caller(agency, role)


async def timeline(shared: Deployment, agency: str, case: UUID, **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, agency)).get(f"/v1/cases/{case}/timeline", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=TimelinePage)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_the_timeline_has_both_clocks_of_every_event(shared: Deployment) -> None:
    case = await shared.open_case()
    (item,) = await timeline(shared, OWNER, case)
    assert (item["kind"], item["type"], item["source"]) == (
        "event",
        "jejak.ReportReceived.v1",
        "/agencies/uptdppa-ttu",
    )
    assert item["time"] == "2026-03-02T08:00:00+00:00"
    assert item["recordedat"].startswith("2026-03-02T08:00")
    assert (item["caseversion"], item["assurance"], item["classes"]) == (1, "escrow", ["victim_identity"])


async def test_the_publisher_is_told_who_received_its_event_and_when(shared: Deployment) -> None:
    case = await shared.open_case()
    (item,) = await timeline(shared, OWNER, case)
    receivers = {each["agency"]: each for each in item["receivers"]}
    assert receivers[POLICE]["fetchedat"] is None
    await (await reader(shared, POLICE)).get("/v1/feed", limit=500)
    (item,) = await timeline(shared, OWNER, case)
    receivers = {each["agency"]: each for each in item["receivers"]}
    assert receivers[POLICE]["fetchedat"] is not None


async def test_another_agency_is_told_only_of_its_own_receipt(shared: Deployment) -> None:
    (item,) = await timeline(shared, POLICE, await shared.open_case())
    assert [each["agency"] for each in item["receivers"]] == [POLICE]


async def test_a_coordinator_sees_bare_rows(shared: Deployment) -> None:
    case = await shared.open_case()
    await shared.settled()
    answer = await (await reader(shared, "coordinator", "coordinator")).get(f"/v1/cases/{case}/timeline")
    (item,) = answer.json()["items"]
    assert item.keys() == {"kind", "position", "legal_code", "date"}
    assert item["kind"] == "stage"


async def test_a_timeline_is_read_in_pages(shared: Deployment) -> None:
    case = await shared.open_case()
    for _ in range(3):
        filed = event(POLICE, "PoliceReportFiled", case, {"articles": ["UU-21-2007:2"]})
        await shared.publish(POLICE, filed)
    await shared.settled()
    caller, pages, after = await reader(shared, OWNER), [], 0
    while after is not None:
        page = (await caller.get(f"/v1/cases/{case}/timeline", after=after, limit=3)).json()
        pages.append([item["position"] for item in page["items"]])
        after = page["next"]
    assert [len(page) for page in pages] == [3, 1]
    assert pages[0] + pages[1] == sorted({*pages[0], *pages[1]})


@pytest.mark.parametrize("path", ["/v1/cases/{}/timeline"])
async def test_a_case_that_is_absent_and_one_that_is_not_open_are_answered_alike(
    shared: Deployment, path: str
) -> None:
    case = await shared.open_case()
    await shared.settled()
    caller = await reader(shared, STRANGER)
    absent, forbidden = await caller.get(path.format(uuid4())), await caller.get(path.format(case))
    assert (absent.status_code, forbidden.status_code) == (404, 404)
    assert absent.content == forbidden.content
    assert absent.headers == forbidden.headers


async def test_a_parameter_that_the_call_does_not_know_is_refused(shared: Deployment) -> None:
    case = await shared.open_case()
    answer = await (await reader(shared, OWNER)).get(f"/v1/cases/{case}/timeline", known_to=POLICE)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")
