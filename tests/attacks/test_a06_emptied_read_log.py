"""A06: the read log is emptied, its triggers and row security passed over (reference/evidence.md 6a)."""

from pathlib import Path

from server.evidence.logs import READS
from server.readlog.leaves import verify
from tests.attacks.tampering import MADE_OF_ROWS, SEALED, attacked
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

OPENED = (
    "ALTER TABLE jejak.reads DISABLE TRIGGER ALL",
    "ALTER TABLE jejak.reads DISABLE ROW LEVEL SECURITY",
    "TRUNCATE jejak.reads, jejak.list_reads",
)


async def test_a06_an_emptied_read_log_is_not_the_one_that_was_signed(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with attacked(postgres_server, founding, tmp_path) as found:
        site = found.site
        await site.read(12)
        assert await site.seal() == SEALED
        kept = await site.newest(READS)
        for statement in OPENED:
            site.rows(statement)
        checked = await site.check(READS)
        assert (checked.wrong, checked.leaf) == ("the row of leaf 0 is missing", 0)
        assert (await verify(site.services.pool)).wrong is not None
        site.rows("UPDATE jejak.reads_tree SET size = 0, frontier = '{}'")
        assert await site.seal() == {"log": None, "reads": "evidence_behind"}
        for table in MADE_OF_ROWS:  # and everything that was made of the reads
            site.rows(f"DELETE FROM jejak.{table} WHERE log = %s", site.origin(READS))
        assert await site.seal() == {"log": None, "reads": "evidence_behind"}
        wrong = (await site.check(READS, [(kept.size, kept.root)])).wrong
        assert wrong == f"{kept.size} leaves were signed and there are 0"
