"""Who may come in stood in rows that change: that an account had been made, reset or given more, nobody knew.

Only the operator makes and changes them. The data protection officer could not see what the operator did.
"""

from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg
import pytest

from server.auth import accounts, tokens
from server.auth.accounts import Account
from server.auth.codes import new_secret
from tests.server.api.agencies import Caller
from tests.server.api.deployment import Deployment, deployed
from tests.server.auth.conftest import cheap
from tests.server.auth.people import PASSWORD, Person, person
from tests.server.erasure.given import DPO, register_officer

PATH = "/v1/audit/accounts"


@pytest.fixture
async def deployment(database: str, tmp_path: Any) -> AsyncIterator[Deployment]:
    with patch("server.start.account_rules", cheap):
        async with deployed(database, tmp_path / "keys") as found:
            await register_officer(found)
            yield found


async def changes(caller: Caller, of: UUID | None = None) -> list[dict[str, Any]]:
    """Every change that the caller is shown, page by page; of one account or token."""
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = await caller.get(PATH, after=after, limit=3)
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        after = page.json()["next"]
    return [each for each in found if of is None or each["id"] == str(of)]


async def account_of(deployment: Deployment, somebody: Person) -> Account:
    async with deployment.services.pool.connection() as conn:
        found = await accounts.by_login(conn, deployment.services.row_seals, somebody.login)
    assert found is not None
    return found


def by_hand(deployment: Deployment, statement: str) -> None:
    with psycopg.connect(deployment.services.settings.database_url, autocommit=True) as conn:
        conn.execute(statement.encode())


async def test_the_officer_sees_every_change_of_an_account_also_one_by_hand(deployment: Deployment) -> None:
    officer, services = await deployment.caller(DPO, "dpo"), deployment.services
    async with person(deployment, "ngo-ttu") as somebody:
        account = await account_of(deployment, somebody)
        hashed = services.entrance.passwords.hash(PASSWORD)
        sealed = services.entrance.codes.seal(new_secret(), account.account_id)
        async with services.pool.connection() as conn:
            await accounts.reset(conn, services.row_seals, account, hashed, sealed, deployment.time())
            await accounts.disable(conn, somebody.login, deployment.time())
            await accounts.enable(conn, somebody.login)
        by_hand(deployment, f"UPDATE jejak.accounts SET roles = '{{dpo}}' WHERE login = '{somebody.login}'")
        seen = await changes(officer, somebody.account)
        assert [each["change"] for each in seen] == ["made", "reset", "closed", "opened", "altered"]
        assert {each["kind"] for each in seen} == {"account"}
        assert [seen[0]["roles"], seen[-1]["roles"]] == [["reader"], ["dpo"]]
        assert somebody.login not in str(seen)


async def test_a_login_and_a_failure_are_no_change(deployment: Deployment) -> None:
    officer = await deployment.caller(DPO, "dpo")
    async with person(deployment) as somebody:
        await somebody.log_in(password="salah benar sekali")
        assert (await somebody.log_in()).status_code == 200
        assert [each["change"] for each in await changes(officer, somebody.account)] == ["made"]


async def test_the_officer_sees_tokens_made_and_closed(deployment: Deployment) -> None:
    officer, services = await deployment.caller(DPO, "dpo"), deployment.services
    async with services.pool.connection() as conn:
        issued = await tokens.issue(conn, services.row_seals, "lpsk", "reader", deployment.time())
    await services.tokens.revoke(issued.token_id)
    by_hand(deployment, f"UPDATE jejak.tokens SET revoked_at = NULL WHERE token_id = '{issued.token_id}'")
    seen = await changes(officer, issued.token_id)
    assert [each["change"] for each in seen] == ["made", "closed", "opened"]


async def test_an_agencys_own_officer_sees_its_own_changes_alone(deployment: Deployment) -> None:
    own = await deployment.caller("ngo-ttu", "dpo")
    await deployment.caller("rsud-ttu", "reader")
    assert {each["agency"] for each in await changes(own)} == {"ngo-ttu"}


async def test_what_was_changed_cannot_be_taken_back(deployment: Deployment) -> None:
    for statement in (
        "DELETE FROM jejak.account_changes",
        "UPDATE jejak.account_changes SET roles = '{}'",
        "TRUNCATE jejak.account_changes",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            by_hand(deployment, statement)


async def test_who_looked_is_on_record(deployment: Deployment) -> None:
    officer = await deployment.caller(DPO, "dpo")
    await changes(officer, uuid4())
    with psycopg.connect(deployment.services.settings.database_url) as conn:
        reads = conn.execute("SELECT agency FROM jejak.reads WHERE call = 'readAuditAccounts'").fetchall()
    assert (DPO,) in reads
