"""The tree over the read log: what it holds of each read, its checkpoint, whether it still fits the reads.

leaf = UTF-8, each of these followed by a line feed, empty where there is none: "jejak/read/v1",
       read_at (RFC 3339, UTC, six decimals, "Z"), agency, role, token_id, person, call, purpose, origin,
       case_id, first_n, last_n, positions (decimal, comma between), classes (the same);
       of a read for which a reason was asked the first line is "jejak/read/v2" and the reason a last one
tree = RFC 6962 section 2.1 over the leaves by their index, SHA-256

PostgreSQL makes the leaves as it stores the reads (migrations 0015, 0025); this is the same a second time, on
purpose: what is verified must not vouch for itself.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from domain.merkle import Tree

HERE = Path(__file__).parent
LEAVES, TREE = (HERE / "leaves.sql").read_bytes(), (HERE / "tree.sql").read_bytes()
LISTS = (HERE / "lists.sql").read_bytes()
PAGE = 5_000  # rows fetched at once


class ReadRow(NamedTuple):
    """A row of the read log as the tree holds it, with its index."""

    leaf: int
    read_at: datetime
    agency: str
    role: str | None
    token_id: UUID | None
    person: UUID | None
    call: str
    purpose: str | None
    origin: str | None
    case_id: UUID | None
    first_n: int | None
    last_n: int | None
    positions: list[int]
    classes: list[int]
    reason: str | None = None

    def content(self) -> bytes:
        """The bytes of its leaf."""
        at = self.read_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        named = ("" if member is None else str(member) for member in self[2:12])
        listed = (",".join(map(str, numbers)) for numbers in (self.positions, self.classes))
        form, why = ("jejak/read/v1", ()) if self.reason is None else ("jejak/read/v2", (self.reason,))
        return "".join(f"{line}\n" for line in (form, at, *named, *listed, *why)).encode()


class Checkpoint(NamedTuple):
    """So many reads, and the root over them."""

    size: int
    root: bytes


class Verified(NamedTuple):
    """What the reads themselves make, and what is wrong, None where nothing is."""

    checkpoint: Checkpoint
    wrong: str | None


async def checkpoint(pool: AsyncConnectionPool[Any]) -> Checkpoint:
    """The tree as it stands in the database."""
    async with pool.connection() as conn:
        tree = await _tree(conn)
    return Checkpoint(tree.size, tree.root())


async def verify(pool: AsyncConnectionPool[Any], kept: Checkpoint | None = None) -> Verified:
    """Computes the tree anew from all reads, in one snapshot. `kept`: a checkpoint of before, which whoever
    rewrites the reads and the tree together cannot make fit."""
    async with pool.connection() as conn, conn.transaction():
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        stored, tree, earlier = await _tree(conn), Tree(), None
        async for row in _rows(conn):
            if row.leaf != tree.size:
                return Verified(Checkpoint(tree.size, tree.root()), f"read {tree.size} is missing")
            if kept is not None and kept.size == tree.size:
                earlier = tree.root()
            tree = tree.with_leaf(row.content())
        if kept is not None and kept.size == tree.size:
            earlier = tree.root()
        wrong = _wrong(tree, stored, kept, earlier) or await _wrong_lists(conn)
    return Verified(Checkpoint(tree.size, tree.root()), wrong)


def _wrong(tree: Tree, stored: Tree, kept: Checkpoint | None, earlier: bytes | None) -> str | None:
    if tree.size != stored.size:
        return f"there are {tree.size} reads, and the tree was made of {stored.size}"
    if tree != stored:
        return "a read is not what the tree was made of"
    if kept is not None and earlier is None:
        return f"there are {tree.size} reads, and there were {kept.size}"
    if kept is not None and earlier != kept.root:
        return f"the first {kept.size} reads are not those of the checkpoint that was kept"
    return None


async def _wrong_lists(conn: AsyncConnection[Any]) -> str | None:
    """What lists told of stands a second time by position (migration 0008), drawn from the reads."""
    found = await (await conn.execute(LISTS)).fetchone()
    return "what lists told of, by position, is not what the reads say" if found is not None else None


async def _tree(conn: AsyncConnection[Any]) -> Tree:
    found = await (await conn.execute(TREE)).fetchone()
    assert found is not None, "the migration made the row, and a trigger keeps it"
    return Tree(found[0], tuple(found[1]))


async def _rows(conn: AsyncConnection[Any]) -> AsyncIterator[ReadRow]:
    async with conn.cursor("reads_of_the_tree") as cursor:
        cursor.itersize = PAGE
        await cursor.execute(LEAVES)
        async for row in cursor:
            yield ReadRow(*row)
