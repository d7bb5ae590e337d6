"""Tokens: what opens the door, for whom, how long."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from psycopg import AsyncConnection

from server.auth.endings import REMEMBERED_SECONDS
from server.auth.principal import Principal
from server.auth.row_seals import RowSeals
from server.auth.tokens import Tokens, issue, tokens_of
from server.database import open_pool

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SEALS = RowSeals(b"s" * 32)


class Time:
    """A clock that stands until it is moved, for both the wall and the cache."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def wall(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection]:
    pool = await open_pool(database, max_size=1)
    async with pool.connection() as connection:
        yield connection
    await pool.close()


@pytest.fixture
async def tokens(database: str, time: Time) -> AsyncIterator[Tokens]:
    pool = await open_pool(database, max_size=2)
    yield Tokens(pool, time.wall, SEALS, time.monotonic)
    await pool.close()


async def test_a_token_names_its_agency_and_role(conn: AsyncConnection, tokens: Tokens) -> None:
    issued = await issue(conn, SEALS, "polres-ttu", "publisher", NOW)
    principal = await tokens.principal(issued.token.encode())
    assert principal is not None
    assert principal == Principal(issued.token_id, "polres-ttu", "publisher")


async def test_the_database_holds_no_token_only_its_hash(conn: AsyncConnection) -> None:
    issued = await issue(conn, SEALS, "polres-ttu", "reader", NOW)
    cursor = await conn.execute("SELECT t::text FROM jejak.tokens t")
    (row,) = await cursor.fetchall()
    assert issued.token.removeprefix("jejak_") not in row[0]


@pytest.mark.parametrize("token", [b"", b"jejak_", b"jejak_" + 43 * b"a", 49 * b"x", b"jejak_" + 43 * b"="])
async def test_an_unknown_or_malformed_token_names_nobody(tokens: Tokens, token: bytes) -> None:
    assert await tokens.principal(token) is None


async def test_a_token_ends_at_its_expiry(conn: AsyncConnection, tokens: Tokens, time: Time) -> None:
    issued = await issue(conn, SEALS, "lpsk", "reader", NOW, NOW + timedelta(seconds=2))
    assert await tokens.principal(issued.token.encode()) is not None
    time.seconds = 2
    assert await tokens.principal(issued.token.encode()) is None


async def test_a_revoked_token_ends_at_once_in_the_process_that_revoked_it(
    conn: AsyncConnection, tokens: Tokens
) -> None:
    issued = await issue(conn, SEALS, "lpsk", "reader", NOW)
    assert await tokens.principal(issued.token.encode()) is not None
    assert await tokens.revoke(issued.token_id) is True
    assert await tokens.principal(issued.token.encode()) is None


async def test_a_token_revoked_elsewhere_ends_unheard_ends_when_it_is_asked_for_anew(
    conn: AsyncConnection, tokens: Tokens, time: Time
) -> None:
    issued = await issue(conn, SEALS, "lpsk", "reader", NOW)
    assert await tokens.principal(issued.token.encode()) is not None
    await conn.execute("UPDATE jejak.tokens SET revoked_at = now()")
    time.seconds = REMEMBERED_SECONDS
    assert await tokens.principal(issued.token.encode()) is None


async def test_revoking_an_unknown_token_says_so(tokens: Tokens) -> None:
    assert await tokens.revoke(uuid4()) is False


async def test_tokens_are_listed_by_agency_without_their_text(conn: AsyncConnection) -> None:
    await issue(conn, SEALS, "lpsk", "reader", NOW)
    await issue(conn, SEALS, "bp3mi", "publisher", NOW)
    assert [row.agency for row in await tokens_of(conn)] == ["bp3mi", "lpsk"]
    assert [(row.agency, row.role) for row in await tokens_of(conn, "lpsk")] == [("lpsk", "reader")]


async def test_calls_that_come_together_ask_the_database_once(
    conn: AsyncConnection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = await issue(conn, SEALS, "polres-ttu", "publisher", NOW)
    asked, look_up = [], Tokens._look_up

    async def counted(tokens: Tokens, digest: bytes) -> Any:
        asked.append(digest)
        return await look_up(tokens, digest)

    monkeypatch.setattr(Tokens, "_look_up", counted)
    pool = await open_pool(database, max_size=2)
    tokens = Tokens(pool, lambda: NOW, SEALS)
    text = issued.token.encode()
    principals = await asyncio.gather(*(tokens.principal(text) for _ in range(20)))
    assert [each.token_id for each in principals if each] == [issued.token_id] * 20
    assert len(asked) == 1
    await pool.close()


async def test_a_caller_that_goes_away_takes_no_answer_from_the_others(
    conn: AsyncConnection, tokens: Tokens
) -> None:
    issued = await issue(conn, SEALS, "polres-ttu", "publisher", NOW)
    first = asyncio.create_task(tokens.principal(issued.token.encode()))
    second = asyncio.create_task(tokens.principal(issued.token.encode()))
    await asyncio.sleep(0)
    first.cancel()
    principal = await second
    assert principal is not None
    assert principal.token_id == issued.token_id
