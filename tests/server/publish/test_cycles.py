"""The collector of cycles seldom looks at a serving process (ops/serving.py): it must find hardly any."""

import gc
from uuid import UUID, uuid4

from tests.server.api.agencies import BATCH, Event, event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"
EVENTS, CALLS = 20, 10
OF_A_CALL = 200  # objects: some futures and tracebacks of the call itself


def triage(case: UUID) -> Event:
    return event(UPTD, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"})


async def test_publishing_leaves_no_cycles_that_grow_with_the_events(deployment: Deployment) -> None:
    case, caller = await deployment.open_case(), await deployment.caller(UPTD)
    batches = [[triage(case) for _ in range(EVENTS)] for _ in range(CALLS + 1)]
    assert (await caller.post(batches.pop(), BATCH)).status_code == 200
    gc.collect()
    gc.disable()
    try:
        answers = [await caller.post(batch, BATCH) for batch in batches]
        unreachable = gc.collect()
    finally:
        gc.enable()
    assert {result["status"] for answer in answers for result in answer.json()["results"]} == {"recorded"}
    assert unreachable < CALLS * OF_A_CALL
