"""What is told of events that the asker may see as a bare row, or not at all."""

from datetime import timedelta
from uuid import uuid4

from tests.server.api.agencies import NOW, event
from tests.server.api.deployment import Deployment
from tests.server.api.feeds import grant, rows_of

UPTD, POLRES, NGO = "uptdppa-ttu", "polres-ttu", "ngo-ttu"


async def test_a_stale_answer_tells_no_more_than_the_bare_row(deployment: Deployment) -> None:
    case = await deployment.open_case()
    paper = {"sha256": "0" * 64, "bytes": 1, "mediatype": "application/pdf", "holder": POLRES}
    data = {"file": str(uuid4()), "sha256": "0" * 64, "document": paper}
    recorded = await deployment.publish(POLRES, event(POLRES, "FileSubmitted", case, data))
    closing = event(UPTD, "CaseClosed", case, {"reason": "services_completed"}, basedon=1)
    answer = await (await deployment.caller(UPTD)).post(closing)
    assert answer.status_code == 409, answer.text
    assert answer.json()["missed"] == [
        {"position": recorded["position"], "legal_code": "Tahap I", "date": NOW.date().isoformat()}
    ]


async def test_a_withdrawn_row_names_no_event_that_its_agency_may_not_see(deployment: Deployment) -> None:
    case = await deployment.open_case()
    await grant(deployment, case, until=(NOW + timedelta(hours=1)).isoformat())
    deployment.time.pass_by(hours=2)
    check = {"person": str(uuid4()), "conflict": True}
    await deployment.publish(UPTD, event(UPTD, "GuardianConflictChecked", case, check))
    withdrawn = [row for row in await rows_of(deployment, NGO, case) if row["kind"] == "withdrawn"]
    assert withdrawn
    assert {row["detail"]["reason"] for row in withdrawn} == {"expired"}


async def test_a_bare_row_of_the_feed_tells_the_day_alone(deployment: Deployment) -> None:
    case = await deployment.open_case()
    (row,) = await rows_of(deployment, "coordinator", case)
    assert row["stage"] == {"code": None, "date": NOW.date().isoformat()}
    assert not row.keys() & {"recordedat", "occurred", "caseversion", "event", "marks", "assurance"}
