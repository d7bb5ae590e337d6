"""Tiles: one name for each, strict bytes, and proofs that read one tile a level."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.merkle import consistency_proof, frontier, inclusion_proof, leaf_hash, root
from jejak_client.tlog.tiles import (
    TileName,
    decode_bundle,
    decode_tile,
    encode_bundle,
    encode_tile,
    hash_reader,
    parse_path,
    width_in,
)

from tests.clients.tlog.vectors import VECTORS, MadeTree

PATHS = {
    "tile/0/000": TileName(0, 0),
    "tile/0/x001/x234/067": TileName(0, 1234067),
    "tile/1/x001/234": TileName(1, 1234),
    "tile/63/999": TileName(63, 999),
    "tile/2/005.p/1": TileName(2, 5, 1),
    "tile/0/x273/000.p/255": TileName(0, 273000, 255),
    "tile/entries/000": TileName("entries", 0),
    "tile/entries/x001/x234/067.p/112": TileName("entries", 1234067, 112),
}


@pytest.mark.parametrize(("path", "name"), PATHS.items())
def test_a_path_and_its_tile_are_one(path: str, name: TileName) -> None:
    assert parse_path(path) == name
    assert name.path == path


@given(st.integers(0, 2**63 - 1), st.integers(0, 63) | st.just("entries"), st.integers(1, 256))
def test_every_tile_has_one_path(index: int, level: int | str, width: int) -> None:
    name = TileName(level, index, width)  # type: ignore[arg-type]
    assert parse_path(name.path) == name


BAD_PATHS = [
    "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0//000",
    "tile/64/000", "tile/99/000", "tile/00/000", "tile/01/000", "tile/-1/000", "tile/+1/000",
    "tile/1.0/000", "tile/100/000", "tile/x/000", "tile/Entries/000", "tile/data/000", "tile/entries",
    "tile/entries/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000", "tile/0/x000/000",
    "tile/0/x000/001", "tile/0/001/002", "tile/0/X001/002", "tile/0/x001/x002", "tile/0/x01/002",
    "tile/0/x0001/002", "tile/0/abc", "tile/0/-01", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
    "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/01", "tile/0/000.p/-1", "tile/0/000.p/1/",
    "tile/0/000.p/1.p/1", "tile/0/000p/1", "tile/0/000.P/1", "tile/0/000/p/1", "tile/0/../000",
    "tile/0/x001/../002", "../tile/0/000", "tile/0/%30%30%30", "tile/0/000%00", "tile/0/000\n",
    "tile/0/٠٠٠", "tile/٠/000", "tile/0/000.p/١", "tile/0/ 000", "tile/0/000 ", "tile\\0\\000",
    "tile/0/000?x", "tile/0/x009/x223/x372/x036/x854/x775/808",
    "tile/0/x001/x000/x000/x000/x000/x000/x000/000", "tile/0/" + "x001/" * 100 + "001", "checkpoint",
    "tile/0/000.p/2 55",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD_PATHS)
def test_what_is_not_the_one_path_of_a_tile_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        parse_path(path)


def test_the_example_of_the_specification_has_these_tiles() -> None:
    told = VECTORS["tile_paths"]
    assert TileName(0, 1234067).path == f"tile/0/{told['index_1234067']}"
    widths = {
        (level, width): sum(width_in(level, index, 70_000) == width for index in range(300))
        for level in range(3)
        for width in (256, 112, 17, 1)
    }
    sizes = told["size_70000"]
    assert widths[0, 256] == sizes["full_level_0"]
    assert widths[0, sizes["partial_level_0"]] == 1
    assert widths[1, 256] == sizes["full_level_1"]
    assert widths[1, sizes["partial_level_1"]] == 1
    assert widths[2, sizes["partial_level_2"]] == 1
    assert width_in("entries", 273, 70_000) == 112
    assert width_in(1, 0, 256) == 1
    assert width_in(0, 1, 256) == 0


HASHES = [sha256(b"%d" % number).digest() for number in range(256)]


@pytest.mark.parametrize("width", [1, 17, 255, 256])
def test_a_tile_is_its_hashes_one_after_the_other(width: int) -> None:
    raw = encode_tile(HASHES[:width])
    assert len(raw) == 32 * width
    assert decode_tile(raw, width) == tuple(HASHES[:width])


@pytest.mark.parametrize("hashes", [[], [*HASHES, HASHES[0]], [HASHES[0][:31]], [HASHES[0], b""]])
def test_no_tile_is_made_of_other_hashes(hashes: list[bytes]) -> None:
    with pytest.raises(Malformed):
        encode_tile(hashes)


@pytest.mark.parametrize(
    ("length", "width"), [(0, 1), (31, 1), (33, 1), (64, 1), (32, 2), (8192, 255), (0, 0), (8224, 257)]
)
def test_a_tile_of_another_length_is_refused(length: int, width: int) -> None:
    with pytest.raises(Malformed):
        decode_tile(bytes(length), width)


def test_a_bundle_is_its_entries_each_after_its_length() -> None:
    assert encode_bundle([b"", b"a", b"bc"]) == b"\x00\x00\x00\x01a\x00\x02bc"
    longest = bytes(65_535)
    assert decode_bundle(encode_bundle([longest, b""]), 2) == (longest, b"")


@pytest.mark.parametrize("entries", [[], [b""] * 257, [bytes(65_536)]])
def test_no_bundle_is_made_of_other_entries(entries: list[bytes]) -> None:
    with pytest.raises(Malformed):
        encode_bundle(entries)


@pytest.mark.parametrize(
    ("raw", "width"),
    [
        (b"", 1),
        (b"", 0),
        (b"\x00", 1),
        (b"\x00\x02a", 1),
        (b"\x00\x01ab", 1),
        (b"\x00\x01a", 2),
        (b"\x00\x00" * 257, 257),
    ],
)
def test_a_bundle_that_is_torn_or_of_another_width_is_refused(raw: bytes, width: int) -> None:
    with pytest.raises(Malformed):
        decode_bundle(raw, width)


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=30))
def test_any_entries_come_back_from_their_bundle(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == tuple(entries)


class Tiles:
    """The tiles of a tree, and which of them were read."""

    def __init__(self, tree: MadeTree) -> None:
        self.tree = tree
        self.read: list[TileName] = []

    def __call__(self, name: TileName) -> bytes:
        self.read.append(name)
        assert isinstance(name.level, int)
        first = name.index * 256
        return encode_tile(self.tree.levels[8 * name.level][first : first + name.width])


SIZE = 70_000
TREE = MadeTree([b"%d" % number for number in range(SIZE)])


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 65_535, 65_536, 65_537, SIZE])
def test_roots_and_proofs_from_tiles_are_those_of_the_tree(size: int) -> None:
    from_tiles = hash_reader(size, Tiles(TREE))
    assert root(size, from_tiles) == root(size, TREE.hash_at)
    for index in {0, size // 3, size - 1}:
        assert inclusion_proof(index, size, from_tiles) == inclusion_proof(index, size, TREE.hash_at)
    for size1 in {1, size // 2 or 1, size}:
        assert consistency_proof(size1, size, from_tiles) == consistency_proof(size1, size, TREE.hash_at)


@pytest.mark.parametrize("index", [0, 1, 255, 256, 4_711, 65_535, 65_536, 69_887, 69_888, SIZE - 1])
def test_a_proof_reads_one_tile_a_level_at_most_when_the_edge_is_known(index: int) -> None:
    tiles = Tiles(TREE)
    edge = {at: TREE.hash_at(*at) for at in frontier(SIZE)}
    assert inclusion_proof(index, SIZE, hash_reader(SIZE, tiles, edge)) == inclusion_proof(
        index, SIZE, TREE.hash_at
    )
    levels = [name.level for name in tiles.read]
    assert len(levels) == len(set(levels)) <= 3


def test_tiles_are_read_with_the_width_they_have_at_that_size() -> None:
    tiles = Tiles(TREE)
    root(300, hash_reader(300, tiles))
    assert {(name.level, name.index, name.width) for name in tiles.read} == {(1, 0, 1), (0, 1, 44)}


def test_a_subtree_that_is_not_complete_is_not_read() -> None:
    reader = hash_reader(300, Tiles(TREE))
    for level, index in [(0, 300), (1, 150), (8, 1), (9, 0), (5, 9)]:
        with pytest.raises(ValueError):
            reader(level, index)


def test_a_tile_that_is_too_short_is_refused() -> None:
    reader = hash_reader(300, lambda name: bytes(32 * (name.width - 1)))
    with pytest.raises(Malformed):
        root(300, reader)


def test_a_leaf_of_level_0_is_the_hash_of_its_entry() -> None:
    assert hash_reader(SIZE, Tiles(TREE))(0, 4_711) == leaf_hash(b"4711")
