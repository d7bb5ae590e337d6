"""A page of a ledger is read under policies of its own, and shows no event that is not shown one by one."""

import pytest

from projections.owner import owner_connection
from server.second_line.reading import AsAgency
from tests.server.api.deployment import Deployment
from tests.server.second_line.story import READERS, two_cases

WHOLE = 2**53 - 501  # rows: a page that holds the whole ledger
BODIES = b"SELECT notification_id FROM jejak.log ORDER BY 1"
SEALED = b"SELECT position FROM jejak.sealed ORDER BY 1"
GIVEN = b"""
SELECT DISTINCT position FROM jejak.ledger
WHERE agency = %s AND n > %s AND n <= %s
  AND position IS NOT NULL AND on_date IS NULL AND kind <> 'withdrawn'
"""
ONLY_PAGES = "DROP POLICY reader ON jejak.log"


@pytest.fixture(autouse=True)
async def cases(deployment: Deployment) -> None:
    await two_cases(deployment)


async def seen(reading: AsAgency, query: bytes) -> list[int]:
    async with reading.connection() as conn:
        found = await conn.execute(query)
    return [position for (position,) in await found.fetchall()]


@pytest.mark.parametrize("query", [BODIES, SEALED])
@pytest.mark.parametrize("agency", READERS)
async def test_the_page_of_a_whole_ledger_shows_the_rows_that_are_shown_one_by_one(
    deployment: Deployment, agency: str, query: bytes
) -> None:
    line = deployment.services.second_line
    assert await seen(line.paging(agency, "", 0, WHOLE), query) == await seen(
        line.as_agency(agency, ""), query
    )


@pytest.mark.parametrize("agency", READERS)
async def test_the_policy_of_pages_alone_shows_the_bodies_that_the_rows_of_the_page_give(
    deployment: Deployment, agency: str
) -> None:
    line = deployment.services.second_line
    async with deployment.services.pool.connection() as conn:
        given = {p for (p,) in await (await conn.execute(GIVEN, [agency, 0, 3])).fetchall()}
    async with owner_connection(deployment.services.settings.database_url) as conn:
        await conn.execute(ONLY_PAGES)
    assert set(await seen(line.paging(agency, "", 0, 3), BODIES)) == given
    assert await seen(line.as_agency(agency, ""), BODIES) == []
