"""PostgreSQL shows a clock to those whose ledger gave them the event that started it: with every check of the
application off, an agency on the case saw all of its clocks."""

from uuid import UUID, uuid4

from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment

UPTD, POLICE, VILLAGE = "uptdppa-ttu", "polres-ttu", "desa-ttu"
CLOCKS = b"SELECT started_position FROM view_clock_board.clocks WHERE case_id = %(case)b"


async def investigated(deployment: Deployment) -> UUID:
    """A case that the village is on too, which sees nothing of the police file."""
    case = await deployment.open_case(routed_to=[UPTD, POLICE, VILLAGE])
    file = str(uuid4())
    report = {"file": file, "articles": ["UU-21-2007:2"]}
    await deployment.publish(POLICE, event(POLICE, "PoliceReportFiled", case, report))
    order = {"file": file, "ordered_on": "2026-03-01", "articles": ["UU-21-2007:2"]}
    await deployment.publish(POLICE, event(POLICE, "InvestigationOrdered", case, order))
    await deployment.settled()
    return case


async def started(deployment: Deployment, case: UUID, agency: str, kind: str) -> set[int]:
    """The starts of the clocks that PostgreSQL shows to an agency, whatever the application would."""
    async with deployment.services.second_line.as_agency(agency, kind).connection() as conn:
        found = await conn.execute(CLOCKS, {"case": case})
    return {position for (position,) in await found.fetchall()}


async def given(deployment: Deployment, case: UUID, agency: str) -> set[int]:
    """What the agency's ledger gave of the case, be it bare, and what it recorded itself."""
    async with deployment.services.pool.connection() as conn:
        found = await conn.execute(
            "SELECT position FROM jejak.ledger WHERE agency = %s AND case_id = %s", [agency, case]
        )
        return {position for (position,) in await found.fetchall()}


async def test_an_agency_on_the_case_is_shown_no_clock_of_an_event_it_was_never_given(
    deployment: Deployment,
) -> None:
    case = await investigated(deployment)
    of_police = await started(deployment, case, POLICE, "polres")
    of_village = await started(deployment, case, VILLAGE, "desa")
    assert of_village <= await given(deployment, case, VILLAGE)
    assert of_village < of_police
    assert await started(deployment, case, "coordinator", "coordinator") == of_police


async def test_who_published_the_start_of_a_clock_is_shown_it(deployment: Deployment) -> None:
    case = await investigated(deployment)
    assert await started(deployment, case, POLICE, "polres") == await started(
        deployment, case, "auditor", "auditor"
    )
