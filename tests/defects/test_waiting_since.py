"""What waits since an event that is a bare row to the agency waits since a day: a bare row has no more."""

from uuid import UUID

from tests.server.api.agencies import NOW
from tests.server.api.deployment import Deployment

POLICE, HOSPITAL = "polres-ttu", "rsud-ttu"


async def waiting(deployment: Deployment, agency: str, case: UUID) -> list[dict[str, object]]:
    await deployment.settled()
    answer = await (await deployment.caller(agency, "reader")).get("/v1/worklist", limit=200)
    assert answer.status_code == 200, answer.text
    return [each for each in answer.json()["items"] if each["case"] == str(case)]


async def test_a_thing_to_do_tells_the_day_alone_where_its_event_is_a_bare_row(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case(routed_to=[POLICE, HOSPITAL])
    day = NOW.date().isoformat()
    (bare,) = await waiting(deployment, HOSPITAL, case)
    assert "since" not in bare
    assert bare["on"] == day
    (told,) = await waiting(deployment, POLICE, case)
    assert told["on"] == day
    assert str(told["since"]).startswith(day)
