"""A month's key that one process destroyed went on opening in the memory of the others until their end."""

import asyncio
import gc
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from psycopg_pool import AsyncConnectionPool

from server.tasks import end
from server.vault.epochs import EpochKeys
from server.vault.erased import ErasedKeys
from server.vault.keyfile import KeyEncryptionKeyDestroyed, KeyFile
from server.vault.vault import Vault


def processes(folder: Path) -> tuple[EpochKeys, EpochKeys, tuple[str, bytes]]:
    """Two processes that hold the key of March in April, and a data key wrapped under it."""
    march = EpochKeys(folder, lambda: datetime(2026, 3, 31, tzinfo=UTC))
    wrapped = march.wrap(os.urandom(32), b"row")
    here, there = (EpochKeys(folder, lambda: datetime(2026, 5, 31, tzinfo=UTC)) for _ in range(2))
    assert there.unwrap(wrapped.blob, b"row", wrapped.kek_id)
    return here, there, (wrapped.kek_id, wrapped.blob)


def test_it_opens_nothing_in_any_process_from_then_on(tmp_path: Path) -> None:
    here, there, (kek_id, blob) = processes(tmp_path)
    here.destroy(here.epochs()[0])
    with pytest.raises(KeyEncryptionKeyDestroyed):
        there.unwrap(blob, b"row", kek_id)


async def test_a_process_that_opens_nothing_drops_it_from_memory(tmp_path: Path, database: str) -> None:
    here, there, _ = processes(tmp_path)
    pool = AsyncConnectionPool(database, open=False)
    vault = Vault("jejak.test", there, ErasedKeys(tmp_path / "erased.ndjson"), pool)
    idle = asyncio.create_task(vault.run())
    month = here.epochs()[0]
    here.destroy(month)
    async with asyncio.timeout(5):
        while held(there, month.kek_id):
            await asyncio.sleep(0.05)
    await end(idle)


def held(keys: EpochKeys, kek_id: str) -> bool:
    """Whether an object that holds the key is reached from these."""
    return any(
        isinstance(each, KeyFile) and each.kek_id == kek_id
        for mapping in gc.get_referents(keys.__dict__)
        if isinstance(mapping, dict)
        for each in mapping.values()
    )
