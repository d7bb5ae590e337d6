"""What an agency has taken in: its word, checked against the ledger and kept, and what the receipt says."""

from datetime import datetime
from typing import Any

from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from domain.problems import Refusal, refuse
from server.answers import instant
from server.auth.principal import Principal
from server.ledger.queries import LedgerReader
from server.ledger.statements import statement


async def acknowledge(
    pool: AsyncConnectionPool[Any],
    ledger: LedgerReader,
    principal: Principal,
    n: int,
    digest: bytes,
    now: datetime,
) -> datetime | Refusal:
    """Records that the agency holds its ledger up to row `n`; when it first said so.

    Refused (`ledger_differs`) where the row does not exist or its running hash is another: the two sides do
    not hold the same, and a receipt would hide it.
    """
    held = await ledger.hash_at(principal.agency, n)
    if held is None:
        return refuse("ledger_differs", "The ledger of this agency does not reach this row.", "position")
    if held != digest:
        return refuse("ledger_differs", "The ledger of this agency has another hash at this row.", "hash")
    row = {
        "agency": principal.agency,
        "n": Int8(n),
        "hash": digest,
        "token_id": principal.token_id,
        "acknowledged_at": now,
    }
    async with pool.connection() as connection:
        await connection.execute(statement("acknowledge"), row)
        cursor = await connection.execute(statement("acknowledged"), {"agency": row["agency"], "n": row["n"]})
        found = await cursor.fetchone()
    assert found is not None, "what was just acknowledged is on record"
    first: datetime = found[0]
    return first


def acknowledgement(origin: str, agency: str, n: int, digest: bytes, at: datetime) -> dict[str, Any]:
    """What the receipt of an acknowledgement says: the same for the same row, for ever."""
    said = {"agency": agency, "position": n, "hash": digest.hex(), "acknowledgedat": instant(at)}
    return {"iss": origin, "ledger": said}
