"""The list of disputes over HTTP: pages, filters, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest

from tests.server.api.deployment import Deployment
from tests.server.api.disputing import PROSECUTOR, Story, disputed, listed, seen
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_those_who_see_bare_rows_alone_are_told_of_no_dispute(shared: Deployment) -> None:
    story = await disputed(shared)
    for by, role in ((OWNER, "reader"), ("coordinator", "coordinator"), (STRANGER, "reader")):
        assert str(story.dispute) not in [item["dispute"] for item in await listed(shared, by, role)], by


async def test_the_secretariat_sees_the_dispute_that_it_opened_itself(shared: Deployment) -> None:
    story = await Story(shared).begins()
    fields = {"dispute": story.dispute, "sides": [POLICE, PROSECUTOR], "file": story.file}
    await story.records("coordinator", "DisputeOpened", **fields)
    await story.records(
        PROSECUTOR, "PositionRecorded", on="file", holds="not_met", file=story.file, dispute=story.dispute
    )
    (item,) = await listed(shared, "coordinator", "coordinator", case=str(story.case))
    assert (item["dispute"], item["opened"]["by"]) == (str(story.dispute), "coordinator")
    found = await seen(shared, "coordinator", story.dispute)
    assert (found["positions"], len(found["history"])) == ([], 1)


async def test_the_list_is_read_in_pages_opened_last_first(shared: Deployment) -> None:
    opened = [str((await disputed(shared)).dispute) for _ in range(5)]
    await shared.settled()
    found: list[str] = []
    caller, before = await reader(shared, PROSECUTOR), None
    while len(found) < 5:
        page = (await caller.get("/v1/disputes", limit=2, **({"before": before} if before else {}))).json()
        found += [item["dispute"] for item in page["items"]]
        before = page["next"]
    assert found[:5] == opened[::-1]


async def test_the_list_is_filtered_by_status_and_by_case(shared: Deployment) -> None:
    first, second = await disputed(shared), await disputed(shared)
    await second.decides(POLICE, "DisputeWithdrawn", dispute=second.dispute, reason="settled")
    both = {str(first.dispute), str(second.dispute)}
    for status, expected in (("open", first), ("withdrawn", second)):
        found = {item["dispute"] for item in await listed(shared, PROSECUTOR, status=status, limit=200)}
        assert found & both == {str(expected.dispute)}
    (only,) = await listed(shared, PROSECUTOR, case=str(second.case))
    assert (only["dispute"], only["status"], only["sides"]) == (
        str(second.dispute),
        "withdrawn",
        [POLICE, PROSECUTOR],
    )
    assert await listed(shared, PROSECUTOR, case=str(second.case), status="open") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "forgotten"}, "status"),
        ({"case": "Kanari"}, "case"),
        ({"before": 0}, "before"),
        ({"limit": 201}, "limit"),
        ({"known_to": POLICE}, "query"),
    ],
)
async def test_a_parameter_that_is_not_one_is_refused(
    shared: Deployment, query: dict[str, Any], field: str
) -> None:
    answer = await (await reader(shared, POLICE)).get("/v1/disputes", **query)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")
    assert answer.json()["field"] == field
    assert "Kanari" not in answer.text


async def test_a_dispute_takes_no_parameter_it_does_not_know(shared: Deployment) -> None:
    answer = await (await reader(shared, POLICE)).get(f"/v1/disputes/{uuid4()}", as_of="1")
    assert (answer.status_code, answer.json()["field"]) == (400, "query")


async def test_a_dispute_needs_a_token(shared: Deployment) -> None:
    for path in ("/v1/disputes", f"/v1/disputes/{uuid4()}"):
        assert (await shared.http.get(path)).status_code == 401
