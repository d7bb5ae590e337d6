"""What an agency took back, over HTTP: for those who see bodies and for those who see bare rows alone."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, reader

HUB, PROSECUTOR = (
    "ngo-ttu",
    "kejari-ttu",
)  # any agency of another task force; here one that is not on the case
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def publish(shared: Deployment, by: str, type_name: str, case: UUID, data: Any) -> dict[str, Any]:
    return await shared.publish(by, event(by, type_name, case, data))


async def given_submitted(shared: Deployment) -> tuple[UUID, str]:
    """A case whose file is at the prosecutor, its stage shared with the hub; and the id of the sending."""
    case, file = await shared.open_case(), str(uuid4())
    await publish(shared, OWNER, "CaseShared", case, share())
    await publish(shared, POLICE, "PoliceReportFiled", case, {"file": file})
    await publish(shared, POLICE, "SpdpSent", case, {"file": file, "prosecutor": PROSECUTOR, **spdp()})
    sent = event(POLICE, "FileSubmitted", case, {"file": file, "sha256": "a" * 64, "document": paper()})
    await shared.publish(POLICE, sent)
    return case, sent["id"]


def share() -> dict[str, Any]:
    return {"task_force": "ttu", "agencies": [HUB], "reason": "repatriation"}


def spdp() -> dict[str, Any]:
    return {"number": "SPDP/1", "sent_on": "2026-03-01", "document": paper()}


def paper() -> dict[str, Any]:
    return {"sha256": "a" * 64, "bytes": 9, "mediatype": "application/pdf", "holder": POLICE}


async def stage(shared: Deployment, agency: str, case: UUID, role: Any = "reader", **query: Any) -> Any:
    await shared.settled()
    answer = await (await reader(shared, agency, role)).get(f"/v1/cases/{case}", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["legal_stage"]["code"]


async def listed(shared: Deployment, agency: str, case: UUID, role: Any = "reader") -> Any:
    await shared.settled()
    items = (await (await reader(shared, agency, role)).get("/v1/cases")).json()["items"]
    return next(each for each in items if each["case"] == str(case))["stage"]


async def test_a_stage_taken_back_is_nobody_s_stage_though_it_stays_readable_as_it_was_known(
    shared: Deployment,
) -> None:
    case, sent = await given_submitted(shared)
    readers = ((PROSECUTOR, "reader"), (OWNER, "reader"), (HUB, "reader"), ("coordinator", "coordinator"))
    for agency, role in readers:
        assert await stage(shared, agency, case, role) == "Tahap I", agency
    back = await publish(
        shared, POLICE, "EntryWithdrawn", case, {"event_id": sent, "reason": "entered_twice"}
    )
    for agency, role in readers:
        assert await stage(shared, agency, case, role) == "SPDP", agency
        assert await listed(shared, agency, case, role) == "SPDP", agency
        before = await stage(shared, agency, case, role, as_of=str(back["position"] - 1))
        assert before == "Tahap I", agency


async def test_a_case_shared_shows_its_hub_bare_rows_and_no_body(shared: Deployment) -> None:
    case, _ = await given_submitted(shared)
    await shared.settled()
    view = (await (await reader(shared, HUB)).get(f"/v1/cases/{case}")).json()
    assert [row["code"] for row in view["bare"]] == ["LP", "SPDP", "Tahap I"]
    assert view["persons"] == []
    assert view["disclosed"] == []
    answer = await (await shared.caller(HUB)).post(
        event(HUB, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "routine"})
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/authority_missing")
