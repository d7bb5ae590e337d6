"""Defect: one event that a server could not read made every call that touched its case fail whole."""

from uuid import uuid4

import psycopg

from tests.server.api.agencies import BATCH, event
from tests.server.api.deployment import Deployment

UPTD = "uptdppa-ttu"


async def test_a_case_that_cannot_be_read_is_put_off_and_holds_up_no_other(deployment: Deployment) -> None:
    broken, whole = await deployment.open_case(), await deployment.open_case()
    with psycopg.connect(
        deployment.services.settings.database_url, autocommit=True
    ) as conn:  # as a newer version of the server would have
        conn.execute("ALTER TABLE jejak.log DISABLE TRIGGER append_only")
        conn.execute("GRANT UPDATE ON jejak.log TO CURRENT_USER")
        conn.execute(
            "UPDATE jejak.log SET topic = 'jejak.FromTheFuture.v1' WHERE originator_id = %s", [broken]
        )
    deployment.services.publisher._states.drop(broken)  # another process has nothing of it in memory
    batch = [
        event(UPTD, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"})
        for case in (broken, whole)
    ]
    answer = await (await deployment.caller(UPTD)).post(batch, BATCH)
    told = [each["status"] for each in answer.json()["results"]]
    assert (answer.status_code, told) == (200, ["refused", "recorded"])
    assert answer.json()["results"][0]["problem"]["type"] == "/problems/busy"
