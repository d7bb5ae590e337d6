"""That data were erased was told to every agency and not to the person (UU 27/2022 art 45; Sc-6)."""

from typing import Any

from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import UPTD, Works
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import DPO, Told, approve, told_case

__all__ = ["deployment", "works"]


async def erased(works: Works, deployment: Deployment) -> Told:
    told = await told_case(works)
    await approve(works, told, "psychosocial")
    await works.run()
    await deployment.settled()
    return told


async def owed(deployment: Deployment) -> list[dict[str, Any]]:
    """What of the officer's worklist is about telling a person of an erasure."""
    caller = await deployment.caller(DPO, "reader")
    items = (await caller.get("/v1/worklist", limit=200)).json()["items"]
    return [item for item in items if item["kind"] == "notify_erasure"]


async def notified(works: Works, told: Told, subject: str = "data_erased") -> int:
    data = {"person": str(told.person), "subject": subject, "receiver": "person", "form": "written"}
    return await works.publish(DPO, "SubjectNotified", told.case, data)


async def test_the_officer_owes_the_person_a_notice_until_it_is_on_record(
    works: Works, deployment: Deployment
) -> None:
    told = await erased(works, deployment)
    (item,) = await owed(deployment)
    assert (item["ref"], item["answers"]) == (str(told.erasure), ["jejak.SubjectNotified.v1"])
    await notified(works, told, "processing_stopped")
    await deployment.settled()
    assert len(await owed(deployment)) == 1, "a notice of something else does not answer it"
    position = await notified(works, told)
    await deployment.settled()
    assert await owed(deployment) == []
    owner = await deployment.caller(UPTD, "reader")
    (erasure,) = (await owner.get(f"/v1/cases/{told.case}/erasures")).json()["items"]
    assert erasure["notified"] == position


async def test_a_notice_of_before_the_erasure_does_not_answer_it(
    works: Works, deployment: Deployment
) -> None:
    told = await told_case(works)
    await notified(works, told)
    await approve(works, told, "psychosocial")
    await works.run()
    await deployment.settled()
    assert len(await owed(deployment)) == 1


async def test_a_notice_that_is_not_given_in_72_hours_lapses_on_record(
    works: Works, deployment: Deployment
) -> None:
    await erased(works, deployment)
    await works.run(hours=73)
    lapsed = [each.data.rule for each in await works.recorded("DeadlineLapsed")]
    assert "UU27_2022.erasure_notice" in lapsed


async def test_a_notice_in_time_lets_nothing_lapse(works: Works, deployment: Deployment) -> None:
    told = await erased(works, deployment)
    await works.run(hours=1)
    await notified(works, told)
    await works.run(hours=72)
    lapsed = [each.data.rule for each in await works.recorded("DeadlineLapsed")]
    assert "UU27_2022.erasure_notice" not in lapsed
