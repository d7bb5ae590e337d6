"""Whoever holds the database, and what an auditor who kept something from before finds of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from jejak_client.tlog.submission import Submission
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Answer, Witness

from server.evidence.logs import EVENTS
from server.evidence.proofs import consistency
from server.evidence.sealer import pen_of
from server.evidence.tree import Signed
from tests.server.api.founding import Founding
from tests.server.evidence.sealing import Sealing, sealing
from tests.servers import DatabaseServer

SEALED = {"log": None, "reads": None}
FAR_AWAY = 1_000_000  # positions that nobody has
MADE_OF_ROWS = ("tiles", "tree_edges", "log_checkpoints")


class Attacked:
    """A sealed deployment, a witness that cosigned what was sealed, and a copy of its checkpoint."""

    def __init__(self, site: Sealing, witness: Witness, kept: Signed) -> None:
        self.site, self.witness, self.kept = site, witness, kept

    async def submitted(self, old: int) -> Answer:
        """What the witness answers to the newest checkpoint, offered as grown from a tree of `old`."""
        newest = await self.site.newest()
        proof: tuple[bytes, ...] = ()
        if 0 < old <= newest.size:
            async with self.site.services.pool.connection() as conn:
                proof = await consistency(conn, old, newest)
        return self.witness.add_checkpoint(Submission(old, proof, newest.note.encode()).encode())

    async def forge(self) -> Signed:
        """Forgets all that was signed and signs the log as it is now, with the log's own key."""
        for table in MADE_OF_ROWS:
            self.site.rows(f"TRUNCATE jejak.{table} CASCADE")
        self.site.file().path.unlink(missing_ok=True)
        assert await self.site.seal() == SEALED
        return await self.site.newest()

    def renumber(self, first: int, by: int) -> None:
        """Moves all positions from `first` on, and the head with them."""
        move = "UPDATE jejak.log SET notification_id = notification_id + %s WHERE notification_id >= %s"
        self.site.rows(move, FAR_AWAY, first)
        self.site.rows(move, by - FAR_AWAY, FAR_AWAY)
        self.site.rows("UPDATE jejak.log_head SET position = (SELECT max(notification_id) FROM jejak.log)")


@asynccontextmanager
async def attacked(
    server: DatabaseServer, founding: Founding, place: Path, events: int = 40
) -> AsyncIterator[Attacked]:
    """A deployment of its own whose log is sealed and witnessed."""
    async with sealing(server, founding, place) as site:
        await site.append(events)
        assert await site.seal() == SEALED
        make_witness(place / "witness", "witness.example")
        add_log(place / "witness", pen_of(site.services, EVENTS).key.vkey)
        witness = open_witness(place / "witness", lambda: site.services.clock().timestamp())
        found = Attacked(site, witness, await site.newest())
        assert (await found.submitted(0)).status == 200
        yield found
