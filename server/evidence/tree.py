"""The trees of the logs in PostgreSQL: the edge that grows, full tiles, and what was signed over them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from jejak_client.tlog import merkle
from jejak_client.tlog.merkle import HASH_BYTES
from jejak_client.tlog.tiles import TileName
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import BigInts, Byteas, SmallInts
from server.evidence.edge import Edge, Tiles

SQL = Path(__file__).parent / "sql"
EDGE, GROW, TILES = ((SQL / f"{name}.sql").read_bytes() for name in ("edge", "grow", "tiles"))
NEWEST, KEEP = (SQL / "newest.sql").read_bytes(), (SQL / "keep_checkpoint.sql").read_bytes()

ALL_SIGNED = (SQL / "all_signed.sql").read_bytes()

Connection = AsyncConnection[Any]
Subtrees = Mapping[tuple[int, int], bytes]


class TreeMoved(Exception):
    """Another signer has grown the tree: this one no longer leads."""


class TileMissing(Exception):
    """A tile that the tree must have is not in the database; the message names it."""


class Signed(NamedTuple):
    """A checkpoint as it was signed. `frontier`: the roots of the complete subtrees, the largest first."""

    log: str
    size: int
    root: bytes
    frontier: Sequence[bytes]
    note: str
    signed_at: datetime

    @property
    def subtrees(self) -> Subtrees:
        """The hashes at its right edge by level and index: with them a proof needs one tile a level."""
        return dict(zip(merkle.frontier(self.size), self.frontier, strict=True))


async def load_edge(conn: Connection, log: str) -> Edge:
    """The right edge of a log's tree; that of no leaves before there is one."""
    row = await (await conn.execute(EDGE, {"log": log}, prepare=True)).fetchone()
    return Edge(row[0], tuple(row[1])) if row else Edge()


async def grow(conn: Connection, log: str, before: int, edge: Edge, full: Tiles) -> None:
    """Puts a new edge in the place of that of `before` leaves, with the tiles that became full.

    Raises TreeMoved where the tree is not of that size any more; then nothing is changed.
    """
    told = {
        "log": log,
        "before": Int8(before),
        "size": Int8(edge.size),
        "tiles": Byteas(edge.tiles),
        "levels": SmallInts(int(name.level) for name in full),
        "indexes": BigInts(name.index for name in full),
        "hashes": Byteas(full.values()),
    }
    if await (await conn.execute(GROW, told, prepare=True)).fetchone() is None:
        raise TreeMoved(log)


async def newest(conn: Connection, log: str) -> Signed | None:
    """The newest checkpoint of a log that is served."""
    row = await (await conn.execute(NEWEST, {"log": log}, prepare=True)).fetchone()
    return Signed(*row) if row else None


async def keep(conn: Connection, signed: Signed) -> None:
    """Keeps a checkpoint, which is served from then on. Raises UniqueViolation where its size has one."""
    row = signed._asdict()
    row |= {"size": Int8(signed.size), "frontier": Byteas(signed.frontier)}
    await conn.execute(KEEP, row, prepare=True)


async def all_signed(conn: Connection, log: str) -> list[Signed]:
    """Every checkpoint of a log that the database holds, by size."""
    cursor = await conn.execute(ALL_SIGNED, {"log": log}, prepare=True)
    return [Signed(*row) for row in await cursor.fetchall()]


async def read_tiles(conn: Connection, log: str, names: Sequence[TileName]) -> dict[TileName, bytes]:
    """These tiles of hashes, each cut to its width, in one call. Raises TileMissing."""
    asked = {
        "log": log,
        "levels": SmallInts(int(name.level) for name in names),
        "indexes": BigInts(name.index for name in names),
    }
    rows = await (await conn.execute(TILES, asked, prepare=True)).fetchall()
    held = {(level, index): hashes for level, index, hashes in rows}
    found = {}
    for name in names:
        hashes = held[name.level, name.index] or b""
        if len(hashes) < name.width * HASH_BYTES:
            raise TileMissing(name.path)
        found[name] = hashes[: name.width * HASH_BYTES]
    return found
