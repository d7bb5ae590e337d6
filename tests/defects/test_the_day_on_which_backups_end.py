"""ErasureCompleted stated a day on which a backup still opened: keys that were listed went on to a new month.

A process died between the listing of keys and their destruction at the turn of a month; another wrapped every
data key anew, those too, and a backup of that day held them under the new month's key.
"""

import asyncio
from pathlib import Path

import psycopg
import pytest

from server.vault.epochs import EpochKeys
from server.vault.keyfile import KeyEncryptionKeyDestroyed
from server.vault.rewrap import rewrap
from tests.attacks.test_d_erasure import can_unwrap, round_killed_after
from tests.server.api.deployment import Deployment
from tests.server.clockwork.works import Works
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import approve, told_case

__all__ = ["deployment", "works"]


async def test_from_the_day_that_is_stated_no_backup_opens_what_was_erased(
    works: Works, deployment: Deployment, database: str, tmp_path: Path
) -> None:
    told, services = await told_case(works), deployment.services
    await approve(works, told, "psychosocial")
    await asyncio.to_thread(round_killed_after, "listed", database, tmp_path / "keys")
    deployment.time.pass_by(days=30)  # from 2 March to 1 April
    async with services.pool.connection() as conn:
        await rewrap(conn, services.epochs, services.vault)
    with psycopg.connect(database) as conn_:
        backup = conn_.execute("SELECT key_id, owner, class, wrapped, kek_id FROM jejak.data_keys").fetchall()
    async with asyncio.timeout(30):
        while await works.run() is None or not await works.recorded("KeyShredded"):
            await asyncio.sleep(0.2)
    await works.run(days=4)
    (completed,) = await works.recorded("ErasureCompleted")
    assert completed.data.unreadable_from is not None
    await works.run(days=(completed.data.unreadable_from - deployment.time().date()).days)
    erased = [row for row in backup if row[0] in services.erased]
    assert len(erased) == 1
    with pytest.raises(KeyEncryptionKeyDestroyed):
        can_unwrap(EpochKeys(tmp_path / "keys", deployment.time), erased[0])
