"""The board of commitments over HTTP: who owes what, due or overdue by the server's clock, for members."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.ids import task_force_stream
from server.api.commitments import CommitmentPage
from tests.server.api.agencies import ORIGIN, event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRETARIAT = "coordinator"
PROMISE = "Setiap berkas dibahas tiap bulan"


async def seated(shared: Deployment, force: str, *members: str) -> UUID:
    """A task force with these members; its stream."""
    await shared.registrar().configure_task_force(force, OWNER, members, "Asia/Makassar")
    return task_force_stream(ORIGIN, force)


async def promised(shared: Deployment, force: str, owner: str, due: str) -> str:
    commitment = str(uuid4())
    data = {
        "task_force": force,
        "commitment": commitment,
        "owner": owner,
        "due": due,
        "topic": "stalled_cases",
        "text": PROMISE,
    }
    made = event(owner, "CommitmentMade", task_force_stream(ORIGIN, force), data)
    await shared.publish(owner, made)
    return commitment


async def said(shared: Deployment, force: str, by: str, type_name: str, **data: Any) -> None:
    await shared.publish(by, event(by, type_name, task_force_stream(ORIGIN, force), data))


async def board(shared: Deployment, by: str, **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by)).get("/v1/commitments", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=CommitmentPage)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_members_are_told_who_owes_what_by_when_in_words(shared: Deployment) -> None:
    await seated(shared, "soe", POLICE, SECRETARIAT)
    commitment = await promised(shared, "soe", POLICE, "2026-04-10")
    for by in (POLICE, OWNER, SECRETARIAT):
        (item,) = await board(shared, by, task_force="soe")
        assert (item["commitment"], item["owner"], item["due"]) == (commitment, POLICE, "2026-04-10")
        assert (item["standing"], item["progress"], item["text"]) == ("due", "made", PROMISE)


async def test_who_does_not_sit_on_the_task_force_is_told_nothing(shared: Deployment) -> None:
    await seated(shared, "kefa", POLICE)
    await promised(shared, "kefa", POLICE, "2026-04-10")
    assert await board(shared, STRANGER, task_force="kefa") == []
    assert await board(shared, "auditor", task_force="kefa") == []


async def test_due_and_overdue_change_with_the_day_of_the_task_force(shared: Deployment) -> None:
    await seated(shared, "lewa", POLICE)
    due = shared.time().date().isoformat()
    await promised(shared, "lewa", POLICE, due)
    assert [item["standing"] for item in await board(shared, OWNER, task_force="lewa")] == ["due"]
    shared.time.pass_by(hours=24 - shared.time().hour - 7)
    assert [item["standing"] for item in await board(shared, OWNER, task_force="lewa")] == ["overdue"]
    assert len(await board(shared, OWNER, task_force="lewa", standing="overdue")) == 1
    assert await board(shared, OWNER, task_force="lewa", standing="due") == []


async def test_the_first_due_day_stays_beside_a_new_one_and_what_is_done_comes_last(
    shared: Deployment,
) -> None:
    await seated(shared, "alor", POLICE)
    first = await promised(shared, "alor", POLICE, "2027-04-10")
    second = await promised(shared, "alor", POLICE, "2027-04-11")
    later = {"commitment": first, "progress": "postponed", "due": "2027-05-10"}
    await said(shared, "alor", POLICE, "CommitmentProgressed", **later)
    items = await board(shared, OWNER, task_force="alor")
    assert [item["commitment"] for item in items] == [second, first]
    assert (items[1]["first_due"], items[1]["due"]) == ("2027-04-10", "2027-05-10")
    await said(shared, "alor", POLICE, "CommitmentFulfilled", commitment=second, fulfilled_on="2026-04-01")
    items = await board(shared, OWNER, task_force="alor")
    assert [(item["commitment"], item["standing"]) for item in items] == [
        (first, "due"),
        (second, "fulfilled"),
    ]


async def test_a_seat_that_was_lost_closes_the_board_before_the_views_know(shared: Deployment) -> None:
    await seated(shared, "rote", POLICE, STRANGER)
    await promised(shared, "rote", POLICE, "2026-04-10")
    assert len(await board(shared, STRANGER, task_force="rote")) == 1
    await shared.services.follower.stop()
    try:
        await seated(shared, "rote", POLICE)
        answer = await (await reader(shared, STRANGER)).get("/v1/commitments", task_force="rote")
        assert answer.json()["items"] == []
    finally:
        await shared.services.follower.start()


async def test_the_board_is_read_in_pages(shared: Deployment) -> None:
    await seated(shared, "sabu", POLICE)
    made = [await promised(shared, "sabu", POLICE, f"2027-01-0{day}") for day in range(1, 6)]
    await shared.settled()
    caller, found, after = await reader(shared, OWNER), [], None
    while after is not None or not found:
        query = {"limit": 2, "task_force": "sabu"} | ({"after": after} if after else {})
        page = (await caller.get("/v1/commitments", **query)).json()
        found += [item["commitment"] for item in page["items"]]
        after = page["next"]
    assert found == made


async def test_what_the_board_opened_is_on_record(shared: Deployment) -> None:
    await seated(shared, "flores", POLICE)
    await promised(shared, "flores", POLICE, "2026-04-10")
    (item,) = await board(shared, OWNER, task_force="flores")
    query = "SELECT positions, classes > '{0}' FROM jejak.reads WHERE call = %s ORDER BY read_id DESC LIMIT 1"
    async with shared.services.pool.connection() as conn:
        found = await (await conn.execute(query, ["listCommitments"])).fetchall()
    assert found == [([item["made_position"]], True)]


@pytest.mark.parametrize(("name", "given"), [("after", "x"), ("standing", "late"), ("topic", "a\0")])
async def test_a_parameter_that_means_nothing_is_refused(shared: Deployment, name: str, given: str) -> None:
    answer = await (await reader(shared, OWNER)).get("/v1/commitments", **{name: given})
    assert (answer.status_code, answer.json()["field"]) == (400, name)
