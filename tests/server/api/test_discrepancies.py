"""Discrepancies over HTTP: each its own, in pages, absent and forbidden alike."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from server.api.discrepancies import DiscrepancyPage
from tests.server.api.agencies import NOW, event
from tests.server.api.deployment import Deployment
from tests.server.api.file_exchange import OTHER, PROSECUTOR, SENT, exchange, paper, returned
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def told(shared: Deployment, by: str, path: str, role: str = "reader", **query: Any) -> list[Any]:
    await shared.settled()
    answer = await (await reader(shared, by, role)).get(path, **query)
    assert answer.status_code == 200, answer.text
    page = msgspec.json.decode(answer.content, type=DiscrepancyPage)
    assert len(page.items) == len(answer.json()["items"])
    items: list[Any] = answer.json()["items"]
    return items


def of(case: UUID) -> str:
    return f"/v1/cases/{case}/discrepancies"


async def test_both_sides_are_told_what_they_differ_on_in_codes_and_dates(shared: Deployment) -> None:
    found = await returned(shared)
    for side in (POLICE, PROSECUTOR):
        (item,) = await told(shared, side, of(found.case), kind="documents_differ")
        assert item["positions"] == [found.at["FileSubmitted"], found.at["FileReceived"]]
        assert item["position"] == found.at["FileReceived"]
        assert [each["says"] for each in item["sides"]] == [[SENT], [OTHER]]
        assert [each["agency"] for each in item["sides"]] == [POLICE, PROSECUTOR]
        assert (item["settled"], item["file"]) == (None, str(found.file))
        assert item["label"]["id"]
        assert item["basis"]


async def test_what_is_settled_names_the_event_that_settled_it(shared: Deployment) -> None:
    found = await returned(shared)
    (item,) = await told(shared, POLICE, of(found.case), kind="not_received", settled=True, limit=1)
    assert item["positions"] == [found.at["SpdpSent"]]
    assert item["settled"]["position"] == found.at["SpdpReceived"]
    assert item["settled"]["on"] == NOW.date().isoformat()
    assert {"since", "on"} <= item.keys()
    assert "at" in item["settled"]
    assert await told(shared, POLICE, of(found.case), kind="not_received", settled=False) == []


async def test_who_sees_bare_rows_is_told_that_a_paper_is_missing_and_no_more(shared: Deployment) -> None:
    found = await exchange(shared)
    await found.states(POLICE, "FileSubmitted", **paper(SENT, POLICE))
    (item,) = await told(shared, OWNER, of(found.case), settled=False)
    assert (item["kind"], item["positions"]) == ("not_received", [found.at["FileSubmitted"]])
    assert not {"ref", "file", "sides"} & item.keys()
    assert (item["on"], item.get("since")) == (NOW.date().isoformat(), None)
    await found.states(PROSECUTOR, "FileReceived", sha256=OTHER)
    assert {item["kind"] for item in await told(shared, OWNER, of(found.case))} == {"not_received"}


async def test_a_coordinator_lists_what_is_missing_in_every_case(shared: Deployment) -> None:
    found = await exchange(shared)
    await found.states(POLICE, "FileSubmitted", **paper(SENT, POLICE))
    items = await told(shared, "coordinator", "/v1/discrepancies", "coordinator", settled=False)
    mine = [item for item in items if item["case"] == str(found.case)]
    assert [item["positions"] for item in mine] == [[found.at["FileSubmitted"]]]
    assert not {"ref", "file", "sides"} & mine[0].keys()


async def test_a_stranger_lists_none_and_is_answered_as_if_there_were_no_case(shared: Deployment) -> None:
    found = await returned(shared)
    assert await told(shared, STRANGER, "/v1/discrepancies") == []
    assert await told(shared, STRANGER, "/v1/discrepancies", case=str(found.case)) == []
    caller = await reader(shared, STRANGER)
    forbidden, absent = await caller.get(of(found.case)), await caller.get(of(uuid4()))
    assert (forbidden.status_code, forbidden.json()) == (absent.status_code, absent.json())
    assert absent.status_code == 404


async def test_a_case_without_discrepancies_answers_none(shared: Deployment) -> None:
    assert await told(shared, OWNER, of(await shared.open_case())) == []


async def test_a_list_of_all_cases_is_read_in_pages(shared: Deployment) -> None:
    found = await returned(shared)
    await shared.settled()
    caller, items, after = await reader(shared, POLICE), [], None
    while after is not None or not items:
        query = {"after": after} if after else {}
        page = (await caller.get("/v1/discrepancies", limit=2, **query)).json()
        items += page["items"]
        assert len(page["items"]) <= 2
        after = page["next"]
    assert items == await told(shared, POLICE, "/v1/discrepancies", limit=200)
    mine = [item for item in items if item["case"] == str(found.case)]
    assert mine == await told(shared, POLICE, of(found.case))
    assert [item["position"] for item in items] == sorted(item["position"] for item in items)


async def test_access_that_has_ended_ends_the_list_before_the_views_know(shared: Deployment) -> None:
    found = await exchange(shared)
    until = "2026-06-01T00:00:00+07:00"
    grant = {"agency": "ngo-ttu", "reason": "task", "history": "all", "until": until}
    await shared.publish(OWNER, event(OWNER, "AccessGranted", found.case, grant))
    assert await told(shared, "ngo-ttu", "/v1/discrepancies", case=str(found.case))
    await shared.services.follower.stop()
    try:
        revoked = {"agency": "ngo-ttu", "reason": "task_ended"}
        await shared.publish(OWNER, event(OWNER, "AccessRevoked", found.case, revoked))
        answer = await (await reader(shared, "ngo-ttu")).get("/v1/discrepancies", case=str(found.case))
        assert answer.json()["items"] == []
    finally:
        await shared.services.follower.start()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"after": "x"}, "after"),
        ({"after": "1~x"}, "after"),
        ({"after": f"{2**63}~{UUID(int=0)}"}, "after"),
        ({"kind": "Kanari Satu"}, "kind"),
        ({"case": "x"}, "case"),
        ({"settled": "perhaps"}, "settled"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"of": "me"}, "query"),
    ],
)
async def test_what_the_call_does_not_take_is_refused_by_its_name(
    shared: Deployment, query: dict[str, Any], field: str
) -> None:
    answer = await (await reader(shared, POLICE)).get("/v1/discrepancies", **query)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert "Kanari" not in answer.text


@pytest.mark.parametrize("path", ["/v1/cases/x/discrepancies", "/v1/cases/x/files/y"])
async def test_an_id_that_is_none_is_not_found(shared: Deployment, path: str) -> None:
    assert (await (await reader(shared, POLICE)).get(path)).status_code == 404


async def test_what_is_told_is_in_the_read_log(shared: Deployment) -> None:
    found = await returned(shared)
    await told(shared, POLICE, of(found.case), kind="documents_differ")
    async with shared.services.pool.connection() as conn:
        query = b"SELECT positions FROM jejak.reads WHERE call = 'readDiscrepancies' AND case_id = %s"
        rows = await (await conn.execute(query, [found.case])).fetchall()
    assert rows == [([found.at["FileSubmitted"], found.at["FileReceived"]],)]


async def test_who_sees_bare_rows_is_told_the_day_on_which_a_discrepancy_was_settled(
    shared: Deployment,
) -> None:
    found = await returned(shared)
    bare = await told(shared, OWNER, of(found.case), kind="not_received", settled=True)
    assert bare
    assert {item["settled"]["on"] for item in bare} == {NOW.date().isoformat()}
    assert not any("at" in item["settled"] or "since" in item for item in bare)
