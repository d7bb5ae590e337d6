"""Whoever knew a login kept its owner out, for an hour at a time and for ever; and guessing had no end.

NIST SP 800-63B section 5.2.2: at most 100 failures in a row on one account, and a stranger's failures must
not shut out who comes from where he came in before.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import httpx
import msgspec
import pytest

from server.auth import accounts
from server.auth.rules import AccountRules, account_rules
from tests.server.api.deployment import Deployment, deployed
from tests.server.auth.conftest import cheap
from tests.server.auth.people import BY_TLS, Person, person

RULES = account_rules()
WRONG = "salah benar sekali"


def cheap_and_as_strict() -> AccountRules:
    """The table with an argon2id that takes a millisecond."""
    return msgspec.structs.replace(cheap(), lockout=RULES.lockout)


@pytest.fixture
async def deployment(database: str, tmp_path: Path) -> AsyncIterator[Deployment]:
    with patch("server.start.account_rules", cheap_and_as_strict):
        async with deployed(database, tmp_path / "keys") as found:
            yield found


@asynccontextmanager
async def elsewhere(somebody: Person, network: str = "10.0.0.9") -> AsyncIterator[Person]:
    """The same login at another browser, in another network."""
    transport = httpx.ASGITransport(app=somebody.deployment.app, client=(network, 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=BY_TLS) as browser:
        yield Person(somebody.deployment, browser, somebody.login, somebody.account, somebody.secret)


async def failing(stranger: Person, times: int, **other: str) -> int:
    """So many failures, each as soon as the door is open; the status of the last."""
    status = 0
    for _ in range(times):
        while (answer := await stranger.log_in(**{"password": WRONG, **other})).status_code == 429:
            stranger.deployment.time.pass_by(seconds=int(answer.headers["retry-after"]))
        status = answer.status_code
    return status


async def came_in(somebody: Person) -> None:
    """Once, so that the browser is known."""
    assert (await somebody.log_in()).status_code == 200
    somebody.deployment.time.pass_by(seconds=30)


async def test_a_stranger_who_knows_a_login_does_not_keep_its_owner_out_of_a_browser_of_hers(
    deployment: Deployment,
) -> None:
    async with person(deployment) as somebody, elsewhere(somebody) as stranger:
        await came_in(somebody)
        await failing(stranger, RULES.lockout.login.free + 5)
        assert (await stranger.log_in()).status_code == 429
        assert (await somebody.log_in()).status_code == 200


async def test_who_fails_in_the_same_office_does_not_keep_the_others_out(deployment: Deployment) -> None:
    async with person(deployment) as somebody:
        await came_in(somebody)
        async with elsewhere(somebody, "127.0.0.1") as colleague:
            for number in range(RULES.lockout.network.free + 3):
                await colleague.log_in(login=f"tebakan-{number}", password=WRONG)
            assert (await colleague.log_in()).status_code == 429
        assert (await somebody.log_in()).status_code == 200


async def test_after_100_failures_in_a_row_an_account_opens_to_no_stranger_who_guesses_right(
    deployment: Deployment,
) -> None:
    async with person(deployment) as somebody, elsewhere(somebody) as stranger:
        await came_in(somebody)
        assert await failing(stranger, 100) == 401
        deployment.time.pass_by(days=2)  # that failures were long ago does not make them fewer
        right = await stranger.log_in()
        assert (right.status_code, right.json()["type"]) == (401, "/problems/login_refused")
        deployment.time.pass_by(seconds=30)
        assert (await somebody.log_in()).status_code == 200
        async with deployment.services.pool.connection() as conn:
            assert await accounts.enable(conn, somebody.login)
        deployment.time.pass_by(hours=2)
        assert (await stranger.log_in()).status_code == 200


async def test_a_browser_is_known_for_the_login_that_came_in_there_alone(deployment: Deployment) -> None:
    async with person(deployment) as somebody, person(deployment) as another:
        await came_in(somebody)
        async with elsewhere(another) as stranger:
            await failing(stranger, RULES.lockout.login.free + 2)
        borrowed = Person(deployment, somebody.browser, another.login, another.account, another.secret)
        assert (await borrowed.log_in()).status_code == 429


async def test_what_a_browser_kept_is_neither_made_nor_changed_by_others(deployment: Deployment) -> None:
    async with person(deployment) as somebody, elsewhere(somebody) as stranger:
        await came_in(somebody)
        kept = str(somebody.browser.cookies["__Host-jejak-browser"])
        await failing(stranger, RULES.lockout.login.free + 2)
        for forged in ("", "x", kept[:-4] + "AAAA", kept.swapcase()):
            stranger.browser.cookies.set("__Host-jejak-browser", forged, domain="jejak.test")
            assert (await stranger.log_in()).status_code == 429


async def test_a_browser_that_is_known_closes_for_its_own_failures_and_is_known_no_more_after_20(
    deployment: Deployment,
) -> None:
    async with person(deployment) as somebody:
        await came_in(somebody)
        assert await failing(somebody, RULES.lockout.login.free + 1) == 401
        assert (await somebody.log_in(password=WRONG)).status_code == 429
        await failing(somebody, RULES.lockout.account.of_known)
        async with elsewhere(somebody) as stranger:
            await failing(stranger, RULES.lockout.login.free + 8)
        assert (await somebody.log_in()).status_code == 429


async def test_all_failures_in_a_row_on_an_account_are_100(deployment: Deployment) -> None:
    assert RULES.lockout.account.of_strangers + RULES.lockout.account.of_known == 100
    async with person(deployment) as somebody, elsewhere(somebody) as stranger:
        await came_in(somebody)
        await failing(stranger, RULES.lockout.account.of_strangers)
        deployment.time.pass_by(hours=2)
        assert (await stranger.log_in()).status_code == 401


async def test_of_strangers_at_once_no_more_are_let_in_than_may_fail(deployment: Deployment) -> None:
    async with person(deployment) as somebody, elsewhere(somebody) as stranger:
        attempts = (stranger.log_in(password=WRONG) for _ in range(12))
        statuses = [answer.status_code for answer in await asyncio.gather(*attempts)]
        assert statuses.count(401) == RULES.lockout.login.free + 1
        assert statuses.count(429) == 12 - statuses.count(401)
