"""Which checkpoint of a log is given out, and with which signatures below it."""

from pathlib import Path
from typing import NamedTuple

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


async def given(conn: Connection, kind: Kind, over: int = -1) -> Given | None:
    """The newest checkpoint of a log with the cosignatures there are for it, where its tree has the leaf at
    index `over`; None where there is none."""
    signed = await newest_of(conn, kind)
    return cosigned(signed) if signed is not None and signed.size > over else None


def cosigned(signed: Signed) -> Given:
    """A checkpoint with the cosignatures there are for it."""
    return Given(signed, signed.note.encode(), final=False)
