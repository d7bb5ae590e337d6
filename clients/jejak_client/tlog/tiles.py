"""A log as files: tiles of hashes and bundles of entries (c2sp.org/tlog-tiles).

Tile `index` of level L holds up to 256 hashes of complete subtrees of 256^L leaves; the bundle of that index
holds the entries of tile `index` of level 0. A full one never changes; a partial one is named by its width
as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jejak_client.tlog import decimal
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.merkle import HASH_BYTES, HashAt, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 65_535
ENTRIES = "entries"

Level = int | Literal["entries"]

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class TileName:
    """One tile of hashes (level 0 to 63) or bundle of entries; `width` is 256 for a full one."""

    level: Level
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path below the prefix of the log, such as `tile/0/x001/x234/067.p/112`."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *outer, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        groups = "".join(f"x{group}/" for group in outer) + last
        return f"tile/{self.level}/{groups}" + ("" if self.width == WIDTH else f".p/{self.width}")


def parse_path(path: str) -> TileName:
    """The tile of a path. Malformed for any other path, and for a second way to write the same one."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise Malformed("tile: level, index in groups of three digits, and the width of a partial one")
    level: Level = "entries" if match["level"] == ENTRIES else int(match["level"])
    index = int(match["index"].replace("x", "").replace("/", ""))
    name = TileName(level, index, int(match["width"] or WIDTH))
    if name.path != path or index > decimal.MAX_SIZE or not 1 <= name.width <= WIDTH:
        raise Malformed("tile: its level, index and width are written in one way only")
    if isinstance(level, int) and level > MAX_LEVEL:
        raise Malformed("tile: levels go from 0 to 63")
    return name


def width_in(level: Level, index: int, size: int) -> int:
    """How many hashes or entries this tile has in a tree of `size` leaves: 256 for a full one, 0 for none."""
    hashes = size >> (HEIGHT * level if isinstance(level, int) else 0)
    return min(max(hashes - index * WIDTH, 0), WIDTH)


def encode_tile(hashes: Sequence[bytes]) -> bytes:
    """The bytes of a tile. Malformed for none, too many, or a hash that is not 32 bytes."""
    if not 1 <= len(hashes) <= WIDTH or any(len(each) != HASH_BYTES for each in hashes):
        raise Malformed("tile: 1 to 256 hashes of 32 bytes")
    return b"".join(hashes)


def decode_tile(raw: bytes, width: int) -> tuple[bytes, ...]:
    """The hashes of a tile of this width. Malformed for another length."""
    if not 1 <= width <= WIDTH or len(raw) != width * HASH_BYTES:
        raise Malformed("tile: as many hashes of 32 bytes as its width says")
    return tuple(raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES))


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle: each entry after its length in two bytes, big-endian.

    Malformed for none, more than 256, or an entry of more than 65,535 bytes.
    """
    if not 1 <= len(entries) <= WIDTH or any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise Malformed("bundle: 1 to 256 entries of at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(raw: bytes, width: int) -> tuple[bytes, ...]:
    """The entries of a bundle of this width. Malformed for another number of them or a torn one."""
    entries = []
    at = 0
    while at < len(raw):
        start, end = at + 2, at + 2 + int.from_bytes(raw[at : at + 2], "big")
        if end > len(raw) or start > len(raw):
            raise Malformed("bundle: an entry is cut off")
        entries.append(raw[start:end])
        at = end
    if not 1 <= width <= WIDTH or len(entries) != width:
        raise Malformed("bundle: as many entries as its width says")
    return tuple(entries)


def hash_reader(
    size: int,
    read_tile: Callable[[TileName], bytes],
    edge: Mapping[tuple[int, int], bytes] | None = None,
) -> HashAt:
    """Read the hashes of complete subtrees of a tree of `size` leaves from its tiles, each read once.

    `edge`: hashes known already, by level and index. With those of merkle.frontier(size) a proof reads one
    tile a level at most: all its other hashes of eight levels stand in one tile. The reader raises Malformed
    for a tile of another length, and ValueError for a subtree that the tree does not have.
    """
    known, read = edge or {}, dict[TileName, tuple[bytes, ...]]()

    def hash_at(level: int, index: int) -> bytes:
        if (level, index) in known:
            return known[level, index]
        tile_level, above = divmod(level, HEIGHT)
        first = index << above
        name = TileName(tile_level, first >> HEIGHT, width_in(tile_level, first >> HEIGHT, size))
        if not 0 <= first % WIDTH + (1 << above) <= name.width:
            raise ValueError("subtree: the tree does not have it")
        if name not in read:
            read[name] = decode_tile(read_tile(name), name.width)
        return _root_of(read[name][first % WIDTH : first % WIDTH + (1 << above)])

    return hash_at


def _root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
