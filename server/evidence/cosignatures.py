"""What witnesses have cosigned: kept as verified lines, and given below the checkpoints they belong to."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from jejak_client.tlog.cosignature import time_of
from jejak_client.tlog.note import Note, Signature, parse_note, parse_signature
from jejak_client.tlog.policy import Policy, Witness
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from server.evidence.policy import policy_id
from server.evidence.tree import Signed

SQL = Path(__file__).parent / "sql"
ADD, ADD_FINAL = (SQL / "add_cosignature.sql").read_bytes(), (SQL / "add_final.sql").read_bytes()
COSIGNATURES_OF = (SQL / "cosignatures_of.sql").read_bytes()
NEWEST_FINAL, LAST = (SQL / "newest_final.sql").read_bytes(), (SQL / "last_cosigned.sql").read_bytes()

Connection = AsyncConnection[Any]


class LastCosigned(NamedTuple):
    """The largest tree that a witness is known to have cosigned, and when; nothing before the first."""

    size: int = 0
    at: datetime | None = None


async def keep_cosignature(conn: Connection, signed: Signed, witness: Witness, line: Signature) -> None:
    """Keeps a verified cosignature of the witness on a checkpoint."""
    row = {
        "log": signed.log,
        "size": Int8(signed.size),
        "witness": witness.key.vkey,
        "cosigned_at": moment_of(line),
        "line": line.encode().decode(),
    }
    await conn.execute(ADD, row, prepare=True)


async def note_final(conn: Connection, signed: Signed, policy: Policy, now: datetime) -> bool:
    """Whether a quorum has cosigned the checkpoint; that it has is kept."""
    if not policy.satisfied(await cosigned_by(conn, signed, policy)):
        return False
    row = {"log": signed.log, "size": Int8(signed.size), "policy": policy_id(policy), "final_at": now}
    await conn.execute(ADD_FINAL, row, prepare=True)
    return True


async def cosigned_by(conn: Connection, signed: Signed, policy: Policy) -> dict[str, datetime]:
    """The witnesses of the policy that cosigned a checkpoint, each with the last time it did."""
    names = {witness.key.vkey: name for name, witness in policy.witnesses.items()}
    return {names[vkey]: at for vkey, _, at in await _rows(conn, signed) if vkey in names}


async def cosigned(conn: Connection, signed: Signed) -> bytes:
    """The note of a checkpoint, with one cosignature of each witness below the signature of the log."""
    return note_with(signed, [line for _, line, _ in await _rows(conn, signed)])


def note_with(signed: Signed, lines: Iterable[str]) -> bytes:
    """The note of a checkpoint with these cosignatures below the signature of the log."""
    note = parse_note(signed.note.encode())
    cosignatures = [parse_signature(line.rstrip("\n")) for line in lines]
    return Note(note.text, (*note.signatures, *cosignatures)).encode()


async def newest_final(conn: Connection, log: str, policy: Policy | None) -> Signed | None:
    """The newest checkpoint that a quorum has cosigned; None where none has, or nobody is asked to."""
    if policy is None:
        return None
    asked = {"log": log, "policy": policy_id(policy)}
    row = await (await conn.execute(NEWEST_FINAL, asked, prepare=True)).fetchone()
    return Signed(*row) if row else None


async def last_cosigned(conn: Connection, log: str, witness: Witness) -> LastCosigned:
    """What this witness is known to have cosigned last of a log."""
    row = await (await conn.execute(LAST, {"log": log, "witness": witness.key.vkey}, prepare=True)).fetchone()
    return LastCosigned(*row) if row else LastCosigned()


def moment_of(line: Signature) -> datetime:
    """When a cosignature was made, as the witness says."""
    return datetime.fromtimestamp(time_of(line.blob), UTC)


async def _rows(conn: Connection, signed: Signed) -> list[tuple[str, str, datetime]]:
    asked = {"log": signed.log, "size": Int8(signed.size)}
    return await (await conn.execute(COSIGNATURES_OF, asked, prepare=True)).fetchall()
