import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from server.log.group_commit import Busy, GroupCommit
from server.log.units import CONFLICT, REGISTRY_MOVED, Exists, NewKey, Recorded
from tests.server.log.given import (
    assert_sound,
    committing,
    event,
    head,
    stored,
    unit,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_concurrent_publishers_share_transactions_and_get_their_own_places(database: str) -> None:
    async with committing(database) as log:
        outcomes = await asyncio.gather(*(log.submit(unit(uuid4(), 0)) for _ in range(500)))
    places = [outcome.places[0] for outcome in outcomes if isinstance(outcome, Recorded)]
    assert [place.position for place in places] == list(range(1, 501))
    assert {place.version for place in places} == {1}
    assert len({row["recorded_at"] for row in assert_sound(database)}) <= 3  # one moment a transaction


async def test_units_of_one_stream_may_follow_one_another_in_one_transaction(database: str) -> None:
    case = uuid4()
    async with committing(database) as log:
        first, second = log.submit(unit(case, 0, event(), event())), log.submit(unit(case, 2))
        await asyncio.gather(first, second)
    assert [place.version for place in (*first.result().places, *second.result().places)] == [1, 2, 3]


async def test_only_the_unit_that_conflicts_is_refused(database: str) -> None:
    case, other = uuid4(), uuid4()
    async with committing(database) as log:
        await log.submit(unit(case, 0))
        late, ahead, good = (
            log.submit(unit(case, 0)),
            log.submit(unit(uuid4(), 3)),
            log.submit(unit(other, 0)),
        )
        assert await late is CONFLICT
        assert await ahead is CONFLICT
        assert isinstance(await good, Recorded)
    assert len(assert_sound(database)) == 2


async def test_a_unit_after_a_refused_one_of_its_stream_is_refused_though_its_version_fits(
    database: str,
) -> None:
    """It was decided on an event that never came to be; another process's event has taken that version."""
    case = uuid4()
    async with committing(database) as here, committing(database) as elsewhere:
        await here.submit(unit(case, 0))
        await elsewhere.submit(unit(case, 1))
        decided_on_version_1 = here.submit(unit(case, 1))
        decided_on_the_unit_before = here.submit(unit(case, 2))
        assert await decided_on_version_1 is CONFLICT
        assert await decided_on_the_unit_before is CONFLICT
    assert len(assert_sound(database)) == 2


async def test_the_units_still_queued_behind_a_refused_one_are_refused_with_it(database: str) -> None:
    case, told = uuid4(), list[UUID]()
    async with committing(database, on_refused=told.append) as log:
        await log.submit(unit(case, 0))
        first_batch = [log.submit(unit(uuid4(), 0)) for _ in range(255)]
        refused = log.submit(unit(case, 0))
        queued = [log.submit(unit(case, 1)), log.submit(unit(case, 1))]
        unrelated = log.submit(unit(uuid4(), 0))
        outcomes = await asyncio.gather(refused, *queued)
        assert outcomes == [CONFLICT] * 3
        assert isinstance(await unrelated, Recorded)
        await asyncio.gather(*first_batch)
    assert set(told) == {case}


async def test_who_keeps_speculative_states_is_told_of_a_refusal_before_the_publisher_is(
    database: str,
) -> None:
    order: list[str] = []
    case = uuid4()
    async with committing(database, on_refused=lambda stream: order.append("cache")) as log:
        refused = log.submit(unit(case, 5))
        refused.add_done_callback(lambda future: order.append("publisher"))
        await refused
        await asyncio.sleep(0)
    assert order == ["cache", "publisher"]


async def test_the_same_id_in_one_breath_is_recorded_once(database: str) -> None:
    once = event("e-1")
    async with committing(database) as log:
        outcomes = await asyncio.gather(*(log.submit(unit(uuid4(), 0, once)) for _ in range(5)))
    assert [type(outcome) for outcome in outcomes] == [Recorded, Exists, Exists, Exists, Exists]
    assert [outcome.positions for outcome in outcomes[1:]] == [(1,)] * 4
    assert len(assert_sound(database)) == 1


async def test_an_id_that_comes_twice_does_not_break_the_transaction_up(database: str) -> None:
    once = event("e-1")
    async with committing(database) as log:
        proposals = [unit(uuid4(), 0) for _ in range(50)] + [unit(uuid4(), 0, once) for _ in range(2)]
        await asyncio.gather(*(log.submit(proposal) for proposal in proposals))
    assert len({row["recorded_at"] for row in assert_sound(database)}) == 1


async def test_a_unit_of_which_one_event_exists_leaves_no_trace(database: str) -> None:
    case, known = uuid4(), event("known")
    async with committing(database) as log:
        await log.submit(unit(case, 0, known))
        outcome = await log.submit(unit(case, 1, event("new"), known))
    assert outcome == Exists((None, 1))
    assert [row["event_id"] for row in stored(database)] == ["known"]


async def test_the_same_id_from_two_agencies_is_two_events(database: str) -> None:
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0, event("1")))
        assert isinstance(await log.submit(unit(uuid4(), 0, event("1", source="/agencies/lpsk"))), Recorded)


async def test_two_events_of_one_id_in_a_unit_are_not_taken_in(database: str) -> None:
    async with committing(database) as log:
        with pytest.raises(ValueError, match="source and id"):
            log.submit(unit(uuid4(), 0, event("1"), event("1")))


async def test_what_follows_a_move_of_the_registry_is_verified_anew(database: str) -> None:
    async with committing(database) as log:
        moves = log.submit(unit(uuid4(), 0, event(registry=True)))
        judged_before = log.submit(unit(uuid4(), 0))
        assert isinstance(await moves, Recorded)
        assert await judged_before is REGISTRY_MOVED
        assert isinstance(await log.submit(unit(uuid4(), 0, registry=1)), Recorded)
    assert head(database)["registry_position"] == 1


async def test_an_event_on_record_is_found_even_when_the_registry_has_moved(database: str) -> None:
    again = event("again")
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0, again))
        await log.submit(unit(uuid4(), 0, event(registry=True)))
        assert await log.submit(unit(uuid4(), 0, again)) == Exists((1,))


async def test_a_refused_registry_event_does_not_move_the_registry(database: str) -> None:
    async with committing(database) as log:
        assert await log.submit(unit(uuid4(), 7, event(registry=True))) is CONFLICT
        await log.submit(unit(uuid4(), 0))
    assert head(database)["registry_position"] == 0


async def test_time_never_runs_backwards_in_the_log(database: str) -> None:
    moments = iter([NOW, NOW - timedelta(hours=1), NOW + timedelta(seconds=1)])
    async with committing(database, lambda: next(moments)) as log:
        times = [(await log.submit(unit(uuid4(), 0))).places[0].recordedat for _ in range(3)]
    assert times == [NOW, NOW, NOW + timedelta(seconds=1)]


async def test_what_is_sealed_and_its_key_stand_with_the_event_or_not_at_all(database: str) -> None:
    alone, beside, lost = (NewKey(uuid4(), "person/1", 1, b"wrapped", "kek") for _ in range(3))
    async with committing(database) as log:
        await log.submit(unit(uuid4(), 0))
        await log.submit(unit(uuid4(), 0, event(), event(items=b"alone", hmac=b"hmac"), keys=[alone]))
        bad = unit(uuid4(), 9, event(items=b"bad"), keys=[lost])
        good = unit(uuid4(), 0, event(items=b"beside"), event(hmac=b"hmac"), keys=[beside])
        await asyncio.gather(log.submit(bad), log.submit(good))
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT * FROM jejak.sealed ORDER BY position").fetchall() == [
            (3, b"alone", b"hmac"),
            (4, b"beside", None),
            (5, None, b"hmac"),
        ]
        keys = connection.execute("SELECT key_id FROM jejak.data_keys").fetchall()
    assert {key for (key,) in keys} == {alone.key_id, beside.key_id}


async def test_an_event_that_postgresql_cannot_store_fails_alone(database: str) -> None:
    async with committing(database) as log:
        good = [log.submit(unit(uuid4(), 0)) for _ in range(3)]
        poison = log.submit(unit(uuid4(), 0, event("a\0b")))
        good += [log.submit(unit(uuid4(), 0)) for _ in range(3)]
        with pytest.raises(psycopg.DataError):
            await poison
        assert all(isinstance(outcome, Recorded) for outcome in await asyncio.gather(*good))
    assert len(assert_sound(database)) == 6


async def test_a_number_that_does_not_fit_fails_alone(database: str) -> None:
    async with committing(database) as log:
        good, bad = log.submit(unit(uuid4(), 0)), log.submit(unit(uuid4(), 0, event(marks=2**20)))
        assert isinstance(await good, Recorded)
        with pytest.raises(Exception, match="format requires"):
            await bad


async def test_a_full_queue_takes_nothing_in(database: str) -> None:
    async with committing(database, queue_limit=10) as log:
        taken = [log.submit(unit(uuid4(), 0, event(), event())) for _ in range(5)]
        with pytest.raises(Busy):
            log.submit(unit(uuid4(), 0))
        assert log.queued == 10
        await asyncio.gather(*taken)
        assert isinstance(await log.submit(unit(uuid4(), 0)), Recorded)
    assert len(assert_sound(database)) == 11


async def test_stopping_commits_and_answers_what_is_queued(database: str) -> None:
    log = GroupCommit(database)
    await log.start()
    futures = [log.submit(unit(uuid4(), 0)) for _ in range(600)]
    await asyncio.wait_for(log.stop(), 30)
    assert all(isinstance(future.result(), Recorded) for future in futures)
    with pytest.raises(Busy):
        log.submit(unit(uuid4(), 0))


async def test_a_caller_who_goes_away_does_not_take_the_event_with_it(database: str) -> None:
    async with committing(database) as log:
        gone, stays = log.submit(unit(uuid4(), 0)), log.submit(unit(uuid4(), 0))
        gone.cancel()
        assert isinstance(await stays, Recorded)
    assert len(assert_sound(database)) == 2


async def test_two_committers_on_one_database_keep_one_order(database: str) -> None:
    cases = [uuid4() for _ in range(5)]
    versions = dict.fromkeys(cases, 0)

    async def publish(log: GroupCommit, case: UUID) -> int:
        outcome = await log.submit(unit(case, versions[case]))
        if isinstance(outcome, Recorded):
            versions[case] = max(versions[case], outcome.places[0].version)
        return isinstance(outcome, Recorded)

    async with committing(database) as one, committing(database) as other:
        recorded = 0
        for _ in range(40):
            round_of_both = [publish(log, case) for case in cases for log in (one, other)]
            recorded += sum(await asyncio.gather(*round_of_both))
    assert recorded == len(assert_sound(database)) == 40 * len(cases)


async def test_notify_carries_the_last_position_and_is_silent_when_nothing_was_recorded(
    database: str,
) -> None:
    async with (
        await psycopg.AsyncConnection.connect(database, autocommit=True) as listener,
        committing(database) as log,
    ):
        await listener.execute("LISTEN jejak_log")
        await log.submit(unit(uuid4(), 0, event(), event()))
        await log.submit(unit(uuid4(), 4))
        await log.submit(unit(uuid4(), 0))
        heard = [notice.payload async for notice in listener.notifies(timeout=10, stop_after=2)]
    assert heard == ["2", "3"]
