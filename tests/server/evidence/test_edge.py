"""The edge of a tree, grown in any steps, is that of the tree of all its leaves (RFC 6962, tlog-tiles)."""

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog import merkle
from jejak_client.tlog.tiles import WIDTH, TileName, width_in

from server.evidence.edge import TILE_BYTES, Edge, Tiles, grown, root_of, root_over, subtrees

LEAVES = [sha256(number.to_bytes(4, "big")).digest() for number in range(70_000)]


def hash_at(level: int, index: int) -> bytes:
    return root_of(b"".join(LEAVES[index << level : (index + 1) << level]))


def made(size: int, step: int) -> tuple[Edge, Tiles]:
    edge, tiles = Edge(), Tiles()
    for first in range(0, size, step):
        edge, full = grown(edge, LEAVES[first : min(first + step, size)])
        assert not tiles.keys() & full.keys()
        tiles |= full
    return edge, tiles


@given(st.integers(0, 3 * WIDTH), st.integers(1, 2 * WIDTH))
def test_in_whatever_steps_it_grew_its_root_is_that_of_all_leaves(size: int, step: int) -> None:
    edge, _ = made(size, step)
    assert edge.size == size
    assert root_over(subtrees(edge)) == merkle.root(size, hash_at)
    assert subtrees(edge) == tuple(hash_at(*place) for place in merkle.frontier(size))


def test_a_tree_of_70_000_leaves_has_the_tiles_of_the_specification() -> None:
    edge, tiles = made(70_000, 1024)
    widths = {level: len(edge.tiles[level]) // 32 for level in range(3)}
    full = {level: sum(name.level == level for name in tiles) for level in range(3)}
    assert full == {0: 273, 1: 1, 2: 0}
    assert widths == {0: 112, 1: 17, 2: 1}
    assert root_over(subtrees(edge)) == merkle.root(70_000, hash_at)


def test_a_full_tile_leaves_nothing_of_itself_at_the_edge() -> None:
    edge, tiles = made(WIDTH, 100)
    assert edge.tiles == (b"", hash_at(8, 0))
    assert tiles == {TileName(0, 0): b"".join(LEAVES[:WIDTH])}


def test_every_hash_of_every_tile_is_that_of_the_leaves_it_stands_for() -> None:
    edge, tiles = made(70_000, 5_000)
    for name in Random(1).sample(list(tiles), 12):
        place = Random(name.index).randrange(WIDTH)
        assert len(tiles[name]) == TILE_BYTES
        found = tiles[name][place * 32 : place * 32 + 32]
        assert found == hash_at(8 * int(name.level), name.index * WIDTH + place)
    for level, tile in enumerate(edge.tiles):
        assert len(tile) // 32 == width_in(level, 70_000 >> 8 * (level + 1), 70_000)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_537])
def test_at_the_seams_of_tiles_the_root_is_still_that_of_all_leaves(size: int) -> None:
    edge, _ = made(size, 4_096)
    assert root_over(subtrees(edge)) == merkle.root(size, hash_at)
