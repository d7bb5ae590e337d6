"""Before an identity is opened its reader was told that it is secret, and that is on record (art 24)."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.readlog.notices import Notices
from server.readlog.reader import operator_at
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import settled
from tests.server.api.readers import filed

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWNER, POLICE = "uptdppa-ttu", "polres-ttu"
NOTICE = "/v1/notices/confidentiality"
ACKNOWLEDGEMENT = f"{NOTICE}/acknowledgement"


async def reads(shared: Deployment) -> int:
    async with shared.services.pool.connection() as conn:
        return int((await (await conn.execute("SELECT count(*) FROM jejak.reads")).fetchone() or [0])[0])


async def kept(shared: Deployment) -> list[Any]:
    async with shared.services.pool.connection() as conn:
        query = "SELECT holder, version, agency, text_sha256 FROM jejak.notice_acknowledgements"
        return await (await conn.execute(query)).fetchall()


async def id_of(shared: Deployment, caller: Caller) -> UUID:
    principal = await shared.services.tokens.principal(caller.token.encode())
    assert principal is not None
    return principal.token_id


async def test_the_notice_can_be_read_in_both_languages_and_says_whether_it_is_acknowledged(
    shared: Deployment,
) -> None:
    caller = await shared.untold(OWNER)
    notice = (await caller.get(NOTICE)).json()
    assert set(notice["text"]) == {"id", "en"}
    assert notice["classes"] == ["victim_identity", "suspect_identity", "reporter_identity"]
    assert notice["acknowledgedat"] is None
    answer = await caller.post_to(ACKNOWLEDGEMENT, {"version": notice["version"]})
    assert answer.json() == {"version": notice["version"], "acknowledgedat": "2026-03-02T08:00:00Z"}
    assert (await caller.get(NOTICE)).json()["acknowledgedat"] == "2026-03-02T08:00:00Z"


@pytest.mark.parametrize("path", ["/v1/cases/{case}", "/v1/feed"])
async def test_before_it_no_identity_is_opened_and_nothing_moves_on(shared: Deployment, path: str) -> None:
    """Of an own event neither: whoever reads at the agency is not whoever wrote."""
    case = await shared.open_case(victim_name="Kanari Dua")
    await settled(shared)
    for agency in (OWNER, POLICE):
        caller = await shared.untold(agency)
        before = await reads(shared)
        answer = await caller.get(path.format(case=case), **({"limit": 500} if path == "/v1/feed" else {}))
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/notice_required")
        assert "Kanari" not in answer.text
        assert await reads(shared) == before
        await shared.tell_confidential(caller)
        answer = await caller.get(path.format(case=case), **({"limit": 500} if path == "/v1/feed" else {}))
        assert answer.status_code == 200
        assert await reads(shared) == before + 1


async def test_what_opens_no_identity_is_served_without_it(shared: Deployment) -> None:
    case = uuid4()
    data = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [OWNER, POLICE]}
    await shared.publish(OWNER, event(OWNER, "ReportReceived", case, data))
    await filed(shared, case)
    await shared.settled()
    caller = await shared.untold(POLICE)
    assert (await caller.get(f"/v1/cases/{case}")).status_code == 200
    assert (await caller.get(f"/v1/cases/{case}/timeline")).status_code == 200
    assert (await caller.get("/v1/cases")).status_code == 200
    assert (await caller.get("/v1/manifest")).status_code == 200


async def test_a_stream_ends_where_the_next_message_would_open_an_identity(shared: Deployment) -> None:
    await shared.open_case(victim_name="Kanari Dua")
    await settled(shared)
    caller = await shared.untold(POLICE)
    answer = await caller.get("/v1/feed/stream")
    last = answer.text.strip().split("\n\n")[-1]
    assert last.splitlines()[0] == "event: problem"
    assert json.loads(last.splitlines()[1].removeprefix("data: "))["type"] == "/problems/notice_required"
    assert "Kanari" not in answer.text


async def test_a_token_stands_for_itself_alone(shared: Deployment) -> None:
    case = await shared.open_case()
    told, other = await shared.untold(OWNER), await shared.untold(OWNER)
    await shared.tell_confidential(told)
    assert (await told.get(f"/v1/cases/{case}")).status_code == 200
    assert (await other.get(f"/v1/cases/{case}")).status_code == 403


async def test_an_acknowledgement_is_kept_once_with_the_hash_of_the_text(shared: Deployment) -> None:
    caller = await shared.untold(OWNER)
    await shared.tell_confidential(caller)
    shared.time.now += timedelta(hours=1)
    await shared.tell_confidential(caller)
    holder, notice = await id_of(shared, caller), shared.services.rules.notice
    rows = [row for row in await kept(shared) if row[0] == holder]
    assert rows == [(holder, notice.version, OWNER, notice.digest)]


async def test_another_process_finds_it_in_the_database(shared: Deployment) -> None:
    caller = await shared.untold(OWNER)
    services, holder = shared.services, await id_of(shared, caller)
    other = Notices(services.pool, services.clock, services.rules.notice)
    assert await other.acknowledged_at(holder) is None
    await shared.tell_confidential(caller)
    assert await other.acknowledged_at(holder) == shared.time()


async def test_a_version_that_is_not_in_force_is_not_acknowledged(shared: Deployment) -> None:
    caller = await shared.untold(OWNER)
    before = await kept(shared)
    for body in ({"version": shared.services.rules.notice.version + 1}, {"version": "satu"}, {}, []):
        assert (await caller.post_to(ACKNOWLEDGEMENT, body)).status_code == 400
    assert await kept(shared) == before


async def test_the_operator_at_the_server_opens_no_identity(shared: Deployment) -> None:
    """Nobody told it: there is no account to put that under."""
    assert await shared.services.notices.acknowledged_at(operator_at("host").holder) is None
