"""A04: two events change places (reference/evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.tlog import merkle
from jejak_client.tlog.errors import Unverified

from domain.leaf import leaf_entry, leaf_hash
from server.evidence.proofs import inclusion
from tests.attacks.tampering import FAR_AWAY, Attacked, attacked
from tests.server.api.founding import Founding
from tests.server.evidence.sealing import ROWS
from tests.servers import DatabaseServer

EARLIER, LATER = 20, 33


def leaves(found: Attacked) -> list[bytes]:
    """The leaf of every row as it stands, by index."""
    return [leaf_hash(leaf_entry(*row)) for row in found.site.rows(ROWS)]


async def test_a04_after_a_swap_the_proofs_of_both_fail_at_both_places(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with attacked(postgres_server, founding, tmp_path) as found:
        kept, indexes = found.kept, (EARLIER - 1, LATER - 1)
        async with found.site.services.pool.connection() as conn:
            proofs = {index: await inclusion(conn, kept, index) for index in indexes}
        for index in indexes:
            merkle.verify_inclusion(leaves(found)[index], index, kept.size, proofs[index], kept.root)
        for here, there in ((EARLIER, FAR_AWAY), (LATER, EARLIER), (FAR_AWAY, LATER)):
            found.site.rows(
                "UPDATE jejak.log SET notification_id = %s WHERE notification_id = %s", there, here
            )
        swapped = leaves(found)
        for index in indexes:
            with pytest.raises(Unverified):
                merkle.verify_inclusion(swapped[index], index, kept.size, proofs[index], kept.root)
        checked = await found.site.check()
        assert (checked.wrong, checked.leaf) == ("the row of leaf 19 is not what was sealed", 19)
