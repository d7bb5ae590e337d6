"""Whether a log is what was signed: everything computed anew from its rows, and compared.

What PostgreSQL holds is checked against itself, tile by tile, so that a changed row is named. Whoever holds
the database can change rows and tiles together; a checkpoint that was kept elsewhere tells that too, though
not which row. Nothing that seals is used here but the form of an entry: the tree is that of domain/merkle.py.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from jejak_client.tlog.checkpoint import Checkpoint, parse_checkpoint
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.merkle import HASH_BYTES
from jejak_client.tlog.note import parse_note
from jejak_client.tlog.tiles import WIDTH, TileName, width_in

from domain.leaf import leaf_hash
from domain.merkle import Tree, node_hash
from server.evidence.entries import ENTRIES, RowMissing
from server.evidence.logs import Kind
from server.evidence.tree import Connection, TileMissing, all_signed, load_edge, read_tiles

Advance = Callable[[int, int], None]
Anchor = tuple[int, bytes]  # so many leaves, and the root over them


class Checked(NamedTuple):
    """The tree that the rows make, as far as it goes; what is wrong, None where nothing is; and where one row
    is to blame, the index of its leaf, the first such."""

    size: int
    root: bytes
    wrong: str | None = None
    leaf: int | None = None


class NotAsSigned(Exception):
    """What was found; `index` where one row is to blame."""

    def __init__(self, why: str, index: int | None = None) -> None:
        super().__init__(why)
        self.index = index


async def check(
    conn: Connection,
    kind: Kind,
    log: str,
    kept: Iterable[Anchor] = (),
    advance: Advance = lambda done, total: None,
) -> Checked:
    """Goes over the whole log in one snapshot. `kept`: checkpoints of it from outside the database."""
    async with conn.transaction():
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        checking = _Checking(conn, kind, log)
        try:
            await checking.begin(kept)
            await checking.go_over(advance)
            checking.require_all_reached()
        except (NotAsSigned, RowMissing) as found:
            return Checked(checking.tree.size, checking.tree.root(), str(found), found.index)
        except TileMissing as missing:
            return Checked(checking.tree.size, checking.tree.root(), f"{missing} is missing")
    return Checked(checking.tree.size, checking.tree.root())


class _Checking:
    """One pass over a log."""

    def __init__(self, conn: Connection, kind: Kind, log: str) -> None:
        self.tree = Tree()
        self._conn, self._log = conn, log
        self._entries = ENTRIES[kind]
        self._size = 0
        self._anchors: dict[int, set[bytes]] = {}
        self._above: list[list[bytes]] = []  # of each level above the leaves, what its tile has so far

    async def begin(self, kept: Iterable[Anchor]) -> None:
        """Takes note of all roots that must be met."""
        self._size = (await load_edge(self._conn, self._log)).size
        for signed in await all_signed(self._conn, self._log):
            if _says(signed.note) != Checkpoint(signed.log, signed.size, signed.root):
                raise NotAsSigned(f"the checkpoint of size {signed.size} is not what was signed")
            self._anchors[signed.size] = {signed.root}
        for size, root in kept:
            self._anchors.setdefault(size, set()).add(root)

    async def go_over(self, advance: Advance) -> None:
        """Compares tile after tile with what the rows hash to, and root after root with what was signed."""
        for first in range(0, self._size, WIDTH):
            for entry in await self._unchanged(first, min(first + WIDTH, self._size)):
                self.tree = self.tree.with_leaf(entry)
                self._require_root()
            advance(self.tree.size, self._size)
        for level, hashes in enumerate(self._above, 1):
            if hashes:
                await self._compare(level, self._size >> 8 * (level + 1), hashes)

    async def _unchanged(self, first: int, upto: int) -> list[bytes]:
        """The entries of a tile. Raises NotAsSigned or RowMissing for the first that is not as it was."""
        try:
            entries = await self._entries(self._conn, first, upto)
        except RowMissing as missing:
            if missing.index > first:
                await self._unchanged(first, missing.index)
            raise
        await self._compare(0, first // WIDTH, [leaf_hash(entry) for entry in entries])
        return entries

    def require_all_reached(self) -> None:
        """Nothing was signed that is larger than what there is."""
        if (largest := max(self._anchors, default=0)) > self.tree.size:
            raise NotAsSigned(f"{largest} leaves were signed and there are {self.tree.size}")

    def _require_root(self) -> None:
        roots = self._anchors.get(self.tree.size)
        if roots and roots != {self.tree.root()}:
            raise NotAsSigned(f"the first {self.tree.size} leaves are not those that were signed")

    async def _compare(self, level: int, index: int, hashes: list[bytes]) -> None:
        """One tile as it is stored; a full one goes into the level above."""
        name = TileName(level, index, width_in(level, index, self._size))
        stored = (await read_tiles(self._conn, self._log, [name]))[name]
        for place, found in enumerate(hashes):
            if stored[place * HASH_BYTES : (place + 1) * HASH_BYTES] != found:
                self._blame(name, index * WIDTH + place)
        if len(hashes) == WIDTH:
            await self._rise(level, index, _root_of(hashes))

    def _blame(self, name: TileName, place: int) -> None:
        if name.level == 0:
            raise NotAsSigned(f"the row of leaf {place} is not what was sealed", place)
        raise NotAsSigned(f"{name.path} is not made of the tiles below it")

    async def _rise(self, level: int, index: int, root: bytes) -> None:
        if level == len(self._above):
            self._above.append([])
        held = self._above[level]
        held.append(root)
        if len(held) == WIDTH:
            self._above[level] = []
            await self._compare(level + 1, index // WIDTH, held)


def _says(note: str) -> Checkpoint | None:
    try:
        return parse_checkpoint(parse_note(note.encode()).text)
    except Malformed:
        return None


def _root_of(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
