"""An agency's word that it has purged its copies of what was erased: given, owed, and seen."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from projections.arrays import BigInts, Texts, Uuids
from server.auth.principal import Principal
from server.database import Connections
from server.erasure.statements import statement


class Owed(NamedTuple):
    """A purge that an agency has not confirmed: told by the event at log position `cause`, recorded when."""

    cause: int
    case: UUID
    erasure: str
    since: datetime


class Copies(NamedTuple):
    """An agency that had what was erased: by which event it was told, and since when it says it has none."""

    agency: str
    told: int
    confirmed_at: datetime | None


async def owed_purges(reading: Connections, pool: AsyncConnectionPool[Any], agency: str) -> list[Owed]:
    """What an agency is still to confirm, oldest first. Of which it was told is read as the agency; when, is
    known of an event that it may no longer see."""
    async with reading.connection() as conn:
        cursor = await conn.execute(statement("owed"), {"agency": agency}, prepare=True)
    rows = await cursor.fetchall()
    recorded = await _recorded_at(pool, {cause for cause, _, _ in rows}) if rows else {}
    return [Owed(cause, case, erasure, recorded[cause]) for cause, case, erasure in rows]


async def copies_of(
    reading: Connections, agencies: Collection[str], case: UUID, erasure: UUID
) -> list[Copies]:
    """Those of the agencies that were told to purge their copies of an erasure, and what they have said,
    however late. `reading`: what all had of the case (server/second_line)."""
    asked = {"agencies": Texts(agencies), "case": case, "erasure": str(erasure), "id": erasure}
    async with reading.connection() as conn:
        cursor = await conn.execute(statement("copies"), asked)
    return [Copies(*row) for row in await cursor.fetchall()]


async def _recorded_at(pool: AsyncConnectionPool[Any], positions: Iterable[int]) -> dict[int, datetime]:
    async with pool.connection() as conn:
        cursor = await conn.execute(statement("recorded_at"), {"positions": BigInts(positions)})
        return dict(await cursor.fetchall())


async def confirm(
    reading: Connections,
    pool: AsyncConnectionPool[Any],
    principal: Principal,
    erasure: UUID,
    now: datetime,
) -> datetime | None:
    """Records the confirmation; when it was first given. None where the agency was told of no such erasure:
    its ledger, read as the agency, has no `shredded` row of it."""
    told = {"agency": principal.agency, "erasure": str(erasure)}
    async with reading.connection() as conn:
        cursor = await conn.execute(statement("cases_told"), told)
    rows = await cursor.fetchall()
    if not rows:
        return None
    said = {"agency": principal.agency, "erasure": erasure, "cases": Uuids(case for (case,) in rows)}
    async with pool.connection() as conn:
        row = {**said, "token_id": principal.token_id, "confirmed_at": now}
        await conn.execute(statement("confirm"), row)
        found = await (await conn.execute(statement("confirmed"), said)).fetchone()
    assert found is not None, "what was just confirmed is on record"
    first: datetime = found[0]
    return first
