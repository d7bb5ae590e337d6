"""A case is read under policies of its own, and shows no event that is not shown one by one."""

from typing import Any
from uuid import UUID

import pytest

from projections.owner import owner_connection
from server.second_line.reading import AsAgency
from server.second_line.streams import CASE_ROWS
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE
from tests.server.second_line.story import READERS, two_cases

BODIES = b"SELECT notification_id FROM jejak.log WHERE originator_id = %(case)s ORDER BY 1"
SEALED = b"""
SELECT position FROM jejak.sealed
WHERE position = ANY (ARRAY(SELECT notification_id FROM jejak.log WHERE originator_id = %(case)s)) ORDER BY 1
"""
EVERY_BODY, EVERYTHING_SEALED = (
    b"SELECT notification_id FROM jejak.log ORDER BY 1",
    b"SELECT position FROM jejak.sealed ORDER BY 1",
)
GIVEN = b"""
SELECT DISTINCT position FROM jejak.ledger
WHERE agency = %s AND case_id = %s AND position IS NOT NULL AND on_date IS NULL AND kind <> 'withdrawn'
"""
STRANGER = "lpsk"
NO_BODY = b"""
INSERT INTO jejak.ledger (agency, n, kind, cause, position, case_id, classes, stage, on_date, detail, hash)
SELECT 'lpsk', 2 * version - step, CASE step WHEN 1 THEN 'stage' ELSE 'withdrawn' END, position, position,
       case_id, 0, NULL, CASE step WHEN 1 THEN date '2026-01-02' END,
       CASE step WHEN 0 THEN '{"level": 0}'::jsonb END, sha256('row')
FROM (SELECT originator_version, notification_id, originator_id FROM jejak.log WHERE originator_id = %(case)s)
     AS event (version, position, case_id), generate_series(0, 1) AS step
"""
ONE_BY_ONE = (b"DROP POLICY reader ON jejak.log", b"DROP POLICY reader ON jejak.sealed")


@pytest.fixture(autouse=True)
async def cases(deployment: Deployment) -> tuple[UUID, UUID]:
    return await two_cases(deployment)


async def seen(reading: AsAgency, query: bytes, case: UUID) -> list[Any]:
    async with reading.connection() as conn:
        found = await conn.execute(query, {"case": case})
    return [row[0] for row in await found.fetchall()]


@pytest.mark.parametrize("query", [BODIES, SEALED, CASE_ROWS])
@pytest.mark.parametrize("agency", READERS)
async def test_a_case_shows_the_rows_that_are_shown_one_by_one(
    deployment: Deployment, cases: tuple[UUID, UUID], agency: str, query: bytes
) -> None:
    line = deployment.services.second_line
    shown = [
        (
            await seen(line.of_case(agency, "", case), query, case),
            await seen(line.as_agency(agency, ""), query, case),
        )
        for case in cases
    ]
    assert [at_once for at_once, _ in shown] == [one_by_one for _, one_by_one in shown]
    assert (shown[0][0] or shown[1][0]) or agency not in (OWNER, POLICE), "and that is not nothing"


@pytest.mark.parametrize("agency", READERS)
async def test_the_policies_of_a_case_alone_show_what_the_ledger_gave_of_this_case_and_of_no_other(
    deployment: Deployment, cases: tuple[UUID, UUID], agency: str
) -> None:
    line, (case, _) = deployment.services.second_line, cases
    async with deployment.services.pool.connection() as conn:
        given = {p for (p,) in await (await conn.execute(GIVEN, [agency, case])).fetchall()}
        sealed = {p for (p,) in await (await conn.execute(EVERYTHING_SEALED)).fetchall()} & given
    async with owner_connection(deployment.services.settings.database_url) as conn:
        for statement in ONE_BY_ONE:
            await conn.execute(statement)
    assert set(await seen(line.of_case(agency, "", case), EVERY_BODY, case)) == given
    assert set(await seen(line.of_case(agency, "", case), EVERYTHING_SEALED, case)) == sealed
    assert sealed or agency != OWNER, "and that is not nothing"
    assert await seen(line.as_agency(agency, ""), EVERY_BODY, case) == []
    assert await seen(line.as_agency(agency, ""), EVERYTHING_SEALED, case) == []


@pytest.mark.parametrize("query", [BODIES, SEALED])
async def test_what_was_taken_back_or_is_a_bare_row_gives_no_body(
    deployment: Deployment, cases: tuple[UUID, UUID], query: bytes
) -> None:
    line, (case, _) = deployment.services.second_line, cases
    async with deployment.services.pool.connection() as conn:
        await conn.execute(NO_BODY, {"case": case})
    assert await seen(line.of_case(OWNER, "", case), query, case) != []
    assert await seen(line.of_case(STRANGER, "", case), query, case) == []


async def test_the_case_that_was_read_is_forgotten_with_the_transaction(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    line, (case, _) = deployment.services.second_line, cases
    said = b"SELECT coalesce(nullif(current_setting('jejak.case', true), ''), 'none')"
    assert await seen(line.of_case(OWNER, "", case), said, case) == [str(case)]
    assert await seen(line.as_agency(OWNER, ""), said, case) == ["none"]


async def test_what_an_auditor_reads_of_the_log_shows_nothing_sealed_though_a_case_was_named(
    deployment: Deployment, cases: tuple[UUID, UUID]
) -> None:
    async with deployment.services.second_line.of_case(OWNER, "", cases[0]).connection() as conn:
        await conn.execute(b"SELECT set_config('jejak.audits', 'yes', true)")
        found = await conn.execute(EVERYTHING_SEALED)
    assert await found.fetchall() == []
