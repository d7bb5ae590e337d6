"""A page of clocks, and where it goes on, tell nothing of a clock that the asker may not see."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

UPTD, POLRES, DESA = "uptdppa-ttu", "polres-ttu", "desa-ttu"


async def investigated(deployment: Deployment) -> UUID:
    """A case that the village is on too, which sees nothing of the police file and of its clocks."""
    case = await deployment.open_case(routed_to=[UPTD, POLRES, DESA])
    file = str(uuid4())
    report = {"file": file, "articles": ["UU-21-2007:2"]}
    await deployment.publish(POLRES, event(POLRES, "PoliceReportFiled", case, report))
    order = {"file": file, "ordered_on": "2026-03-01", "articles": ["UU-21-2007:2"]}
    await deployment.publish(POLRES, event(POLRES, "InvestigationOrdered", case, order))
    await deployment.settled()
    return case


async def pages(deployment: Deployment, agency: str, **query: Any) -> list[dict[str, Any]]:
    caller, found = await deployment.caller(agency, "reader"), list[dict[str, Any]]()
    after = None
    while not found or after:
        query |= {"after": after} if after else {}
        answer = await caller.get("/v1/clocks", **query)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        after = found[-1]["next"]
    return found


@pytest.mark.parametrize(
    "query", [{}, {"owner": POLRES}, {"status": "running"}, {"due_before": "2200-01-01T00:00:00Z"}]
)
async def test_clocks_that_are_hidden_make_no_page(deployment: Deployment, query: dict[str, Any]) -> None:
    case = await investigated(deployment)
    (all_of_it,) = await pages(deployment, DESA, limit=200, **query)
    one_by_one = await pages(deployment, DESA, limit=1, **query)
    assert [each["items"] for each in one_by_one if each["items"]] == [[each] for each in all_of_it["items"]]
    assert len(one_by_one) == max(1, len(all_of_it["items"]))
    (of_police,) = await pages(deployment, POLRES, case=str(case), limit=200, **query)
    assert len(of_police["items"]) > len(all_of_it["items"])


async def test_a_page_goes_on_without_naming_what_a_bare_clock_is_about(deployment: Deployment) -> None:
    for _ in range(2):
        await investigated(deployment)
    (of_police,) = await pages(deployment, POLRES, limit=200)
    refs = {each["ref"] for each in of_police["items"]} - {each["case"] for each in of_police["items"]}
    following = [each["next"] or "" for each in await pages(deployment, "coordinator", limit=1)]
    assert refs
    assert len(following) > 1
    assert not [each for each in following for ref in refs if ref in each]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_a_place_beyond_the_calendar_is_refused(deployment: Deployment, moment: str) -> None:
    caller = await deployment.caller(UPTD, "reader")
    for after in (f"{moment}~{uuid4()}~rule~1", f"{moment}~{uuid4()}~rule~ref~1"):
        answer = await caller.get("/v1/clocks", after=after)
        assert answer.status_code == 400
