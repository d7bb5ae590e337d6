"""Which checkpoint of a log is given out, and with which signatures below it."""

from pathlib import Path
from typing import NamedTuple

from jejak_client.tlog.policy import Policy

from server.evidence.cosignatures import cosigned, newest_final
from server.evidence.logs import Kind
from server.evidence.tree import Connection, Signed

NEWEST = (Path(__file__).parent / "sql" / "newest_of_kind.sql").read_bytes()


class Given(NamedTuple):
    """A checkpoint as it is given out: its note, and whether a quorum of witnesses has cosigned it."""

    signed: Signed
    note: bytes
    final: bool


async def newest_of(conn: Connection, kind: Kind) -> Signed | None:
    """The newest checkpoint of a log; None before the first."""
    row = await (await conn.execute(NEWEST, {"kind": kind}, prepare=True)).fetchone()
    return Signed(*row) if row else None


async def newest_given(conn: Connection, kind: Kind, policy: Policy | None) -> Given | None:
    """The newest checkpoint of a log, with the cosignatures there are for it."""
    signed = await newest_of(conn, kind)
    if signed is None:
        return None
    final = await newest_final(conn, signed.log, policy)
    return await _given(conn, signed, final)


async def final_given(conn: Connection, kind: Kind, policy: Policy | None) -> Given | None:
    """The newest checkpoint of a log that a quorum has cosigned; None where none has."""
    signed = await newest_of(conn, kind)
    final = await newest_final(conn, signed.log, policy) if signed else None
    return await _given(conn, final, final) if final else None


async def given_over(conn: Connection, kind: Kind, policy: Policy | None, index: int) -> Given | None:
    """The newest checkpoint with a quorum whose tree has the leaf at `index`, else the newest of all;
    None where no tree has it yet."""
    signed = await newest_of(conn, kind)
    if signed is None or signed.size <= index:
        return None
    final = await newest_final(conn, signed.log, policy)
    return await _given(conn, final if final and final.size > index else signed, final)


async def _given(conn: Connection, signed: Signed, final: Signed | None) -> Given:
    is_final = final is not None and final.size == signed.size
    return Given(signed, await cosigned(conn, signed), is_final)
