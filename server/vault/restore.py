"""What a start does before anything is served: erased keys that a restored backup brought back go again."""

from typing import Any

import structlog
from psycopg_pool import AsyncConnectionPool

from projections.arrays import Uuids
from server.vault.epochs import EpochKeys
from server.vault.erased import ErasedKeys
from server.vault.rewrap import kek_ids
from server.vault.statements import statement

AT_ONCE = 5_000


async def prepare_vault(pool: AsyncConnectionPool[Any], keys: EpochKeys, erased: ErasedKeys) -> int:
    """Deletes the data keys that were erased before; how many had come back.

    Raises KeyFileError where a data key is wrapped under a key-encryption key that is missing.
    """
    ids, found = erased.all(), 0
    async with pool.connection() as conn:
        for start in range(0, len(ids), AT_ONCE):
            found += (
                await conn.execute(statement("forget_keys"), [Uuids(ids[start : start + AT_ONCE])])
            ).rowcount
        keys.require(await kek_ids(conn))
    if found:
        structlog.get_logger().warning("erased keys had come back and were destroyed again", keys=found)
    return found
