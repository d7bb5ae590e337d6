"""People at a deployment in tests: with accounts, authenticator apps and browsers of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from server.auth.accounts import NewAccount, add
from server.auth.codes import new_secret, totp
from server.auth.cookies import AT_HOME as AT_HOME_NAME
from server.auth.cookies import BY_TLS as BY_TLS_NAME
from server.auth.principal import Role
from tests.server.api.agencies import PLAIN
from tests.server.api.deployment import Deployment

PASSWORD = "kuda lumping di pasar senin"
BY_TLS, AT_HOME = "https://jejak.test", "http://127.0.0.1:8600"
_numbers = count(1)


@dataclass
class Person:
    """One person with an account and a browser."""

    deployment: Deployment
    browser: httpx.AsyncClient
    login: str
    account: UUID
    secret: bytes
    csrf: str = field(default="", repr=False)

    def code(self, steps: int = 0) -> str:
        """What the app shows now, or so many steps later."""
        return totp(self.secret).generate(int(self.deployment.time().timestamp()) + 30 * steps).decode()

    async def log_in(self, **other: str) -> httpx.Response:
        """With the right password and code, or with others."""
        typed = {"login": self.login, "password": PASSWORD, "code": self.code()} | other
        answer = await self.browser.post("/v1/session", json=typed)
        if answer.status_code == 200:
            self.csrf = answer.json()["csrf"]
        return answer

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.browser.get(path, headers=headers)

    async def publish(self, content: Any, **headers: str) -> httpx.Response:
        """Posts an event with the session's csrf, unless other headers say otherwise."""
        sent = {"content-type": PLAIN, "Jejak-Csrf": self.csrf} | headers
        return await self.browser.post("/v1/events", content=msgspec.json.encode(content), headers=sent)

    @property
    def cookie(self) -> str:
        """The cookie of the session, as a thief copies it."""
        (found,) = (each for each in self.browser.cookies.jar if each.name in (BY_TLS_NAME, AT_HOME_NAME))
        return f"{found.name}={found.value}"

    async def log_out(self) -> httpx.Response:
        return await self.browser.delete("/v1/session", headers={"Jejak-Csrf": self.csrf})


@asynccontextmanager
async def person(
    deployment: Deployment, agency: str = "uptdppa-ttu", *roles: Role, base: str = BY_TLS
) -> AsyncIterator[Person]:
    """A person of an agency, not logged in yet; a reader unless other roles are named."""
    entrance, account, secret = deployment.services.entrance, uuid4(), new_secret()
    login = f"petugas-{next(_numbers)}"
    new = NewAccount(
        account_id=account,
        login=login,
        agency=agency,
        roles=list(roles) or ["reader"],
        password_hash=entrance.passwords.hash(PASSWORD),
        code_secret=entrance.codes.seal(secret, account),
        issuer=None,
        issuer_subject=None,
        created_at=deployment.time(),
    )
    async with deployment.services.pool.connection() as conn:
        assert await add(conn, deployment.services.row_seals, new)
    transport = httpx.ASGITransport(app=deployment.app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=base) as browser:
        yield Person(deployment, browser, login, account, secret)
