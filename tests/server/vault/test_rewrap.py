"""Live keys move on to the new month; what was erased stays behind and ends with its month."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from server.database import open_pool
from server.evidence.keystore import KeyFileError
from server.vault.epochs import EpochKeys
from server.vault.erased import ErasedKeys
from server.vault.restore import prepare_vault
from server.vault.rewrap import ended, kek_ids, rewrap
from server.vault.statements import statement
from server.vault.vault import Vault
from tests.server.vault.given import ORIGIN, victim_registered


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Kept(NamedTuple):
    """A vault whose keys are in the database, and the clock of its months."""

    dsn: str
    clock: Clock
    pool: AsyncConnectionPool[Any]
    keys: EpochKeys
    erased: ErasedKeys
    vault: Vault

    def seal(self, events: int) -> list[UUID]:
        """So many persons' keys, stored as an append stores them."""
        made = [
            key
            for _ in range(events)
            for key in self.vault.seal(victim_registered(uuid4(), name="Siti"), 0).keys
        ]
        with psycopg.connect(self.dsn) as conn:
            conn.cursor().executemany(
                "INSERT INTO jejak.data_keys VALUES (%s, %s, %s, %s, %s, now())", [tuple(key) for key in made]
            )
        return [key.key_id for key in made]

    async def round(self) -> tuple[int, list[str]]:
        async with self.pool.connection() as conn:
            moved = await rewrap(conn, self.keys, self.vault)
            over = await ended(conn, self.keys, self.clock.now.date())
        return moved, [epoch.month for epoch in over]

    async def opening(self) -> int:
        """How many of the stored keys a fresh process opens."""
        fresh = Vault(ORIGIN, EpochKeys(self.keys._folder.parent, self.clock), self.erased, self.pool)
        with psycopg.connect(self.dsn) as conn:
            ids = {row[0] for row in conn.execute("SELECT key_id FROM jejak.data_keys").fetchall()}
        return len([key for key in (await fresh._data_keys(ids)).values() if key is not None])


@pytest.fixture
async def kept(database: str, tmp_path: Path) -> AsyncIterator[Kept]:
    clock, pool = Clock(), await open_pool(database)
    keys, erased = EpochKeys(tmp_path, clock), ErasedKeys(tmp_path / "erased.ndjson")
    yield Kept(database, clock, pool, keys, erased, Vault(ORIGIN, keys, erased, pool))
    await pool.close()


async def test_every_live_key_is_wrapped_anew_once_and_opens_as_before(kept: Kept) -> None:
    kept.seal(1_200)
    assert await kept.round() == (0, [])
    kept.clock.now = datetime(2026, 4, 1, tzinfo=UTC)
    assert [await kept.round(), await kept.round()] == [(1_200, []), (0, [])]
    async with kept.pool.connection() as conn:
        assert await kek_ids(conn) == [kept.keys.current().kek_id]
    assert await kept.opening() == 1_200


async def test_a_months_key_is_destroyed_once_nothing_is_under_it_and_its_backups_are_over(
    kept: Kept,
) -> None:
    kept.seal(1)
    kept.clock.now = datetime(2026, 5, 5, tzinfo=UTC)
    assert await kept.round() == (1, [])
    kept.clock.now = datetime(2026, 5, 6, tzinfo=UTC)
    assert await kept.round() == (0, ["2026-03"])
    assert await kept.opening() == 1


async def test_a_months_key_stays_while_a_data_key_needs_it(kept: Kept) -> None:
    key, _ = kept.seal(2)
    with psycopg.connect(kept.dsn, autocommit=True) as conn:  # one that was tampered with cannot move on
        conn.execute("UPDATE jejak.data_keys SET owner = 'x' WHERE key_id = %s", [key])
    kept.clock.now = datetime(2026, 9, 1, tzinfo=UTC)
    assert await kept.round() == (1, [])
    assert [epoch.month for epoch in kept.keys.epochs()] == ["2026-03", "2026-09"]


async def test_a_key_erased_meanwhile_does_not_come_back_by_being_wrapped_anew(kept: Kept) -> None:
    (key,) = kept.seal(1)
    kept.clock.now = datetime(2026, 4, 1, tzinfo=UTC)
    with psycopg.connect(kept.dsn, autocommit=True) as conn:
        conn.execute("DELETE FROM jejak.data_keys WHERE key_id = %s", [key])
        assert await kept.round() == (0, [])
        assert conn.execute("SELECT count(*) FROM jejak.data_keys").fetchone() == (0,)


async def test_keys_that_a_restored_backup_brought_back_are_destroyed_before_anything_is_served(
    kept: Kept,
) -> None:
    alive, erased = kept.seal(2)
    kept.erased.add([erased], kept.clock())
    assert await prepare_vault(kept.pool, kept.keys, kept.erased) == 1
    with psycopg.connect(kept.dsn) as conn:
        assert conn.execute("SELECT key_id FROM jejak.data_keys").fetchall() == [(alive,)]


async def test_a_file_of_erased_keys_that_was_lost_is_made_good_from_the_database(kept: Kept) -> None:
    (key,) = kept.seal(1)
    with psycopg.connect(kept.dsn) as conn:
        conn.execute(
            "INSERT INTO jejak.erasures (approved, erasure, case_id, through, keys, events, listed_at) "
            "VALUES (1, gen_random_uuid(), gen_random_uuid(), 1, %s, 1, now())",
            [[key]],
        )
    assert await prepare_vault(kept.pool, kept.keys, kept.erased) == 1
    assert kept.erased.all() == [key]


async def test_a_start_without_the_key_that_data_keys_need_is_refused(kept: Kept) -> None:
    kept.seal(1)
    (kept.keys._folder / "2026-03.key").rename(kept.keys._folder / "elsewhere")
    with pytest.raises(KeyFileError, match="missing"):
        await prepare_vault(kept.pool, EpochKeys(kept.keys._folder.parent, kept.clock), kept.erased)


async def test_in_a_backup_of_an_ended_month_nobody_is_readable(kept: Kept) -> None:
    kept.seal(3)
    with psycopg.connect(kept.dsn) as conn:
        backup = conn.execute("SELECT wrapped, kek_id FROM jejak.data_keys").fetchall()
    kept.clock.now = datetime(2026, 5, 6, tzinfo=UTC)
    await kept.round()
    with psycopg.connect(kept.dsn, autocommit=True) as conn:
        conn.execute("UPDATE jejak.data_keys SET wrapped = %s, kek_id = %s", backup[0])
    assert await kept.opening() == 0
    assert os.listdir(kept.keys._folder).count("2026-03.key") == 0


async def test_entries_of_other_months_are_found_by_the_index_of_matches(kept: Kept) -> None:
    place = {"month": b"m" * 8, "beyond": b"n" * 8, "after": b"", "position": Int8(0), "limit": Int8(500)}
    async with kept.pool.connection() as conn:
        query = b"EXPLAIN " + statement("matches_of_other_months")
        told = "\n".join(
            str(row[0]) for row in await (await conn.execute(query, place, binary=False)).fetchall()
        )
    assert "Seq Scan" not in told, told
    assert told.count("Index Cond: ((hash ") == 2, told
