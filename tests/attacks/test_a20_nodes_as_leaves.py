"""A20: an inner node of the tree is given out as an entry of the log (reference/evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.tlog import merkle
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.tiles import TileName, decode_tile

from domain.leaf import ENTRY_BYTES, leaf_hash
from domain.merkle import Tree
from server.evidence.proofs import inclusion
from server.evidence.tree import read_tiles
from tests.attacks.tampering import attacked
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer


async def test_a20_a_node_posed_as_an_entry_hashes_to_something_else_and_no_proof_leads_from_it(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with attacked(postgres_server, founding, tmp_path) as found:
        kept = found.kept
        async with found.site.services.pool.connection() as conn:
            name = TileName(0, 0, kept.size)
            leaves = decode_tile((await read_tiles(conn, kept.log, [name]))[name], kept.size)
            path = await inclusion(conn, kept, 0)
    left, right = leaves[:2]
    node = merkle.node_hash(left, right)
    for entry in (left + right, b"\x01" + left + right):  # 64 bytes, and the 65 that make the node
        assert len(entry) != ENTRY_BYTES
        assert leaf_hash(entry) == merkle.leaf_hash(entry) != node
        for proof in (path, path[1:]):  # the second is the way from the node to the root
            for size in range(1, kept.size + 1):
                with pytest.raises(Unverified):
                    merkle.verify_inclusion(leaf_hash(entry), 0, size, proof, kept.root)


def test_a20_a_tree_of_two_leaves_is_not_that_of_one_entry_made_of_them() -> None:
    two = Tree().with_leaf(b"a").with_leaf(b"b")
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    for entry in (left + right, b"\x01" + left + right):
        assert Tree().with_leaf(entry).root() != two.root()
