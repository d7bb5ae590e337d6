"""The seals on rows that let somebody in: whose they are, and what becomes of rows of before."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from server.auth.row_seals import RowSeals, open_row_seals
from server.auth.tokens import Tokens, issue
from server.database import open_pool
from server.evidence.keystore import KeyFileError, KeyStore

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    found = await open_pool(database, max_size=2)
    yield found
    await found.close()


async def issued_without_a_seal(pool: AsyncConnectionPool[Any]) -> bytes:
    """A token of before there were seals."""
    async with pool.connection() as conn:
        issued = await issue(conn, RowSeals(b"none yet"), "lpsk", "reader", NOW)
        await conn.execute("UPDATE jejak.tokens SET seal = NULL WHERE token_id = %s", [issued.token_id])
    return issued.token.encode()


async def test_tokens_of_before_are_sealed_when_the_key_is_made_and_never_again(
    pool: AsyncConnectionPool[Any], tmp_path: Path
) -> None:
    keys, before = KeyStore(tmp_path), await issued_without_a_seal(pool)
    first = Tokens(pool, lambda: NOW, await open_row_seals(keys, pool))
    assert await first.principal(before) is not None
    written = await issued_without_a_seal(pool)
    second = Tokens(pool, lambda: NOW, await open_row_seals(keys, pool))
    assert await second.principal(before) is not None
    assert await second.principal(written) is None


async def test_who_takes_all_seals_away_gets_none_anew(
    pool: AsyncConnectionPool[Any], tmp_path: Path, database: str
) -> None:
    keys, before = KeyStore(tmp_path), await issued_without_a_seal(pool)
    await open_row_seals(keys, pool)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("UPDATE jejak.tokens SET seal = NULL")
    assert await Tokens(pool, lambda: NOW, await open_row_seals(keys, pool)).principal(before) is None


async def test_without_the_key_of_rows_that_bear_seals_nothing_starts(
    pool: AsyncConnectionPool[Any], tmp_path: Path
) -> None:
    await issued_without_a_seal(pool)
    await open_row_seals(KeyStore(tmp_path), pool)
    (tmp_path / "rows.secret").unlink()
    with pytest.raises(KeyFileError, match="rows"):
        await open_row_seals(KeyStore(tmp_path), pool)
