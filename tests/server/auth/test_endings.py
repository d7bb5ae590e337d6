"""A token that ends, ends everywhere: in every process, for calls, long polls and open streams (E09)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from time import monotonic
from uuid import UUID, uuid4

import psycopg
import pytest

from server.api import feed as feed_api
from server.auth.endings import REMEMBERED_SECONDS, Endings
from server.auth.row_seals import RowSeals
from server.auth.tokens import Tokens, issue, revoke
from server.database import connect, open_pool
from server.tasks import end

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SEALS = RowSeals(b"s" * 32)
SOON = 2.0  # seconds
PROMISED = 5.0  # seconds, DESIGN section 6 and evidence.md E09


@contextlib.asynccontextmanager
async def process(database: str) -> AsyncIterator[Tokens]:
    """The tokens as another process of the deployment knows them."""
    pool = await open_pool(database, max_size=2)
    tokens = Tokens(pool, lambda: NOW, SEALS)
    heard = asyncio.Event()

    def forget(ended: UUID | None) -> None:
        tokens.forget(ended)
        heard.set()

    listening = asyncio.create_task(Endings(database, [forget]).run())
    try:
        async with asyncio.timeout(SOON):
            await heard.wait()
        yield tokens
    finally:
        await end(listening)
        await pool.close()


async def ended(tokens: Tokens, token: str) -> float:
    """Seconds until the token names nobody here."""
    started = monotonic()
    async with asyncio.timeout(PROMISED):
        while await tokens.principal(token.encode()) is not None:
            await asyncio.sleep(0.01)
    return monotonic() - started


async def test_a_token_revoked_by_one_process_is_refused_by_the_others_at_once(database: str) -> None:
    async with process(database) as one, process(database) as other, await connect(database) as conn:
        issued = await issue(conn, SEALS, "lpsk", "reader", NOW)
        assert await one.principal(issued.token.encode()) is not None
        assert await other.principal(issued.token.encode()) is not None
        assert await one.revoke(issued.token_id)
        assert await ended(other, issued.token) < REMEMBERED_SECONDS / 2


async def test_a_token_ended_by_hand_in_the_database_is_refused_at_once(database: str) -> None:
    async with process(database) as tokens, await connect(database) as conn:
        issued = await issue(conn, SEALS, "lpsk", "reader", NOW)
        assert await tokens.principal(issued.token.encode()) is not None
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute("UPDATE jejak.tokens SET revoked_at = now()")
        assert await ended(tokens, issued.token) < REMEMBERED_SECONDS / 2


async def test_the_end_of_one_token_leaves_the_others_in_force(database: str) -> None:
    async with process(database) as tokens, await connect(database) as conn:
        first, second = [await issue(conn, SEALS, "lpsk", "reader", NOW) for _ in range(2)]
        for issued in (first, second):
            assert await tokens.principal(issued.token.encode()) is not None
        await revoke(conn, first.token_id, NOW)
        await ended(tokens, first.token)
        assert await tokens.principal(second.token.encode()) is not None


async def test_what_ended_while_nobody_listened_is_forgotten_on_listening_again(database: str) -> None:
    told: list[UUID | None] = []
    listening = asyncio.create_task(Endings(database, [told.append]).run())
    try:
        async with asyncio.timeout(PROMISED):
            while len(told) < 1:
                await asyncio.sleep(0.01)
            with psycopg.connect(database, autocommit=True) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query = 'LISTEN jejak_ended' AND datname = current_database()"
                )
            while len(told) < 2:
                await asyncio.sleep(0.01)
    finally:
        await end(listening)
    assert told == [None, None]


async def test_unheard_a_wait_still_ends_within_what_is_promised() -> None:
    assert REMEMBERED_SECONDS + feed_api.RECHECK_SECONDS < PROMISED


@pytest.mark.parametrize("ended", [None, uuid4()])
async def test_forgetting_on_an_empty_memory_is_nothing(database: str, ended: UUID | None) -> None:
    pool = await open_pool(database, max_size=1)
    tokens = Tokens(pool, lambda: NOW, SEALS)
    tokens.forget(ended)
    assert await tokens.principal(b"jejak_" + b"A" * 43) is None
    await pool.close()
