"""Sessions of people: 256 random bits in a cookie, stored as SHA-256, ended by rest, by age or at once."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg_pool import AsyncConnectionPool

from domain import base64url
from server.auth.accounts import Account, seal_of
from server.auth.principal import Principal, Role
from server.auth.remembered import Remembered
from server.auth.row_seals import RowSeals, vouched
from server.auth.rules import SessionRule
from server.auth.statements import statement
from server.clock import Clock

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
SEEN_EVERY = timedelta(minutes=1)  # use is noted no more often


class Opened(NamedTuple):
    """A new session. Its secret goes into the cookie and is stored nowhere."""

    session_id: UUID
    secret: str
    expires_at: datetime


class Session(NamedTuple):
    """Who acts, at which agency, in one of which roles."""

    session_id: UUID
    account_id: UUID
    login: str
    agency: str
    roles: list[Role]
    seen_at: datetime
    expires_at: datetime

    def acting(self, role: Role) -> Principal:
        """The person in one role."""
        return Principal(self.session_id, self.agency, role, self.account_id)


class Sessions:
    """Opens, finds and ends sessions. One a process."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        clock: Clock,
        rule: SessionRule,
        seals: RowSeals,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._rule = rule
        self._seals = seals
        self._known = Remembered(self._look_up, lambda known: known.session_id, monotonic)

    async def open(self, account: Account) -> Opened | None:
        """A session of this account, from now on; None where it was changed or closed since it was read."""
        now = self._clock()
        opened = Opened(uuid4(), token_urlsafe(32), now + self._rule.longest)
        digest = _hash(opened.secret)
        row = {
            "session_id": opened.session_id,
            "account_id": account.account_id,
            "account_seal": account.seal,
            "secret_hash": digest,
            "now": now,
            "expires_at": opened.expires_at,
            "seal": self._seals.session(opened.session_id, account.account_id, digest, opened.expires_at),
        }
        async with self._pool.connection() as conn:
            found = await (await conn.execute(statement("open_session"), row)).fetchone()
        return opened if found else None

    async def find(self, secret: str, *, used: bool = True) -> Session | None:
        """The session in force under this secret. `used`: somebody does something, which prolongs it."""
        if not SECRET.fullmatch(secret):
            return None
        found, now = await self._known.find(_hash(secret)), self._clock()
        if found is None or now >= found.expires_at or now >= found.seen_at + self._rule.idle:
            return None
        if used and now >= found.seen_at + SEEN_EVERY:
            async with self._pool.connection() as conn:
                await conn.execute(statement("see_session"), {"session_id": found.session_id, "now": now})
            self.forget(found.session_id)
        return found

    async def end(self, session_id: UUID) -> None:
        """Ends a session: here at once, in the other processes as soon as they hear of it."""
        async with self._pool.connection() as conn:
            await conn.execute(statement("end_session"), {"session_id": session_id, "now": self._clock()})
        self.forget(session_id)

    def forget(self, ended: UUID | None) -> None:
        """Asks anew at the next call of this session, or of every session."""
        self._known.forget(ended)

    async def _look_up(self, digest: bytes) -> Session | None:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(statement("session_by_hash"), {"secret_hash": digest})).fetchone()
        if row is None:
            return None
        session_id, seen_at, expires_at, kept_hash, seal, *rest = row
        account = Account(*rest)
        ours = self._seals.session(session_id, account.account_id, kept_hash, expires_at)
        if not (compare_digest(kept_hash, digest) and vouched(seal, ours)):
            return None
        if not vouched(account.seal, seal_of(self._seals, account)):
            return None
        of_account = account.account_id, account.login, account.agency, account.roles
        return Session(session_id, *of_account, seen_at, expires_at)


def csrf_of(secret: str) -> str:
    """What a page of ours sends beside the cookie: it follows from the cookie, which no other site reads."""
    return base64url.encode(sha256(b"jejak/csrf/v1\0" + secret.encode()).digest())


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
