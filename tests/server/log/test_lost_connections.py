import asyncio
from uuid import uuid4

from server.log.group_commit import GroupCommit, Unavailable
from server.log.units import CONFLICT, Exists, Recorded
from tests.server.log.given import Cable, assert_sound, committing, cut_connections, event, unit


async def test_a_commit_whose_answer_was_lost_is_answered_as_recorded_and_stored_once(database: str) -> None:
    case = uuid4()
    async with Cable(database) as cable, committing(cable.dsn) as log:
        await log.submit(unit(uuid4(), 0))
        cable.lose_next_answer = True
        lost = [
            log.submit(unit(case, 0, event(), event())),
            log.submit(unit(case, 2)),
            log.submit(unit(case, 9)),
        ]
        outcomes = await asyncio.gather(*lost)
        assert cable.lost == 1
    rows = assert_sound(database)
    assert [place.position for outcome in outcomes[:2] for place in outcome.places] == [2, 3, 4]
    assert [place.recordedat for outcome in outcomes[:2] for place in outcome.places] == [
        row["recorded_at"] for row in rows[1:]
    ]
    assert outcomes[2] is CONFLICT
    assert len(rows) == 4


async def test_after_a_lost_answer_an_event_of_another_under_the_same_id_is_not_taken_for_ours(
    database: str,
) -> None:
    async with Cable(database) as cable, committing(cable.dsn) as log:
        case = uuid4()
        await log.submit(unit(case, 0, event("taken")))
        cable.lose_next_answer = True
        assert await log.submit(unit(case, 1, event("taken"))) == Exists((1,))
        assert cable.lost == 1


async def test_a_connection_cut_while_idle_is_made_anew(database: str) -> None:
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0))
        assert cut_connections(database) == 1
        assert isinstance(await log.submit(unit(uuid4(), 0)), Recorded)
    assert len(assert_sound(database)) == 2


async def test_a_database_that_stays_away_is_said_to_be_unavailable(database: str) -> None:
    async with Cable(database) as cable:
        log = GroupCommit(cable.dsn, patience=0.2)
        await log.start()
    cut_connections(database)
    waiting = [log.submit(unit(uuid4(), 0)) for _ in range(300)]
    failures = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)
    assert all(isinstance(failure, Unavailable) for failure in failures)
    await asyncio.wait_for(log.stop(), 20)
