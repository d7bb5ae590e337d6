"""What seals a dossier: one checkpoint, the proofs of its entries to it, cosigned checkpoints around them.

A checkpoint follows the log within a second and its quorum within some more: both are waited for, shortly.
Without a quorum the dossier is pending, and says so.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from jejak_client.tlog import base64std
from jejak_client.tlog.policy import Policy
from jejak_client.tlog.proof import TlogProof
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import BigInts
from server.dossier.proving import prove
from server.dossier.shapes import Consistency
from server.dossier.timeline import Window
from server.evidence.cosignatures import newest_final, note_with
from server.evidence.logs import EVENTS
from server.evidence.policy import policy_id, policy_now
from server.evidence.sealer import origin_now
from server.evidence.tree import Signed, newest
from server.services import Services

HERE = Path(__file__).parent
AROUND, COSIGNED = (HERE / "around.sql").read_bytes(), (HERE / "cosigned.sql").read_bytes()
PATIENCE = 5.0  # seconds for the signer, and for the quorum
POLL = 0.2

Connection = AsyncConnection[Any]
Times = Mapping[str, datetime]


class Chosen(NamedTuple):
    """The checkpoint of a dossier, and whether a quorum has cosigned it."""

    signed: Signed
    final: bool


class Cosigned(NamedTuple):
    """What witnesses said of one checkpoint: by the key of each its first and its last line, or the only one,
    with the time in it."""

    said: Mapping[str, Sequence[tuple[str, datetime]]]

    @property
    def lines(self) -> list[str]:
        """The cosignatures, in the order of the witnesses."""
        return [line for lines in self.said.values() for line, _ in lines]

    def first(self, policy: Policy | None) -> Times:
        """When each witness of the policy cosigned first, by its name there."""
        return self._times(policy, 0)

    def last(self, policy: Policy | None) -> Times:
        """When it cosigned last."""
        return self._times(policy, -1)

    def _times(self, policy: Policy | None, which: int) -> Times:
        known = policy.witnesses.items() if policy is not None else ()
        said = self.said
        return {name: said[each.key.vkey][which][1] for name, each in known if each.key.vkey in said}


class Sealed(NamedTuple):
    """`note`: the checkpoint with its cosignatures; `cosigned`: when last, by witness; `proofs`: by log
    position; `older`: earlier checkpoints by size, each with the hashes that lead to the main one in `leads`;
    `windows`: between which times witnesses vouch that an entry was recorded."""

    chosen: Chosen
    note: bytes
    cosigned: Times
    proofs: Mapping[int, bytes]
    older: Mapping[int, bytes]
    leads: Sequence[Consistency]
    windows: Mapping[int, Window]


async def checkpoint_over(services: Services, position: int) -> Chosen | None:
    """The newest final checkpoint with this position in its tree, else the newest that is pending, after
    waiting shortly; one that does not reach so far where there is no other, None where there is none."""
    log, policy = origin_now(services, EVENTS), policy_now(services)
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while True:
        async with services.pool.connection() as conn:
            final = await newest_final(conn, log, policy)
            last = await newest(conn, log)
        if final is not None and final.size >= position:
            return Chosen(final, True)
        waits = policy is not None or last is None or last.size < position
        if not waits or loop.time() >= until:
            return Chosen(last, False) if last is not None else None
        await asyncio.sleep(POLL)


async def seal(services: Services, chosen: Chosen, positions: Sequence[int]) -> Sealed:
    """The proofs of these entries, all in the tree of the checkpoint. Raises TileMissing where the tree in
    the database is not whole."""
    signed, policy = chosen.signed, policy_now(services)
    async with services.pool.connection() as conn:
        older = await _around(conn, signed, policy, positions)
        known = await _cosigned(conn, signed.log, [each.size for each in (*older, signed)])
        indexes = [position - 1 for position in positions]
        proofs = await prove(conn, signed, indexes, [each.size for each in older])
    notes = {each.size: note_with(each, known[each.size].lines) for each in (*older, signed)}
    note = notes.pop(signed.size)
    final = {size: known[size] for size in (*notes, *([signed.size] if chosen.final else ()))}
    return Sealed(
        chosen=chosen,
        note=note,
        cosigned=known[signed.size].last(policy),
        proofs={index + 1: TlogProof(index, path, note).encode() for index, path in proofs.inclusion.items()},
        older=notes,
        leads=[_lead(size, signed.size, path) for size, path in proofs.consistency.items()],
        windows=_windows(positions, final, policy),
    )


def _lead(size: int, to: int, path: Iterable[bytes]) -> Consistency:
    return Consistency(from_size=size, to_size=to, hashes=[base64std.encode(each) for each in path])


async def _cosigned(conn: Connection, log: str, sizes: Sequence[int]) -> Mapping[int, Cosigned]:
    found: dict[int, dict[str, list[tuple[str, datetime]]]] = {size: {} for size in sizes}
    cursor = await conn.execute(COSIGNED, {"log": log, "sizes": BigInts(sizes)}, prepare=True)
    for size, witness, line, at in await cursor.fetchall():
        found[size].setdefault(witness, []).append((line, at))
    return {size: Cosigned(said) for size, said in found.items()}


async def _around(
    conn: Connection, signed: Signed, policy: Policy | None, positions: Iterable[int]
) -> list[Signed]:
    if policy is None:
        return []
    asked = {
        "log": signed.log,
        "policy": policy_id(policy),
        "positions": BigInts(positions),
        "size": Int8(signed.size),
    }
    return [Signed(*row) for row in await (await conn.execute(AROUND, asked, prepare=True)).fetchall()]


def _windows(
    positions: Iterable[int], final: Mapping[int, Cosigned], policy: Policy | None
) -> Mapping[int, Window]:
    """Every witness said last at the beginning, or later, that the largest tree without it was the largest,
    and had seen the smallest with it by the end: no witness is taken at more than its word."""
    sizes = sorted(size for size, cosigned in final.items() if cosigned.last(policy))

    def window(position: int) -> Window:
        place = bisect_left(sizes, position)
        before = sizes[place - 1] if place else None
        holding = sizes[place] if place < len(sizes) else None
        return Window(
            min(final[before].last(policy).values()) if before is not None else None,
            max(final[holding].first(policy).values()) if holding is not None else None,
        )

    return {position: window(position) for position in positions}
