"""Waiting for a projection: woken at the position, given up in time, never kept for ever."""

import asyncio

from projections.applied import Applied


async def test_those_who_wait_are_woken_when_their_position_is_reached_and_not_before() -> None:
    applied = Applied()
    waits = [asyncio.create_task(applied.reach("case_file", position, 10)) for position in (3, 1, 2)]
    await asyncio.sleep(0)
    applied.advance(["timeline"], 9)
    applied.advance(["case_file"], 2)
    done, _ = await asyncio.wait(waits, timeout=0.05)
    assert done == {waits[1], waits[2]}
    applied.advance(["case_file"], 3)
    assert await waits[0] == 3


async def test_what_is_reached_already_is_not_waited_for() -> None:
    applied = Applied()
    applied.advance(["case_file"], 5)
    assert await applied.reach("case_file", 4, 0) == 5


async def test_word_that_comes_late_does_not_take_a_position_back() -> None:
    applied = Applied()
    applied.advance(["case_file"], 5)
    applied.advance(["case_file"], 3)
    assert applied.position("case_file") == 5


async def test_who_waited_in_vain_or_went_away_leaves_nothing_behind() -> None:
    applied = Applied()
    assert await applied.reach("case_file", 2**53, 0.01) == 0
    gone = asyncio.create_task(applied.reach("case_file", 2**53, 10))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone], timeout=1)
    assert applied._waiting == {"case_file": {}}
