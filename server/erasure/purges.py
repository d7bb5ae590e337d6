"""An agency's word that it has purged its copies of what was erased."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from projections.arrays import Uuids
from server.auth.principal import Principal
from server.erasure.statements import statement


async def confirm(
    pool: AsyncConnectionPool[Any], principal: Principal, erasure: UUID, now: datetime
) -> datetime | None:
    """Records the confirmation; when it was first given. None where the agency was told of no such erasure:
    its ledger has no `shredded` row of it."""
    told = {"agency": principal.agency, "erasure": str(erasure)}
    async with pool.connection() as conn:
        rows = await (await conn.execute(statement("cases_told"), told)).fetchall()
        if not rows:
            return None
        said = {"agency": principal.agency, "erasure": erasure, "cases": Uuids(case for (case,) in rows)}
        row = {**said, "token_id": principal.token_id, "confirmed_at": now}
        await conn.execute(statement("confirm"), row)
        found = await (await conn.execute(statement("confirmed"), said)).fetchone()
    assert found is not None, "what was just confirmed is on record"
    first: datetime = found[0]
    return first
