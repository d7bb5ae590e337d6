"""Who logged in while an account was given a new password was let in by the old one, or stayed in.

The account was read, then hashed for a while, then believed; and the sessions to end were those that there
were when the change began to wait for the row.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from psycopg import AsyncConnection

from server.auth import accounts
from server.auth.accounts import Account
from server.auth.codes import new_secret
from server.database import connect
from tests.server.api.deployment import Deployment, deployed
from tests.server.auth.conftest import cheap
from tests.server.auth.people import Person, person

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
LOCKED = "SELECT FROM jejak.accounts WHERE account_id = %s FOR UPDATE"


@pytest.fixture
async def deployment(database: str, tmp_path: Path) -> AsyncIterator[Deployment]:
    with patch("server.start.account_rules", cheap):
        async with deployed(database, tmp_path / "keys") as found:
            yield found


async def until_somebody_waits(database: str, many: int) -> None:
    """Until so many statements wait for a lock."""
    async with asyncio.timeout(10), await AsyncConnection.connect(database, autocommit=True) as conn:
        while await (await conn.execute(WAITING)).fetchone() != (many,):  # type: ignore[arg-type]
            await asyncio.sleep(0.02)


async def account_of(deployment: Deployment, somebody: Person) -> Account:
    async with deployment.services.pool.connection() as conn:
        found = await accounts.by_login(conn, deployment.services.row_seals, somebody.login)
    assert found is not None
    return found


async def reset(deployment: Deployment, conn: AsyncConnection, account: Account) -> bool:
    """As `jejak account reset` does it."""
    entrance = deployment.services.entrance
    hashed, secret = entrance.passwords.hash("kerbau di sawah hijau"), new_secret()
    sealed = entrance.codes.seal(secret, account.account_id)
    return await accounts.reset(
        conn, deployment.services.row_seals, account, hashed, sealed, deployment.time()
    )


def open_sessions(database: str) -> int:
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT count(*) FROM jejak.sessions WHERE revoked_at IS NULL").fetchone()
    assert row is not None
    return int(row[0])


async def test_the_old_password_opens_nothing_once_there_is_a_new_one(
    deployment: Deployment, database: str
) -> None:
    async with person(deployment) as somebody, await connect(database) as operator:
        account = await account_of(deployment, somebody)
        async with operator.transaction():
            await operator.execute(LOCKED, [account.account_id])
            login = asyncio.create_task(somebody.log_in())
            await until_somebody_waits(database, 1)  # with a password that was right when it was asked for
            assert await reset(deployment, operator, account)
        assert (await login).status_code == 401
        assert open_sessions(database) == 0


@pytest.mark.parametrize("change", ["reset", "disable"])
async def test_a_session_that_is_opened_while_the_account_is_changed_ends_with_the_others(
    deployment: Deployment, database: str, change: str
) -> None:
    async with person(deployment) as somebody, await connect(database) as other:
        account = await account_of(deployment, somebody)
        async with await connect(database) as operator:
            async with other.transaction():
                await other.execute(LOCKED, [account.account_id])
                if change == "reset":
                    changing = asyncio.create_task(reset(deployment, operator, account))
                else:
                    disabled = accounts.disable(operator, somebody.login, deployment.time())
                    changing = asyncio.create_task(disabled)
                await until_somebody_waits(database, 1)
                opening = asyncio.create_task(deployment.services.entrance.sessions.open(account))
                await asyncio.wait([opening], timeout=0.5)
            assert await changing
        await opening
        assert open_sessions(database) == 0
