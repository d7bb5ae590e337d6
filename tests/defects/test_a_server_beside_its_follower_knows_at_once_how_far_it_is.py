"""For five seconds after its start a server that leaves following to another process knew of no position:
each view of a case waited two seconds for ledgers that had long been there."""

from projections.applied import Applied
from server.follow import Follower
from tests.projections.logs import ids, write
from tests.projections.running import all_views, apply_all
from tests.projections.stories import stories


async def test_how_far_the_projections_are_is_known_while_another_is_given_time_to_follow(
    database: str,
) -> None:
    log = stories(ids("beside", 1), at_once=1)
    write(database, log.rows)
    await apply_all(database, all_views())
    applied = Applied()
    follower = Follower(database, all_views(), applied, patience=60)
    await follower.start()
    try:
        assert await applied.reach("timeline", len(log.rows), 5) == len(log.rows)
        assert not follower.leads
    finally:
        await follower.stop()
