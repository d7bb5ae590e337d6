"""The board of clocks: what runs, in what status at the server's clock, and no more than is open now."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from server.api.clocks import ClockPage
from tests.server.api.agencies import NOW, event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER, filed, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")
RESPONSE = "KUHAP2025.report_response"


async def listed(shared: Deployment, by: str, role: str = "reader", **query: Any) -> list[dict[str, Any]]:
    await shared.settled()
    answer = await (await reader(shared, by, role)).get("/v1/clocks", **query)
    assert answer.status_code == 200, answer.text
    page = msgspec.json.decode(answer.content, type=ClockPage)
    assert len(page.items) == len(answer.json()["items"])
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def reported(shared: Deployment) -> UUID:
    """A police report of this moment: to be acted on within fourteen days."""
    case = await shared.open_case()
    await filed(shared, case, time=shared.time().isoformat())
    return case


async def clock(shared: Deployment, by: str, case: UUID, rule: str, role: str = "reader") -> dict[str, Any]:
    return next(each for each in await listed(shared, by, role, case=str(case)) if each["rule"] == rule)


async def test_a_clock_tells_its_rule_due_time_owner_and_basis(shared: Deployment) -> None:
    case = await reported(shared)
    found = await clock(shared, POLICE, case, RESPONSE)
    assert found["due"].endswith("+07:00")
    assert _moment(found["due"]) == shared.time() + timedelta(days=14)
    assert (found["owner"], found["ref"], found["basis"]) == (POLICE, str(case), "KUHAP 2025 art 23(6)")
    assert (found["status"], found["confidence"], found["presumed"]) == ("running", "V", False)
    assert found["label"]["en"] == "Act on the police report"


async def test_the_status_is_judged_at_the_server_s_clock(shared: Deployment) -> None:
    case = await reported(shared)
    shared.time.pass_by(days=13, hours=1)
    assert (await clock(shared, POLICE, case, RESPONSE))["status"] == "due_soon"
    shared.time.pass_by(hours=23)
    assert (await clock(shared, POLICE, case, RESPONSE))["status"] == "due_soon"
    shared.time.pass_by(seconds=1)
    assert (await clock(shared, POLICE, case, RESPONSE))["status"] == "lapsed"
    assert not await listed(shared, POLICE, case=str(case), status="running")
    assert RESPONSE in [
        each["rule"] for each in await listed(shared, POLICE, case=str(case), status="lapsed")
    ]


async def test_what_meets_a_clock_is_told_with_its_moment(shared: Deployment) -> None:
    case = await reported(shared)
    at = (shared.time() + timedelta(seconds=1)).isoformat()
    answer = await shared.publish(POLICE, event(POLICE, "InquiryOrdered", case, {}, time=at))
    shared.time.pass_by(days=30)
    found = await clock(shared, POLICE, case, RESPONSE)
    assert (found["status"], found["met_position"]) == ("met", answer["position"])


async def test_a_stranger_sees_no_clock_and_the_coordinator_sees_dates_without_names(
    shared: Deployment,
) -> None:
    case = await reported(shared)
    assert not await listed(shared, STRANGER, case=str(case))
    found = await clock(shared, "coordinator", case, RESPONSE, "coordinator")
    assert "owner" not in found
    assert "ref" not in found
    assert found["owner_kind"] == "polres"


async def test_an_owner_can_be_asked_for_by_those_who_may_know_it(shared: Deployment) -> None:
    case = await reported(shared)
    assert await listed(shared, POLICE, case=str(case), owner=POLICE)
    assert not await listed(shared, POLICE, case=str(case), owner=STRANGER)
    assert not await listed(shared, "coordinator", "coordinator", case=str(case), owner=POLICE)


async def test_the_board_is_read_in_pages_by_due_time(shared: Deployment) -> None:
    for _ in range(3):
        await reported(shared)
    await shared.settled()
    caller, found, after = await reader(shared, POLICE), [], None
    while True:
        page = (await caller.get("/v1/clocks", limit=2, **({"after": after} if after else {}))).json()
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    at_once = await listed(shared, POLICE, limit=200)
    assert [each["position"] for each in found] == [each["position"] for each in at_once]
    dues = [each["due"] for each in found if each["due"]]
    assert len(found) >= 6
    assert sorted(dues, key=_moment) == dues


async def test_only_what_is_due_before_a_moment_can_be_asked_for(shared: Deployment) -> None:
    case = await reported(shared)
    day_14, day_15 = ((shared.time() + timedelta(days=days)).isoformat() for days in (14, 15))
    early = await listed(shared, POLICE, case=str(case), due_before=day_14)
    assert RESPONSE not in [each["rule"] for each in early]
    later = await listed(shared, POLICE, case=str(case), due_before=day_15)
    assert RESPONSE in [each["rule"] for each in later]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "late"),
        ("due_before", "2026-03-02T08:00:00"),
        ("after", "x"),
        ("case", "x"),
        ("colour", "red"),
    ],
)
async def test_what_the_call_does_not_know_is_refused(shared: Deployment, name: str, value: str) -> None:
    answer = await (await reader(shared, OWNER)).get("/v1/clocks", **{name: value})
    assert answer.status_code == 400


async def test_the_read_is_on_record_with_the_events_that_started_the_clocks(shared: Deployment) -> None:
    case = await reported(shared)
    found = await listed(shared, POLICE, case=str(case))
    async with shared.services.pool.connection() as conn:
        query = 'SELECT positions FROM jejak.reads WHERE "call" = %s ORDER BY read_id DESC LIMIT 1'
        cursor = await conn.execute(query, ["listClocks"])
        row = await cursor.fetchone()
    assert row is not None
    assert row[0] == [each["position"] for each in found]


async def test_a_deployment_adopts_the_clocks_and_holidays_it_brings_along(shared: Deployment) -> None:
    adopted = shared.services.directory.current.rules
    tables = shared.services.rules.clocks
    for kind, version in tables.newest_of.items():
        assert adopted[kind] == (version, tables.hashes[kind, version])


async def test_a_case_runs_in_the_zone_of_its_task_force_once_that_is_configured(shared: Deployment) -> None:
    members = [OWNER, POLICE, "kejari-ttu"]
    before = await reported(shared)
    await shared.registrar().configure_task_force("ttu", OWNER, members, "Asia/Makassar")
    after = await reported(shared)
    assert (await clock(shared, POLICE, before, RESPONSE))["due"].endswith("+07:00")
    assert (await clock(shared, POLICE, after, RESPONSE))["due"].endswith("+08:00")


def _moment(text: str) -> Any:
    return msgspec.convert(text, type(NOW))
