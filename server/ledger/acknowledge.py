"""What an agency has taken in: its word, checked against the ledger and kept, and what the receipt says."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from domain.acknowledgement import HeldUpTo
from domain.problems import Refusal, refuse
from server.answers import instant
from server.auth.principal import Principal
from server.ledger.queries import LedgerReader
from server.ledger.statements import statement


class Acknowledged(NamedTuple):
    """An acknowledgement as it stands on record: since when, and what the agency signed, None where it did
    not."""

    at: datetime
    statement: str | None


async def acknowledge(
    pool: AsyncConnectionPool[Any],
    ledger: LedgerReader,
    principal: Principal,
    held: HeldUpTo,
    signed: str | None,
    now: datetime,
) -> Acknowledged | Refusal:
    """Records that the agency holds its ledger up to that row; what it first said of it, in the same way.

    `signed`: its statement, checked already (domain/acknowledgement.py). Refused (`ledger_differs`) where the
    row does not exist or its running hash is another: the two sides do not hold the same, and a receipt would
    hide it.
    """
    digest = await ledger.hash_at(held.agency, held.position)
    if digest is None:
        return refuse("ledger_differs", "The ledger of this agency does not reach this row.", "position")
    if digest != bytes.fromhex(held.hash):
        return refuse("ledger_differs", "The ledger of this agency has another hash at this row.", "hash")
    row = {
        "agency": held.agency,
        "n": Int8(held.position),
        "hash": digest,
        "token_id": principal.token_id,
        "acknowledged_at": now,
        "statement": signed,
    }
    asked = {"agency": row["agency"], "n": row["n"], "signed": signed is not None}
    async with pool.connection() as connection:
        await connection.execute(statement("acknowledge"), row)
        found = await (await connection.execute(statement("acknowledged"), asked)).fetchone()
    assert found is not None, "what was just acknowledged is on record"
    return Acknowledged(*found)


def acknowledgement(held: HeldUpTo, on_record: Acknowledged) -> dict[str, Any]:
    """What the receipt of an acknowledgement says: the same for the same row, for ever.

    `assurance`: "agency" where its own statement stands beside; "escrow" where its token alone said so, so
    that the host could have.
    """
    said = {
        **held._asdict(),
        "acknowledgedat": instant(on_record.at),
        "assurance": "escrow" if on_record.statement is None else "agency",
    }
    return {"ledger": said if on_record.statement is None else {**said, "statement": on_record.statement}}
