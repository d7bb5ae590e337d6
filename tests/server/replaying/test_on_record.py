"""Whoever replays reads: what is told is in the read log before it is told, values with class and reason."""

import json
from contextlib import aclosing
from typing import Any

import pytest

from domain.read_purposes import ReadReason
from server.api.problems import ProblemError
from server.readlog.leaves import verify
from server.replaying.lines import CaseLine, StepLine
from server.replaying.replay import Wish, replay
from tests.server.api.deployment import Deployment
from tests.server.api.refusals_of_calls import without_read_log
from tests.server.replaying.conftest import NAME, NGO, OWNER, Played, Replayed, of, play, replayer, silent

pytestmark = pytest.mark.asyncio(loop_scope="module")

Read = dict[str, Any]


async def reads(deployment: Deployment) -> list[Read]:
    """The reads of replays on record, in the order of the tree."""
    members = ("agency", "role", "purpose", "person", "case_id", "positions", "classes", "reason")
    query = f"SELECT {', '.join(members)} FROM jejak.reads WHERE call = 'replay' ORDER BY leaf"
    async with deployment.services.pool.connection() as conn:
        rows = await (await conn.execute(query.encode())).fetchall()
    return [dict(zip(members, row, strict=True)) for row in rows]


async def since(deployment: Deployment, before: int) -> list[Read]:
    return (await reads(deployment))[before:]


async def test_no_line_is_told_before_what_it_tells_of_is_on_record(
    shared: Deployment, played: Played
) -> None:
    for wish in (
        Wish(str(played.accepted)),
        Wish(str(played.accepted), case=played.case),
        Wish(str(played.accepted), step=True),
        Wish(str(played.reported), upto=str(played.accepted)),
        Wish(str(played.accepted), known_to=NGO, basis="owed"),
    ):
        before = len(await reads(shared))
        told: list[Any] = []
        async with aclosing(replay(shared.services, wish, silent)) as lines:
            async for line in lines:
                told.append(line)
                written = await since(shared, before)
                assert written, "even the first line"
                if isinstance(line, StepLine | CaseLine):
                    position = line.position if isinstance(line, StepLine) else line.row["position"]
                    assert any(position in read["positions"] for read in written), line
        assert told


async def test_a_replay_is_a_read_of_the_operator_with_every_event_it_told_of(
    shared: Deployment, played: Played, replayed: Replayed
) -> None:
    before = len(await reads(shared))
    await replayed(played.accepted, case=played.case)
    *_, read = await since(shared, before)
    assert (read["agency"], read["role"], read["purpose"]) == ("deployment", "operator", "operation")
    assert read["case_id"] == played.case
    assert read["positions"] == [played.reported, played.filed, played.offered, played.accepted]
    assert set(read["classes"]) == {0}
    assert read["reason"] is None


async def test_values_are_opened_for_a_reason_and_stand_on_record_with_their_classes(
    shared: Deployment, played: Played, replayed: Replayed
) -> None:
    before = len(await reads(shared))
    told = await replayed(played.accepted, case=played.case, reason=ReadReason.COURT_ORDER)
    assert NAME in json.dumps(of("state", told))
    found = {
        position: classes
        for read in await since(shared, before)
        for position, classes in zip(read["positions"], read["classes"], strict=True)
    }
    assert (found[played.reported], found[played.filed], found[played.offered]) == (1, 32, 0)
    assert {read["reason"] for read in await since(shared, before)} == {"court_order"}
    assert (await verify(shared.services.pool)).wrong is None


async def test_of_what_an_agency_knew_no_more_is_opened_than_it_knew(
    shared: Deployment, played: Played, replayed: Replayed
) -> None:
    wish: dict[str, Any] = {"case": played.case, "basis": "owed", "reason": ReadReason.DISPUTE}
    assert NAME not in json.dumps(await replayed(played.accepted, known_to=NGO, **wish))
    assert NAME in json.dumps(await replayed(played.accepted, known_to=OWNER, **wish))


async def test_the_agency_that_answers_for_the_case_sees_that_it_was_replayed(
    shared: Deployment, played: Played, replayed: Replayed
) -> None:
    await replayed(played.accepted, case=played.case, reason=ReadReason.INCIDENT)
    owner = await shared.caller(OWNER, "reader")
    told = (await owner.get(f"/v1/cases/{played.case}/reads")).json()["items"]
    assert ("deployment", "replay", "incident") in {(t["agency"], t["call"], t["reason"]) for t in told}


async def test_what_cannot_be_put_on_record_is_not_told(alone: Deployment) -> None:
    played, replayed = await play(alone), replayer(alone)
    async with without_read_log(alone.services.settings.database_url):
        with pytest.raises(ProblemError) as refused:
            await replayed(played.accepted)
    assert refused.value.refusal.type == "read_log_unavailable"
