"""What an erasure took stays what it took: an entry taken back later does not make it reach further."""

from uuid import uuid4

from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import UPTD, Works
from tests.server.erasure.given import Told, approve, register_officer

STORY = "Dua orang naik bus malam"


async def test_a_text_that_no_erasure_took_stays_open_when_an_entry_about_another_is_taken_back(
    deployment: Deployment,
) -> None:
    """While the case had another victim its report was nobody's alone, so its text stayed."""
    await register_officer(deployment)
    works, told, other = Works(deployment), Told(uuid4(), uuid4(), uuid4()), str(uuid4())
    await works.publish(UPTD, "ReportReceived", told.case, {"channel": "phone", "statement": STORY})
    known = {"sex": "female", "age_band": "21-23", "child": False}
    await works.publish(UPTD, "VictimRegistered", told.case, {"person": str(told.person), **known})
    await works.publish(UPTD, "VictimRegistered", told.case, {"person": other, **known}, id="other")
    await approve(works, told, "narrative")
    assert await works.run()
    assert STORY in await case_as_shown(deployment, told)
    taken_back = {"event_id": "other", "reason": "wrong_case"}
    await works.publish(UPTD, "EntryWithdrawn", told.case, taken_back)
    assert STORY in await case_as_shown(deployment, told)


async def case_as_shown(deployment: Deployment, told: Told) -> str:
    """The case as its owner reads it."""
    await deployment.settled()
    reader = await deployment.caller(UPTD, "reader")
    answer = await reader.get(f"/v1/cases/{told.case}")
    assert answer.status_code == 200, answer.text
    return answer.text
