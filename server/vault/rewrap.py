"""Data keys of past months wrapped anew under this month's key, and months that are over ended.

What is alive moves on every month, what was erased does not: so with the last month whose backups hold an
erased person's key, that person's data end in every backup.
"""

from datetime import date
from typing import Any
from uuid import UUID

import structlog
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import Byteas, Texts, Uuids
from server.log.units import NewKey
from server.vault.epochs import Epoch, EpochKeys
from server.vault.matches import any_match_of
from server.vault.statements import statement
from server.vault.vault import Vault

PAGE = 500
FIRST = UUID(int=0)


async def kek_ids(conn: AsyncConnection[Any]) -> list[str]:
    """The key-encryption keys that data keys are wrapped under."""
    return [kek_id for (kek_id,) in await (await conn.execute(statement("kek_ids"))).fetchall()]


async def rewrap(conn: AsyncConnection[Any], keys: EpochKeys, vault: Vault) -> int:
    """Wraps every data key of past months under this month's key; how many. Safe to stop and to repeat."""
    current, done = keys.current().kek_id, 0
    for epoch in keys.epochs():
        if epoch.kek_id != current:
            done += await _rewrap_epoch(conn, epoch, vault)
    return done


async def ended(
    conn: AsyncConnection[Any], keys: EpochKeys, today: date, only: str | None = None
) -> list[Epoch]:
    """Destroys the keys of months (or of one) under which nothing is wrapped or matched and whose backups are
    no longer kept; which."""
    used, current = frozenset(await kek_ids(conn)), keys.current().kek_id
    over = [
        epoch
        for epoch in keys.epochs()
        if only in (None, epoch.month)
        and epoch.until < today
        and epoch.kek_id not in used
        and epoch.kek_id != current
        and not await any_match_of(conn, epoch)
    ]
    for epoch in over:
        keys.destroy(epoch)
        structlog.get_logger().info("key-encryption key destroyed", month=epoch.month)
    return over


async def _rewrap_epoch(conn: AsyncConnection[Any], epoch: Epoch, vault: Vault) -> int:
    after, done = FIRST, 0
    while page := await _page(conn, epoch, after):
        after = page[-1].key_id
        anew = [(stored, again) for stored in page if (again := vault.rewrapped(stored)) is not None]
        if len(anew) < len(page):
            log = structlog.get_logger()
            log.error("data keys do not belong to their rows", keys=len(page) - len(anew), month=epoch.month)
        done += await _write(conn, anew)
    return done


async def _page(conn: AsyncConnection[Any], epoch: Epoch, after: UUID) -> list[NewKey]:
    asked = {"kek_id": epoch.kek_id, "after": after, "limit": Int8(PAGE)}
    return [NewKey(*row) for row in await (await conn.execute(statement("wrapped_under"), asked)).fetchall()]


async def _write(conn: AsyncConnection[Any], anew: list[tuple[NewKey, NewKey]]) -> int:
    columns = {
        "key_id": Uuids(again.key_id for _, again in anew),
        "before": Texts(stored.kek_id for stored, _ in anew),
        "wrapped": Byteas(again.wrapped for _, again in anew),
        "kek_id": Texts(again.kek_id for _, again in anew),
    }
    return (await conn.execute(statement("rewrap"), columns)).rowcount if anew else 0
