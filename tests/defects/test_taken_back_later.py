"""What was taken back later stood at the moment asked for: for who sees bodies as for who sees bare rows."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.server.api.agencies import NOW, event
from tests.server.api.deployment import Deployment
from tests.server.api.file_exchange import paper

UPTD, POLRES = "uptdppa-ttu", "polres-ttu"


async def stage(deployment: Deployment, agency: str, case: UUID, **query: Any) -> str:
    answer = await (await deployment.caller(agency, "reader")).get(f"/v1/cases/{case}", **query)
    assert answer.status_code == 200, answer.text
    code: str = answer.json()["legal_stage"]["code"]
    return code


async def test_a_stage_taken_back_the_day_after_stood_that_day_for_every_reader(
    deployment: Deployment,
) -> None:
    case, file = await deployment.open_case(), str(uuid4())
    await deployment.publish(POLRES, event(POLRES, "PoliceReportFiled", case, {"file": file}))
    sent = event(POLRES, "FileSubmitted", case, {"file": file, **paper("a" * 64, POLRES)})
    await deployment.publish(POLRES, sent)
    deployment.time.pass_by(days=1)
    taken_back = {"event_id": sent["id"], "reason": "wrong_person"}
    later = deployment.time().isoformat()
    await deployment.publish(POLRES, event(POLRES, "EntryWithdrawn", case, taken_back, time=later))
    await deployment.settled()
    then = {"as_of": (NOW + timedelta(hours=1)).isoformat(), "by": "occurred"}
    for agency in (POLRES, UPTD):
        assert await stage(deployment, agency, case, **then) == "Tahap I", agency
        assert await stage(deployment, agency, case) == "LP", agency
