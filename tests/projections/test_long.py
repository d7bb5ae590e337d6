"""The claims of this folder again and again: thousands of random cases, twenty kills, twenty swaps."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from projections.rebuild import rebuild
from tests.projections import test_case_view, test_views
from tests.projections.logs import Log, ids, write
from tests.projections.running import all_views, apply_all, following
from tests.projections.stories import stories
from tests.projections.test_follow import other_process

pytestmark = pytest.mark.long
ROUNDS = 20


@pytest.mark.parametrize(
    "claim",
    [
        test_views.test_however_the_events_are_cut_into_steps_the_same_rows_are_left,
        test_views.test_the_case_file_says_what_access_says_at_the_last_event,
        test_case_view.test_any_part_of_a_case_in_any_order_can_be_shown_and_says_only_what_that_part_says,
    ],
)
def test_the_claim_holds_for_thousands_of_random_cases(claim: Callable[[], None]) -> None:
    """Each claim asserts for itself; how many cases hypothesis draws, the profile of the mark says."""
    claim()
    assert settings().max_examples >= 2000


async def test_followers_killed_twenty_times_under_appends(project: Path, database: str) -> None:
    log = stories(ids("killed", 500), at_once=50)
    appending = asyncio.create_task(append(database, log))
    chance = random.Random(5)
    for _ in range(ROUNDS):
        process = await asyncio.to_thread(other_process, project, database)
        await asyncio.sleep(chance.uniform(0.01, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    await appending
    await apply_all(database, all_views())
    for view in all_views():
        assert (await rebuild(view, database)).equal


async def test_views_swapped_twenty_times_under_appends(database: str) -> None:
    log = stories(ids("swapped", 500), at_once=50)
    write(database, log.rows[:100])
    await apply_all(database, all_views())
    async with following(database, all_views()):
        appending = asyncio.create_task(append(database, log, start=100))
        for _ in range(ROUNDS):
            for view in all_views():
                assert (await rebuild(view, database)).equal
        await appending
    await apply_all(database, all_views())
    for view in all_views():
        assert (await rebuild(view, database)).position == len(log.rows)


async def append(database: str, log: Log, start: int = 0) -> None:
    for first in range(start, len(log.rows), 20):
        await asyncio.to_thread(write, database, log.rows[first : first + 20])
        await asyncio.sleep(0.01)
