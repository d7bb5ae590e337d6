"""Failed logins close the door for longer each time, for whoever tries, and say nothing of who exists."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from server.auth.lockout import Door
from server.auth.rules import account_rules, closed_for
from server.database import open_pool
from tests.server.api.deployment import Deployment
from tests.server.auth.people import person

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RULES = account_rules().lockout
LOGIN = RULES.login


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    found = await open_pool(database, max_size=4)
    yield found
    await found.close()


@pytest.fixture
def door(pool: AsyncConnectionPool[Any]) -> Door:
    return Door(pool, RULES, b"k" * 32)


async def failed(door: Door, times: int, login: str = "rina", network: str = "10.0.0.7") -> datetime:
    """So many failures in a row, each as soon as the door is open; the moment of the last."""
    now = NOW
    for _ in range(times):
        while (wait := (await door.begin(login, network, None, now)).wait) is not None:
            now += wait
    return now


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (5, 0), (6, 30), (7, 60), (8, 120), (13, 3600), (10_000, 3600)]
)
def test_each_failure_beyond_the_free_ones_doubles_the_time(failures: int, seconds: int) -> None:
    assert closed_for(LOGIN, failures) == timedelta(seconds=seconds)


async def test_after_the_free_failures_the_door_is_closed_and_opens_again(door: Door) -> None:
    now = await failed(door, LOGIN.free + 1)
    assert (await door.begin("rina", "10.0.0.8", None, now)).wait == timedelta(seconds=LOGIN.first_seconds)
    later = now + timedelta(seconds=LOGIN.first_seconds)
    assert (await door.begin("rina", "10.0.0.8", None, later)).wait is None


async def test_an_attempt_at_a_closed_door_is_not_counted(door: Door) -> None:
    now = await failed(door, LOGIN.free + 1)
    for _ in range(5):
        assert (await door.begin("rina", "10.0.0.7", None, now)).wait == timedelta(
            seconds=LOGIN.first_seconds
        )


async def test_other_logins_and_networks_go_on(door: Door) -> None:
    now = await failed(door, LOGIN.free + 1)
    assert (await door.begin("budi", "10.0.0.7", None, now)).wait is None


async def test_a_network_that_tries_many_logins_is_closed(door: Door) -> None:
    for number in range(RULES.network.free + 1):
        assert (await door.begin(f"tebakan-{number}", "10.0.0.7", None, NOW)).wait is None
    assert (await door.begin("budi", "10.0.0.7", None, NOW)).wait is not None
    assert (await door.begin("budi", "10.0.0.8", None, NOW)).wait is None


async def test_a_success_forgets_the_failures_of_the_login(door: Door) -> None:
    now = await failed(door, LOGIN.free)
    assert (await door.begin("rina", "10.0.0.7", None, now)).wait is None
    await door.passed("rina", "10.0.0.7", None, now)
    for _ in range(LOGIN.free):
        assert (await door.begin("rina", "10.0.0.7", None, now)).wait is None


async def test_failures_are_forgotten_after_their_time(door: Door) -> None:
    now = await failed(door, LOGIN.free)
    later = now + timedelta(hours=LOGIN.forgotten_hours, seconds=1)
    for _ in range(LOGIN.free):
        assert (await door.begin("rina", "10.0.0.7", None, later)).wait is None
    assert (await door.begin("rina", "10.0.0.7", None, later)).wait is None


async def test_of_fifty_attempts_at_once_no_more_pass_than_are_free(
    pool: AsyncConnectionPool[Any],
) -> None:
    wide = msgspec.structs.replace(RULES.network, free=1000)
    door = Door(pool, msgspec.structs.replace(RULES, network=wide), b"k" * 32)
    begun = await asyncio.gather(*(door.begin("rina", "10.0.0.7", None, NOW) for _ in range(50)))
    assert [attempt.wait for attempt in begun].count(None) == LOGIN.free + 1


async def test_nothing_that_was_typed_is_kept(door: Door, database: str) -> None:
    await failed(door, 2, login="kata-sandi-di-kolom-yang-salah")
    with psycopg.connect(database) as owner:
        rows = owner.execute("SELECT f::text FROM jejak.login_failures f").fetchall()
    assert len(rows) == 2
    assert "kata-sandi" not in str(rows)
    assert "10.0.0.7" not in str(rows)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_closed_door_is_told_alike_of_a_login_that_somebody_has_and_one_that_nobody_has(
    shared: Deployment,
) -> None:
    async with person(shared) as somebody:
        answers = []
        for login in (somebody.login, "tidak-ada"):
            for _ in range(LOGIN.free + 1):
                await somebody.log_in(login=login, password="salah benar sekali")
            answers.append(await somebody.log_in(login=login))
        known, unknown = answers
        assert known.status_code == 429
        assert known.headers["retry-after"] == str(LOGIN.first_seconds)
        assert (known.json(), known.headers["retry-after"]) == (
            unknown.json(),
            unknown.headers["retry-after"],
        )
        shared.time.pass_by(seconds=LOGIN.first_seconds)
        assert (await somebody.log_in()).status_code == 200
