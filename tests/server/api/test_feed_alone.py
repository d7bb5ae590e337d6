"""The feed where a test must have a deployment of its own: it moves the clock, or breaks something."""

import psycopg
import pytest

from tests.server.api.deployment import Deployment
from tests.server.api.feeds import (
    COORDINATOR,
    NGO,
    POLICE,
    acknowledge,
    feed,
    grant,
    listed,
    manifest,
    reader,
    revoke,
    rows_of,
    settled,
)


async def test_a_grant_that_ran_out_is_withheld_though_nothing_was_recorded(deployment: Deployment) -> None:
    case = await deployment.open_case()
    until = deployment.time.now.replace(hour=12).isoformat()
    await grant(deployment, case, until=until)
    assert any("event" in row for row in await rows_of(deployment, NGO, case))
    deployment.time.pass_by(hours=4)
    assert not any("event" in row for row in await rows_of(deployment, NGO, case))


async def test_while_reads_cannot_be_recorded_only_the_case_class_is_served(deployment: Deployment) -> None:
    await deployment.open_case()
    await settled(deployment)
    with psycopg.connect(deployment.services.settings.database_url, autocommit=True) as owner:
        owner.execute("REVOKE INSERT ON jejak.reads FROM jejak_writer")
    classed = await (await reader(deployment, POLICE)).get("/v1/feed")
    bare = await (await reader(deployment, COORDINATOR)).get("/v1/feed")
    assert (classed.status_code, classed.json()["type"]) == (503, "/problems/read_log_unavailable")
    assert "items" not in classed.json()
    assert bare.status_code == 200
    assert bare.json()["items"]


async def test_the_same_acknowledgement_again_gets_the_first_receipt(deployment: Deployment) -> None:
    await deployment.open_case()
    page, caller = await feed(deployment, POLICE), await reader(deployment, POLICE)
    held = {"position": page["items"][0]["position"], "hash": page["items"][0]["hash"]}
    first = await acknowledge(deployment, caller, held)
    deployment.time.pass_by(days=2)
    assert (await acknowledge(deployment, await reader(deployment, POLICE), held)).json() == first.json()


@pytest.mark.parametrize("limit", [200, 1])
async def test_the_manifest_lists_what_a_client_holds(deployment: Deployment, limit: int) -> None:
    cases = [await deployment.open_case() for _ in range(3)]
    for case in cases:
        await grant(deployment, case)
    await revoke(deployment, cases[0])
    held = {case: await rows_of(deployment, NGO, case) for case in cases[1:]}
    found = await manifest(deployment, NGO, limit)
    assert found.keys() == {str(case) for case in cases[1:]}
    for case, items in held.items():
        assert found[str(case)]["hash"] == listed(items)
        assert (found[str(case)]["count"], found[str(case)]["version"]) == (2, 2)


async def test_the_manifest_no_longer_lists_what_ran_out(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await grant(deployment, case, until=deployment.time.now.replace(hour=12).isoformat())
    await settled(deployment)
    assert str(case) in await manifest(deployment, NGO)
    deployment.time.pass_by(hours=4)
    assert str(case) not in await manifest(deployment, NGO)
