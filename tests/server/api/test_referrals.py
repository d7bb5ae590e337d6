"""The board of referrals over HTTP: offered, seen, answered; to each its own, nothing that is not open."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from server.api.referrals import ReferralPage
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import COORDINATOR, feed, grant
from tests.server.api.readers import OWNER, POLICE, STRANGER, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSPITAL = "rsud-ttu"


async def offered(shared: Deployment, case: UUID, to: str = HOSPITAL) -> str:
    referral = str(uuid4())
    data = {"referral": referral, "to": to, "service": "health_rehabilitation", "history": "all"}
    await shared.publish(OWNER, event(OWNER, "ReferralOffered", case, data))
    return referral


async def answered(
    shared: Deployment, case: UUID, by: str, type_name: str, referral: str, **data: Any
) -> None:
    version = (await shared.services.reader.case_versions([case]))[case]
    decided = {"basedon": version, **data.pop("attributes", {})}
    await shared.publish(by, event(by, type_name, case, {"referral": referral, **data}, **decided))


async def board(shared: Deployment, by: str, role: str = "reader", **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by, role)).get("/v1/referrals", **query)
    assert answer.status_code == 200, answer.text
    msgspec.json.decode(answer.content, type=ReferralPage)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_an_offer_stands_on_the_boards_of_both_sides_until_it_is_answered(shared: Deployment) -> None:
    case = await shared.open_case()
    referral = await offered(shared, case)
    for by, side in ((OWNER, "given"), (HOSPITAL, "received")):
        (item,) = await board(shared, by, side=side, case=str(case))
        assert (item["referral"], item["status"], item["awaits"]) == (referral, "offered", HOSPITAL)
    await answered(shared, case, HOSPITAL, "ReferralAccepted", referral)
    (item,) = await board(shared, OWNER, case=str(case))
    assert (item["status"], item["awaits"]) == ("accepted", None)
    assert item["last_position"] > item["offered_position"]
    assert await board(shared, HOSPITAL, awaits_me=True, case=str(case)) == []


async def test_a_return_waits_for_the_agency_that_offered_and_it_takes_it_back(shared: Deployment) -> None:
    case = await shared.open_case()
    referral = await offered(shared, case)
    await answered(shared, case, HOSPITAL, "ReferralAccepted", referral)
    await answered(shared, case, HOSPITAL, "ReferralReturned", referral, reason="other_service_needed")
    (item,) = await board(shared, OWNER, awaits_me=True, case=str(case))
    assert (item["status"], item["awaits"]) == ("returned", OWNER)
    await answered(shared, case, OWNER, "ReferralAccepted", referral)
    (item,) = await board(shared, OWNER, case=str(case))
    assert (item["status"], item["awaits"]) == ("taken_back", None)


async def test_an_offer_is_seen_when_the_agency_asked_has_fetched_it(shared: Deployment) -> None:
    case = await shared.open_case()
    await offered(shared, case)
    (item,) = await board(shared, OWNER, case=str(case))
    assert item["seen_at"] is None
    shared.time.pass_by(hours=2)
    await feed(shared, HOSPITAL, limit=500)
    fetched = shared.time().isoformat()
    shared.time.pass_by(hours=2)
    (item,) = await board(shared, OWNER, case=str(case))
    assert item["seen_at"].replace("Z", "+00:00") == fetched
    assert item["status"] == "offered"


async def test_a_third_agency_is_told_of_the_referral_and_not_whether_it_was_seen(shared: Deployment) -> None:
    case = await shared.open_case()
    await offered(shared, case)
    await feed(shared, HOSPITAL, limit=500)
    (item,) = await board(shared, POLICE, case=str(case))
    assert (item["offered_to"], item["seen_at"]) == (HOSPITAL, None)


async def test_who_may_see_no_referral_has_an_empty_board(shared: Deployment) -> None:
    case = await shared.open_case()
    await offered(shared, case)
    assert await board(shared, STRANGER, case=str(case)) == []
    assert await board(shared, COORDINATOR, COORDINATOR, case=str(case)) == []
    await grant(shared, case, agency=COORDINATOR)
    assert len(await board(shared, COORDINATOR, COORDINATOR, case=str(case))) == 1


async def test_access_that_has_ended_ends_the_board_before_the_views_know(shared: Deployment) -> None:
    case = await shared.open_case()
    await offered(shared, case)
    await grant(shared, case)
    assert len(await board(shared, STRANGER, case=str(case))) == 1
    await shared.services.follower.stop()
    try:
        revoked = {"agency": STRANGER, "reason": "task_ended"}
        await shared.publish(OWNER, event(OWNER, "AccessRevoked", case, revoked))
        answer = await (await reader(shared, STRANGER)).get("/v1/referrals", case=str(case))
        assert answer.json()["items"] == []
    finally:
        await shared.services.follower.start()


async def test_the_board_is_read_in_pages(shared: Deployment) -> None:
    case = await shared.open_case()
    made = [await offered(shared, case, to) for to in (HOSPITAL, POLICE, STRANGER, HOSPITAL, POLICE)]
    await answered(shared, case, HOSPITAL, "ReferralAccepted", made[0])
    await shared.settled()
    caller, found, after = await reader(shared, OWNER), [], None
    while after is not None or not found:
        query = {"limit": 2, "case": str(case)} | ({"after": after} if after else {})
        page = (await caller.get("/v1/referrals", **query)).json()
        found += [item["referral"] for item in page["items"]]
        after = page["next"]
    assert found == [*made[1:], made[0]]


async def test_the_board_is_filtered_by_status_and_service(shared: Deployment) -> None:
    case = await shared.open_case()
    await offered(shared, case)
    assert await board(shared, OWNER, case=str(case), status="accepted") == []
    assert await board(shared, OWNER, case=str(case), service="legal_aid") == []
    assert len(await board(shared, OWNER, case=str(case), service="health_rehabilitation")) == 1


@pytest.mark.parametrize("key", ["x", "2~1~a~b", "0~1~\0~x", "0~" + "9" * 30 + "~a~b", "~~~"])
async def test_a_page_key_that_no_page_has_given_is_refused(shared: Deployment, key: str) -> None:
    answer = await (await reader(shared, OWNER)).get("/v1/referrals", after=key)
    assert (answer.status_code, answer.json()["field"]) == (400, "after")


async def test_what_the_board_told_is_on_record(shared: Deployment) -> None:
    case = await shared.open_case()
    await offered(shared, case)
    (item,) = await board(shared, POLICE, case=str(case))
    query = (
        "SELECT positions, classes FROM jejak.reads WHERE call = 'listReferrals'"
        " ORDER BY read_id DESC LIMIT 1"
    )
    async with shared.services.pool.connection() as conn:
        assert await (await conn.execute(query)).fetchall() == [([item["offered_position"]], [0])]
