"""What a proof reads: of a tree of any size one tile of each level, at most."""

from collections import Counter
from functools import partial

from hypothesis import example, given
from hypothesis import strategies as st
from jejak_client.tlog import merkle
from jejak_client.tlog.tiles import TileName

from server.evidence.proofs import needed

SIZES = st.integers(1, 2**40)


def tiles_of(size: int, index: int) -> list[TileName]:
    """The tiles that the proof of a leaf reads, the checkpoint's own subtrees at hand."""
    known = dict.fromkeys(merkle.frontier(size), bytes(32))
    return needed(size, known, partial(merkle.inclusion_proof, index, size))


@given(SIZES, st.data())
def test_a_proof_reads_at_most_one_tile_a_level(size: int, data: st.DataObject) -> None:
    tiles = tiles_of(size, data.draw(st.integers(0, size - 1)))
    assert max(Counter(tile.level for tile in tiles).values(), default=0) <= 1


@given(st.integers(0, 999_999))
@example(0)
@example(999_999)
@example(999_935)
def test_of_a_million_leaves_it_reads_three_at_most(index: int) -> None:
    assert len(tiles_of(1_000_000, index)) <= 3


@given(SIZES)
def test_the_last_leaf_needs_no_tile_of_another_leaf(size: int) -> None:
    tiles = tiles_of(size, size - 1)
    assert all(tile.index == (size - 1) >> 8 * (int(tile.level) + 1) for tile in tiles)
