"""What a start does before anything is served: erased keys that a restored backup brought back go again.

The database lists what it erased too. So the file and the database each make good what the other lost; only
who loses both has lost it.
"""

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
    async with pool.connection() as conn:
        for listed, at in await (await conn.execute(statement("listed_keys"))).fetchall():
            erased.add([key_id for key_id in listed if key_id not in erased], at)
        ids, found = erased.all(), 0
        for start in range(0, len(ids), AT_ONCE):
            found += (
                await conn.execute(statement("forget_keys"), [Uuids(ids[start : start + AT_ONCE])])
            ).rowcount
        keys.require(await kek_ids(conn))
    if found:
        structlog.get_logger().warning("erased keys had come back and were destroyed again", keys=found)
    return found
