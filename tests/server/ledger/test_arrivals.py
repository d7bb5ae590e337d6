"""Waiting for mail: woken at once by the follower's word, and within a second without it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import psycopg

from projections.applied import Applied
from server.database import open_pool
from server.ledger.arrivals import Arrivals

PATIENCE = 10.0  # seconds
REACH = """
    INSERT INTO jejak.ledger_head (agency, n, hash) VALUES (%s, %s, '\\x00')
    ON CONFLICT (agency) DO UPDATE SET n = excluded.n
"""


def reach(database: str, agency: str, n: int) -> None:
    """The ledger of an agency reaches to row n."""
    with psycopg.connect(database) as owner:
        owner.execute(REACH, [agency, n])


@asynccontextmanager
async def arrivals(database: str, heard: Any = None) -> AsyncIterator[tuple[Arrivals, Applied]]:
    pool, applied = await open_pool(database), Applied()
    found = Arrivals(pool, applied, heard)
    task = asyncio.create_task(found.run())
    try:
        yield found, applied
    finally:
        task.cancel()
        await asyncio.wait([task])
        await pool.close()


async def test_who_waits_is_woken_by_the_word_of_the_follower(database: str) -> None:
    async with arrivals(database) as (found, applied):
        waiting = asyncio.create_task(found.beyond("polres", 4, PATIENCE))
        await asyncio.sleep(0.1)
        reach(database, "polres", 5)
        started = monotonic()
        applied.advance(["ledger"], 1)
        assert await waiting
        assert monotonic() - started < 0.5


async def test_without_any_word_a_poll_finds_the_mail(database: str) -> None:
    async with arrivals(database) as (found, _):
        waiting = asyncio.create_task(found.beyond("polres", 0, PATIENCE))
        await asyncio.sleep(0.1)
        reach(database, "polres", 1)
        assert await waiting


async def test_the_mail_of_another_agency_wakes_nobody(database: str) -> None:
    async with arrivals(database) as (found, applied):
        waiting = asyncio.create_task(found.beyond("polres", 0, 0.5))
        await asyncio.sleep(0.1)
        reach(database, "kejari", 1)
        applied.advance(["ledger"], 1)
        assert not await waiting


async def test_what_has_arrived_already_is_not_waited_for(database: str) -> None:
    async with arrivals(database) as (found, applied):
        reach(database, "polres", 3)
        applied.advance(["ledger"], 1)
        assert await found.beyond("polres", 2, PATIENCE)
        assert await found.beyond("polres", 2, 0)
        assert not await found.beyond("polres", 3, 0)


async def test_many_wait_for_one_agency_and_all_are_woken(database: str) -> None:
    async with arrivals(database) as (found, applied):
        waiting = [asyncio.create_task(found.beyond("polres", 0, PATIENCE)) for _ in range(50)]
        await asyncio.sleep(0.1)
        reach(database, "polres", 1)
        applied.advance(["ledger"], 1)
        assert await asyncio.gather(*waiting) == [True] * 50


async def test_the_bell_is_told_which_heads_moved(database: str) -> None:
    told: list[dict[str, int]] = []
    async with arrivals(database, told.append) as (found, applied):
        reach(database, "polres", 1)
        applied.advance(["ledger"], 1)
        assert await found.beyond("polres", 0, PATIENCE)
        reach(database, "kejari", 2)
        applied.advance(["ledger"], 2)
        assert await found.beyond("kejari", 1, PATIENCE)
    assert told == [{"polres": 1}, {"kejari": 2}]


async def test_a_database_that_went_away_is_asked_again(database: str) -> None:
    async with arrivals(database) as (found, applied):
        applied.advance(["ledger"], 1)
        await asyncio.sleep(0.1)
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        reach(database, "polres", 1)
        applied.advance(["ledger"], 2)
        assert await found.beyond("polres", 0, PATIENCE)
