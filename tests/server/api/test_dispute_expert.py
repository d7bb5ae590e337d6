"""What an expert is served of a dispute, and what is taken back from it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment
from tests.server.api.disputing import EXPERT, disputed, seen
from tests.server.api.readers import POLICE, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_expert_sees_the_excerpt_for_its_time_and_nothing_after_it(shared: Deployment) -> None:
    story = await disputed(shared)
    await story.engages(until=(NOW + timedelta(days=400)).isoformat())
    found = await seen(shared, EXPERT, story.dispute)
    assert [each["agency"] for each in found["experts"]] == [EXPERT]
    assert [each["type"].split(".")[1] for each in found["history"]] == ["DisputeOpened", "ExpertEngaged"]
    assert await opened_in_feed(shared, story.case)
    shared.time.pass_by(days=401)
    try:
        caller = await reader(shared, EXPERT)
        assert (await caller.get(f"/v1/disputes/{story.dispute}")).status_code == 404
        assert (await caller.get(f"/v1/cases/{story.case}")).status_code == 404
        assert (await caller.get("/v1/disputes")).json()["items"] == []
        assert not await opened_in_feed(shared, story.case)
    finally:
        shared.time.pass_by(days=-401)


async def test_the_ledger_of_the_expert_takes_everything_back_when_the_dispute_ends(
    shared: Deployment,
) -> None:
    story = await disputed(shared)
    await story.engages()
    given = await rows_of(shared, story.case)
    assert {row["kind"] for row in given} == {"backfill_begin", "backfill", "backfill_end", "event"}
    await story.decides(POLICE, "DisputeWithdrawn", dispute=story.dispute, reason="settled")
    rows = await rows_of(shared, story.case)
    held = {row["logposition"] for row in given if "logposition" in row}
    assert {row["logposition"] for row in rows if row["kind"] == "withdrawn"} == held
    assert not await opened_in_feed(shared, story.case)


async def rows_of(shared: Deployment, case: UUID) -> list[dict[str, Any]]:
    """The rows of the expert's ledger about a case."""
    await shared.settled()
    caller, rows, after = await reader(shared, EXPERT), [], 0
    while True:
        page = (await caller.get("/v1/feed", after=after, limit=100)).json()
        rows += [row for row in page["items"] if row["case"] == str(case)]
        if page["next"] >= page["head"]:
            return rows
        after = page["next"]


async def opened_in_feed(shared: Deployment, case: UUID) -> bool:
    """Whether the expert is still served any event of a case."""
    return any("event" in row for row in await rows_of(shared, case))
