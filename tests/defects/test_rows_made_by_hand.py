"""Whoever holds the database alone let himself in: by a token or session of his own making, or by what an
account may do, written into its row. The server then read to him what is sealed."""

from collections.abc import AsyncIterator
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest

from tests.server.api.agencies import Caller
from tests.server.api.deployment import Deployment, deployed
from tests.server.api.feeds import fields
from tests.server.auth.conftest import cheap
from tests.server.auth.people import PASSWORD, person

NAME = "Kanari Satu"
NEVER = "2999-01-01"


@pytest.fixture
async def deployment(database: str, tmp_path: Any) -> AsyncIterator[Deployment]:
    with patch("server.start.account_rules", cheap):
        async with deployed(database, tmp_path / "keys") as found:
            yield found


def write(deployment: Deployment, statement: str, *values: Any) -> None:
    """As one whom nothing in the database stops."""
    with psycopg.connect(deployment.services.settings.database_url, autocommit=True) as conn:
        conn.execute(statement.encode(), values)
    deployment.services.tokens.forget(None)
    deployment.services.entrance.sessions.forget(None)


async def test_a_token_that_is_written_into_the_database_opens_nothing(deployment: Deployment) -> None:
    await deployment.open_case()
    await deployment.settled()
    token = f"jejak_{token_urlsafe(32)}"
    made = (
        "INSERT INTO jejak.tokens (token_id, agency, role, secret_hash, issued_at) "
        "VALUES (%s, %s, %s, %s, now())"
    )
    write(deployment, made, uuid4(), "uptdppa-ttu", "reader", sha256(token.encode()).digest())
    thief = Caller(deployment.http, token)
    notice = {"version": deployment.services.rules.notice.version}
    await thief.post_to("/v1/notices/confidentiality/acknowledgement", notice)
    feed = await thief.get("/v1/feed", limit=500)
    told = [row for row in feed.json().get("items", ()) if "event" in row]
    shown = [value for row in told for value in fields(row).values()]
    assert (feed.status_code, NAME in shown) == (401, False)


@pytest.mark.parametrize("column", ["agency = 'uptdppa-ttu'", "role = 'dpo'", f"expires_at = '{NEVER}'"])
async def test_a_token_that_is_given_more_in_the_database_opens_nothing(
    deployment: Deployment, column: str
) -> None:
    caller = await deployment.caller("ngo-ttu", "reader")
    assert (await caller.get("/v1/cases")).status_code == 200
    write(deployment, f"UPDATE jejak.tokens SET {column} WHERE agency = 'ngo-ttu'")
    assert (await caller.get("/v1/cases")).status_code == 401


async def test_a_session_that_is_written_into_the_database_opens_nothing(deployment: Deployment) -> None:
    secret = token_urlsafe(32)
    async with person(deployment) as somebody:
        made = (
            "INSERT INTO jejak.sessions "
            "(session_id, account_id, secret_hash, opened_at, seen_at, expires_at) "
            "VALUES (%s, %s, %s, %s, %s, %s)"
        )
        now = deployment.time()
        write(deployment, made, uuid4(), somebody.account, sha256(secret.encode()).digest(), now, now, NEVER)
        stolen = {"cookie": f"__Host-jejak={secret}"}
        assert (await somebody.get("/v1/session", **stolen)).status_code == 401


CHANGES = [
    "agency = 'polres-ttu'",
    "roles = '{reader,dpo}'",
    "issuer = 'https://id.example', issuer_subject = 'me'",
]


@pytest.mark.parametrize("column", CHANGES)
async def test_an_account_that_is_given_more_in_the_database_opens_nothing(
    deployment: Deployment, column: str
) -> None:
    async with person(deployment, "ngo-ttu") as somebody:
        assert (await somebody.log_in()).status_code == 200
        write(deployment, f"UPDATE jejak.accounts SET {column} WHERE login = '{somebody.login}'")
        assert (await somebody.get("/v1/session")).status_code == 401
        deployment.time.pass_by(seconds=30)
        assert (await somebody.log_in()).status_code == 401


async def test_a_password_that_is_written_into_the_database_opens_nothing(deployment: Deployment) -> None:
    known = deployment.services.entrance.passwords.hash("sandi yang ditanam")
    async with person(deployment) as somebody:
        write(deployment, "UPDATE jejak.accounts SET password_hash = %s", known)
        assert (await somebody.log_in(password="sandi yang ditanam")).status_code == 401
        deployment.time.pass_by(seconds=30)
        assert (await somebody.log_in(password=PASSWORD)).status_code == 401
