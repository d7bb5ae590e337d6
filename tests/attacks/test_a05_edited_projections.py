"""A05: a read model is edited and the log is not (reference/evidence.md 6a)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from projections.rebuild import rebuild
from server.rules import load_rules
from server.start import projections_under
from tests.projections.logs import ids, write
from tests.projections.running import apply_all
from tests.projections.stories import stories
from tests.servers import DatabaseServer

CASES = ids("a05", 3)
EDITED = CASES[1]
# What whoever holds the database would rather have others see, by projection.
EDITS = {
    "case_file": "UPDATE view_case_file.cases SET legal_stage = 'P-99' WHERE case_id = %s",
    "timeline": "DELETE FROM view_timeline.events WHERE case_id = %s AND version = 2",
    "clock_board": "DELETE FROM view_clock_board.clocks WHERE case_id = %s",
    "worklist": "DELETE FROM view_worklist.items WHERE case_id = %s",
    "ledger": "UPDATE jejak.ledger SET position = position + 1 WHERE case_id = %s AND kind = 'event'",
}


@pytest.fixture
def superuser(postgres_server: DatabaseServer, database: str) -> Iterator["psycopg.Connection[object]"]:
    url = urlsplit(postgres_server.admin_url)._replace(path=urlsplit(database).path).geturl()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        yield connection


async def test_a05_every_projection_that_was_edited_is_not_what_a_fresh_replay_makes(
    database: str, superuser: "psycopg.Connection[object]"
) -> None:
    write(database, stories(CASES, 3).rows)
    projections = projections_under(load_rules())
    await apply_all(database, projections)
    for edit in EDITS.values():
        assert superuser.execute(edit.encode(), [EDITED]).rowcount > 0
    for projection in projections:
        found = await rebuild(projection, database, compare_only=True)
        assert found.equal == (projection.name not in EDITS)
        differing = {case for table in found.compared for case in table.examples}
        assert differing == ({EDITED} if projection.name in EDITS else set())
