"""Logging in: password and one-time code, with one answer and one duration for all that can be wrong."""

import asyncio
from datetime import timedelta
from math import ceil
from typing import Any, NamedTuple

from psycopg_pool import AsyncConnectionPool

from domain.problems import Refusal
from server.api.problems import ProblemError
from server.auth import accounts
from server.auth.accounts import Account
from server.auth.browsers import KnownBrowsers
from server.auth.codes import CodeSecrets, new_secret, step_of
from server.auth.lockout import Door
from server.auth.passwords import Passwords, WeakPassword
from server.auth.row_seals import RowSeals
from server.auth.sessions import Opened, Session, Sessions
from server.clock import Clock


class Credentials(NamedTuple):
    """What a person types in, and what the browser kept of the last time (server/auth/browsers.py)."""

    login: str
    password: str
    code: str
    kept: str | None = None


class LoggedIn(NamedTuple):
    """A session of an account; `kept`: by what its browser is known from now on."""

    account: Account
    opened: Opened
    kept: str


class Logins:
    """Opens sessions for those who know password and code. One a process."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        clock: Clock,
        door: Door,
        browsers: KnownBrowsers,
        passwords: Passwords,
        codes: CodeSecrets,
        sessions: Sessions,
        seals: RowSeals,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._door = door
        self._browsers = browsers
        self._passwords = passwords
        self._codes = codes
        self._sessions = sessions
        self._seals = seals

    async def log_in(self, given: Credentials, network: str) -> LoggedIn:
        """A new session. Raises ProblemError as `_admitted` does."""
        account = await self._admitted(given, network)
        opened = await self._sessions.open(account)
        if opened is None:
            raise ProblemError(login_refused())
        now = self._clock()
        browser = self._browsers.known(given.kept, account.login, now)
        return LoggedIn(account, opened, self._browsers.cookie(browser, account.login, now))

    async def change_password(self, session: Session, given: Credentials, new: str, network: str) -> None:
        """Gives the account of a session a new password; its other sessions end.

        Who found a desk unlocked must know password and code. Raises ProblemError: as `_admitted` does, and
        `invalid_parameter` for a password that does not hold to the rule.
        """
        try:
            self._passwords.check(new, session.login)
        except WeakPassword as error:
            raise ProblemError(Refusal("invalid_parameter", str(error), "new", 400)) from None
        account = await self._admitted(given._replace(login=session.login), network)
        hashed = await asyncio.to_thread(self._passwords.hash, new)
        async with self._pool.connection() as conn:
            account = await accounts.by_login(conn, self._seals, session.login) or account
            kept, now = session.session_id, self._clock()
            if not await accounts.change_password(conn, self._seals, account, hashed, kept, now):
                raise ProblemError(login_refused())

    async def _admitted(self, given: Credentials, network: str) -> Account:
        """The account, where everything is right.

        Raises ProblemError: `too_many_requests` while the door is closed, else `login_refused`, which says
        nothing of what was wrong, or whether there is such a login.
        """
        login, now = given.login.strip().lower(), self._clock()
        browser = self._browsers.known(given.kept, login, now)
        attempt = await self._door.begin(login, network, browser, now)
        if attempt.wait is not None:
            raise closed(attempt.wait)
        account = await self._right(login, given, attempt.known)
        if account is None:
            raise ProblemError(login_refused())
        await self._door.passed(login, network, browser if attempt.known else None, self._clock())
        return account

    async def _right(self, login: str, given: Credentials, known: bool) -> Account | None:
        """The account, where everything is right. Every step is taken whatever the one before it found."""
        async with self._pool.connection() as conn:
            account = await accounts.by_login(conn, self._seals, login)
        hashed = account.password_hash if account else None
        matches = await self._passwords.verify(hashed, given.password)
        step = step_of(self._secret(account), given.code, self._clock())
        if account is None or not matches or step is None or not (known or self._door.trusts(account)):
            return None
        async with self._pool.connection() as conn:
            if not await accounts.use_code(conn, account, step):
                return None
        return await self._renewed(account, given.password)

    def _secret(self, account: Account | None) -> bytes:
        if account is None or account.code_secret is None:
            return new_secret()
        return self._codes.open(account.code_secret, account.account_id)

    async def _renewed(self, account: Account, password: str) -> Account:
        """The account with its password hashed anew where the parameters have changed since."""
        old = account.password_hash
        if old is None or not self._passwords.outdated(old):
            return account
        new = await asyncio.to_thread(self._passwords.hash, password)
        async with self._pool.connection() as conn:
            return await accounts.keep_password(conn, self._seals, account, new)


def login_refused() -> Refusal:
    """The one answer to everything that can be wrong with a login."""
    return Refusal("login_refused", "Login, password and code do not open a session.", None, 401)


def closed(wait: timedelta) -> ProblemError:
    """The door is closed for so long."""
    seconds = max(1, ceil(wait.total_seconds()))
    rule = "Too many logins have failed; the header Retry-After says when to try again."
    return ProblemError(Refusal("too_many_requests", rule, None, 429), {"Retry-After": str(seconds)})
