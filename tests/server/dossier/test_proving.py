"""Many proofs to one checkpoint, from the tiles of a tree of several levels."""

from datetime import UTC, datetime
from hashlib import sha256
from random import Random

from jejak_client.tlog import merkle

from server.dossier.proving import prove
from server.evidence.edge import Edge, grown, root_over, subtrees
from server.evidence.tree import Signed, grow
from tests.server.api.deployment import Deployment

SIZE, LOG = 66_000, "jejak.test/proving"  # 257 tiles of leaves and more: three levels


async def test_every_entry_and_every_earlier_tree_is_proved(deployment: Deployment) -> None:
    leaves = [sha256(number.to_bytes(4, "big")).digest() for number in range(SIZE)]
    edge, full = grown(Edge(), leaves)
    roots = subtrees(edge)
    signed = Signed(LOG, SIZE, root_over(roots), roots, "", datetime(2026, 3, 2, tzinfo=UTC))
    drawn = Random(7)
    indexes = [0, 255, 256, 65_535, 65_536, SIZE - 1, *drawn.sample(range(SIZE), 20)]
    sizes = [1, 255, 256, 257, 65_536, SIZE, *drawn.sample(range(1, SIZE), 10)]
    async with deployment.services.pool.connection() as conn:
        await grow(conn, LOG, 0, edge, full)
        proofs = await prove(conn, signed, indexes, sizes)
    for index in indexes:
        merkle.verify_inclusion(leaves[index], index, SIZE, proofs.inclusion[index], signed.root)
    for size in sizes:
        smaller = root_over(subtrees(grown(Edge(), leaves[:size])[0]))
        merkle.verify_consistency(size, smaller, SIZE, signed.root, proofs.consistency[size])
