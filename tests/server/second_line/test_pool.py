"""Many readers on few connections: none is answered with the rows of the one before (E03)."""

import asyncio
import random
from typing import Any

import psycopg
import pytest

from server.database import READER, open_pool
from server.second_line.reading import SecondLine
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE, STRANGER, filed

AGENCIES = (OWNER, POLICE, STRANGER, "kejari-ttu", "coordinator")
WHOSE = b"SELECT DISTINCT agency FROM jejak.ledger UNION SELECT agency FROM jejak.ledger_head"


async def interleaved(deployment: Deployment, requests: int) -> list[tuple[str, str]]:
    """So many reads at once through two connections, by agencies in random order; some fail half-way: whose
    rows came to somebody else. Rows of their own did come."""
    await filed(deployment, await deployment.open_case())
    await deployment.settled()
    pool = await open_pool(deployment.services.settings.database_url, READER, max_size=2)
    line, chance = SecondLine(pool), random.Random(3)

    async def read(agency: str, fails: bool) -> tuple[str, list[Any]]:
        try:
            async with line.as_agency(agency, "").connection() as conn:
                found = await conn.execute(WHOSE, prepare=True)
                if fails:
                    await conn.execute(b"SELECT 1 / 0")
        except psycopg.errors.DivisionByZero:
            assert fails
            return agency, []
        return agency, await found.fetchall()

    foreign: list[tuple[str, str]] = []
    own = 0
    for _ in range(0, requests, 250):
        asked = [(chance.choice(AGENCIES), chance.random() < 0.05) for _ in range(250)]
        for agency, found in await asyncio.gather(*(read(*each) for each in asked)):
            own += len(found)
            foreign += [(agency, name) for (name,) in found if name != agency]
    await pool.close()
    assert own > len(foreign)
    return foreign


async def test_interleaved_readers_on_two_connections_see_their_own_rows_alone(
    deployment: Deployment,
) -> None:
    assert not await interleaved(deployment, 1_000)


@pytest.mark.long
async def test_ten_thousand_interleaved_readers_see_their_own_rows_alone(deployment: Deployment) -> None:
    assert not await interleaved(deployment, 10_000)
