"""Lists and single cases: what their filters, pages and edges tell."""

from typing import Any
from uuid import uuid4

import pytest

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"


@pytest.mark.parametrize("query", [{"stage": "\0"}, {"agency": "\0"}, {"text": "\0"}])
@pytest.mark.parametrize("agency", [UPTD, "coordinator"])
async def test_no_filter_brings_the_server_down(
    deployment: Deployment, agency: str, query: dict[str, Any]
) -> None:
    answer = await (await deployment.caller(agency, "reader")).get("/v1/cases", **query)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid_parameter")


async def test_a_case_stays_on_the_list_whatever_the_last_event_was(deployment: Deployment) -> None:
    case = await deployment.open_case()
    check = {"person": str(uuid4()), "conflict": True}
    await deployment.publish(UPTD, event(UPTD, "GuardianConflictChecked", case, check))
    await deployment.settled()
    for agency in ("coordinator", "auditor", UPTD, "polres-ttu"):
        answer = await (await deployment.caller(agency, "reader")).get("/v1/cases")
        assert [each["case"] for each in answer.json()["items"]] == [str(case)], agency


async def test_streams_that_are_no_case_are_no_case_to_read(deployment: Deployment) -> None:
    one, two = str(uuid4()), str(uuid4())
    here, there = await deployment.open_case(person=one), await deployment.open_case(person=two)
    links = uuid4()
    pairs = [{"case": str(here), "person": one}, {"case": str(there), "person": two}]
    link = {"pairs": pairs, "reason": "same_identity_number"}
    await deployment.publish(UPTD, event(UPTD, "DuplicateLinked", links, link))
    await deployment.settled()
    host = deployment.services.settings.deployment_agency
    for agency, stream in ((UPTD, links), (host, deployment.stream_of(host))):
        reader = await deployment.caller(agency, "reader")
        for path in (f"/v1/cases/{stream}", f"/v1/cases/{stream}/timeline"):
            assert (await reader.get(path)).status_code == 404, (agency, path)
