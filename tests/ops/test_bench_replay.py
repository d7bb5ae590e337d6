"""A log is made larger by its own cases, and both sides read all of it."""

import psycopg

from ops.bench.peers import library
from ops.bench.replay import grown, seconds_to_replay
from tests.projections.logs import ids, write
from tests.projections.stories import stories


def test_a_log_grows_to_the_size_without_a_gap_and_with_the_same_bodies(database: str) -> None:
    log = stories(ids("bench", 3), 3).rows
    write(database, log)
    assert grown(database, 500) == 500
    assert grown(database, 500) == 500, "it has that size"
    query = """
        SELECT max(notification_id), count(DISTINCT state), count(DISTINCT originator_id),
            min(versions), max(versions)
        FROM jejak.log JOIN (
            SELECT originator_id, max(originator_version) - count(*) AS versions FROM jejak.log GROUP BY 1
        ) AS of_stream USING (originator_id)
    """
    with psycopg.connect(database) as owner:
        last, bodies, streams, *lost = owner.execute(query).fetchone() or ()
    assert (last, bodies) == (500, len(log))
    assert streams > 20
    assert lost == [0, 0], "each case has its versions without a gap"


def test_both_sides_read_every_event(database: str) -> None:
    write(database, stories(ids("bench", 2), 2).rows)
    events = grown(database, 300)
    library.copy_log(database)
    assert library.reads(database, events).rate > 0
    assert seconds_to_replay(database, events) > 0
    with psycopg.connect(database) as owner:
        assert owner.execute("SELECT to_regnamespace('replayed')").fetchone() == (None,)
