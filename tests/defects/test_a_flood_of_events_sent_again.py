"""An event sent again and again at once: no append for any of it, and others write to the case meanwhile."""

import asyncio
from unittest.mock import patch
from uuid import uuid4

from server.log.group_commit import GroupCommit
from tests.server.api.agencies import Event, event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"


def triaged(case: object) -> Event:
    return event(UPTD, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"})  # type: ignore[arg-type]


async def test_events_sent_again_at_once_keep_nobody_from_the_case(deployment: Deployment) -> None:
    case = await deployment.open_case()
    caller = await deployment.caller(UPTD)
    captured = triaged(case)
    await caller.post(captured)
    sent = [captured] * 40 + [triaged(case)] + [captured] * 40 + [triaged(case)]
    answers = await asyncio.gather(*(caller.post(each) for each in sent))
    assert {answer.status_code for answer in answers} == {200, 201}
    assert [answer.status_code for answer in answers].count(201) == 2


async def test_what_this_process_recorded_is_told_again_without_an_append(deployment: Deployment) -> None:
    caller = await deployment.caller(UPTD)
    captured = triaged(await deployment.open_case())
    first = await caller.post(captured)
    with patch.object(GroupCommit, "submit", side_effect=AssertionError):
        again = await caller.post(captured)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["receipt"] == first.json()["receipt"]


async def test_the_ids_of_a_group_with_one_recorded_member_refuse_the_group(deployment: Deployment) -> None:
    case, caller = await deployment.open_case(), await deployment.caller(UPTD)
    alone = triaged(case) | {"group": "g1"}
    assert (await caller.post(alone)).status_code == 201
    batch = [alone, triaged(case) | {"group": "g1"}]
    answer = await caller.post(batch, "application/cloudevents-batch+json")
    assert [each["status"] for each in answer.json()["results"]] == ["already_recorded", "refused"]
    assert answer.json()["results"][1]["problem"]["type"] == "/problems/group_refused"
