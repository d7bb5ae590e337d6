"""A03: an event is put between two old ones, and those after it moved (reference/evidence.md 6a)."""

from pathlib import Path

from tests.attacks.tampering import attacked
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

BETWEEN = 25
COPY = """
INSERT INTO jejak.log (
    notification_id, originator_id, originator_version,
    topic, state, source, event_id, recorded_at, marks, classes
)
SELECT %s, gen_random_uuid(), 1, topic, 'back-dated', source, event_id || '-b', recorded_at, marks, classes
FROM jejak.log WHERE notification_id = %s - 1
"""


async def test_a03_an_event_slipped_in_is_named_and_no_root_of_before_fits(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with attacked(postgres_server, founding, tmp_path) as found:
        found.renumber(BETWEEN, 1)
        found.site.rows(COPY, BETWEEN, BETWEEN)
        assert found.site.roots()[found.kept.size] != found.kept.root
        checked = await found.site.check()
        assert (checked.wrong, checked.leaf) == (
            f"the row of leaf {BETWEEN - 1} is not what was sealed",
            BETWEEN - 1,
        )
        await found.forge()
        assert (await found.submitted(found.kept.size)).status == 422
