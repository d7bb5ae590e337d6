"""The right edge of a tree: of each level of tiles what is not a full tile yet (C2SP tlog-tiles).

A tile of level L holds hashes of complete subtrees of 256^L leaves. That edge is all that is needed to add
leaves, to cut full tiles, and to tell the root.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import count
from typing import NamedTuple

from jejak_client.tlog.merkle import EMPTY_ROOT, HASH_BYTES, frontier, node_hash
from jejak_client.tlog.tiles import HEIGHT, WIDTH, TileName

TILE_BYTES = WIDTH * HASH_BYTES

Tiles = dict[TileName, bytes]


class Edge(NamedTuple):
    """So many leaves, and the hashes of each level's partial tile, the leaves first; some may be empty."""

    size: int = 0
    tiles: tuple[bytes, ...] = ()


def grown(edge: Edge, leaves: Sequence[bytes]) -> tuple[Edge, Tiles]:
    """The edge with these leaf hashes after it, and the tiles that became full."""
    tiles, full, rising = list(edge.tiles), dict[TileName, bytes](), b"".join(leaves)
    for level in count():
        if not rising:
            break
        if level == len(tiles):
            tiles.append(b"")
        held = tiles[level] + rising
        whole = len(held) - len(held) % TILE_BYTES
        cut = [held[at : at + TILE_BYTES] for at in range(0, whole, TILE_BYTES)]
        first = edge.size >> HEIGHT * (level + 1)
        full |= {TileName(level, first + place): hashes for place, hashes in enumerate(cut)}
        tiles[level], rising = held[whole:], b"".join(map(root_of, cut))
    return Edge(edge.size + len(leaves), tuple(tiles)), full


def subtrees(edge: Edge) -> tuple[bytes, ...]:
    """The roots of the complete subtrees that the tree is made of, the largest first (merkle.frontier)."""
    found = []
    for level, _ in frontier(edge.size):
        tile, width = edge.tiles[level // HEIGHT], 1 << level % HEIGHT
        before = len(tile) // HASH_BYTES & ~(2 * width - 1)  # those that larger subtrees of this tile hold
        found.append(root_of(tile[before * HASH_BYTES : (before + width) * HASH_BYTES]))
    return tuple(found)


def root_over(roots: Sequence[bytes]) -> bytes:
    """The root of the tree that is made of these complete subtrees, the largest first."""
    if not roots:
        return EMPTY_ROOT
    *larger, root = roots
    for left in reversed(larger):
        root = node_hash(left, root)
    return root


def root_of(hashes: bytes) -> bytes:
    """The root over a power of two of hashes that stand side by side."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
    return hashes
