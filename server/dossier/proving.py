"""The proofs of many entries to one checkpoint: their tiles are read at once, shared hashes made once."""

import asyncio
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from jejak_client.tlog import merkle
from jejak_client.tlog.merkle import HashAt
from jejak_client.tlog.tiles import HEIGHT, TileName, hash_reader, width_in

from server.evidence.tree import Connection, Signed, read_tiles

Path = tuple[bytes, ...]


class Proofs(NamedTuple):
    """That entries are in the tree, by the index of their leaf; that it grew from earlier ones, by size."""

    inclusion: Mapping[int, Path]
    consistency: Mapping[int, Path]


async def prove(conn: Connection, signed: Signed, indexes: Iterable[int], sizes: Iterable[int]) -> Proofs:
    """Of leaves below its size, and of sizes from 1 to its own. Raises TileMissing where the tree in the
    database is not whole."""
    wanted: set[TileName] = set()
    edge = signed.subtrees

    def note(level: int, index: int) -> bytes:
        if (level, index) not in edge:
            wanted.add(_tile_of(level, index, signed.size))
        return bytes(merkle.HASH_BYTES)

    _made(note, signed.size, indexes, sizes)
    tiles = await read_tiles(conn, signed.log, list(wanted))
    hash_at = cache(hash_reader(signed.size, tiles.__getitem__, edge))
    return await asyncio.to_thread(_made, hash_at, signed.size, indexes, sizes)


def _made(hash_at: HashAt, size: int, indexes: Iterable[int], sizes: Iterable[int]) -> Proofs:
    return Proofs(
        {index: merkle.inclusion_proof(index, size, hash_at) for index in indexes},
        {each: merkle.consistency_proof(each, size, hash_at) for each in sizes},
    )


def _tile_of(level: int, index: int, size: int) -> TileName:
    """The tile that holds the hashes below a subtree."""
    tile_level, above = divmod(level, HEIGHT)
    place = (index << above) >> HEIGHT
    return TileName(tile_level, place, width_in(tile_level, place, size))
