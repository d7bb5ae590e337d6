"""Proofs from the tiles in PostgreSQL: what is in a tree, and that one tree begins with another.

The tiles that a proof needs are known before any is read, so they are read in one call.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from jejak_client.tlog import merkle
from jejak_client.tlog.merkle import HashAt
from jejak_client.tlog.tiles import TileName, hash_reader

from server.evidence.tree import Connection, Signed, Subtrees, read_tiles

T = TypeVar("T")


async def inclusion(conn: Connection, signed: Signed, index: int) -> tuple[bytes, ...]:
    """The path from leaf `index` (below its size) to the root of a checkpoint, from one tile a level at most.

    Raises TileMissing, as all here do, where the database does not hold what it must.
    """
    path = partial(merkle.inclusion_proof, index, signed.size)
    return await _made(conn, signed.log, signed.size, signed.subtrees, path)


async def consistency(conn: Connection, size: int, signed: Signed) -> tuple[bytes, ...]:
    """That the tree of a checkpoint begins with the one of `size` leaves, from 1 to its own size."""
    path = partial(merkle.consistency_proof, size, signed.size)
    return await _made(conn, signed.log, signed.size, signed.subtrees, path)


async def root_at(conn: Connection, log: str, size: int) -> bytes:
    """The root over the first `size` leaves of a tree that has as many."""
    return await _made(conn, log, size, {}, partial(merkle.root, size))


def needed(size: int, known: Subtrees, make: Callable[[HashAt], object]) -> list[TileName]:
    """The tiles of a tree of `size` leaves that `make` reads, beside the hashes that are `known`."""
    wanted: list[TileName] = []

    def note(name: TileName) -> bytes:
        wanted.append(name)
        return bytes(name.width * merkle.HASH_BYTES)

    make(hash_reader(size, note, known))
    return wanted


async def _made(conn: Connection, log: str, size: int, known: Subtrees, make: Callable[[HashAt], T]) -> T:
    wanted = needed(size, known, make)
    tiles = await read_tiles(conn, log, wanted) if wanted else {}
    return make(hash_reader(size, tiles.__getitem__, known))
