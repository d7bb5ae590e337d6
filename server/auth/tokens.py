"""Bearer tokens: 256 random bits, stored as SHA-256, one agency and one role each, revocable."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from server.auth.endings import REMEMBERED_SECONDS
from server.auth.principal import Principal, Role
from server.clock import Clock

TOKEN = re.compile(rb"jejak_[A-Za-z0-9_-]{43}")
CACHE_SIZE = 10_000

_SQL = {path.stem: path.read_bytes() for path in Path(__file__).parent.glob("*.sql")}


class Issued(NamedTuple):
    """A new token. Its text is shown this once and stored nowhere."""

    token_id: UUID
    token: str


class TokenRow(NamedTuple):
    """What is kept of a token."""

    token_id: UUID
    agency: str
    role: Role
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class _Known(NamedTuple):
    principal: Principal
    expires_at: datetime | None
    until: float


async def issue(
    conn: AsyncConnection[Any], agency: str, role: Role, now: datetime, expires_at: datetime | None = None
) -> Issued:
    """Makes a token for an agency in a role."""
    issued = Issued(uuid4(), f"jejak_{token_urlsafe(32)}")
    row = {
        "token_id": issued.token_id,
        "agency": agency,
        "role": role,
        "secret_hash": sha256(issued.token.encode()).digest(),
        "issued_at": now,
        "expires_at": expires_at,
    }
    await conn.execute(_SQL["issue_token"], row)
    return issued


async def revoke(conn: AsyncConnection[Any], token_id: UUID, now: datetime) -> bytes | None:
    """Ends a token. Returns its hash, or None when there is no such token in force."""
    cursor = await conn.execute(_SQL["revoke_token"], {"token_id": token_id, "revoked_at": now})
    row = await cursor.fetchone()
    return row[0] if row else None


async def tokens_of(conn: AsyncConnection[Any], agency: str | None = None) -> list[TokenRow]:
    """The tokens of one agency or of all, without anything that would let one be used."""
    cursor = await conn.execute(_SQL["list_tokens"], {"agency": agency})
    return [TokenRow(*row) for row in await cursor.fetchall()]


class Tokens:
    """Answers who calls. Remembers a token for at most `REMEMBERED_SECONDS`."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._monotonic = monotonic
        self._known: dict[bytes, _Known] = {}
        self._asked: dict[bytes, asyncio.Task[_Known | None]] = {}

    async def principal(self, token: bytes) -> Principal | None:
        """Who holds this token; None when it is malformed, unknown, expired or revoked."""
        if not TOKEN.fullmatch(token):
            return None
        digest = sha256(token).digest()
        known = self._known.get(digest)
        if known is None or known.until <= self._monotonic():
            known = await self._asked_once(digest)
        if known is None or (known.expires_at is not None and known.expires_at <= self._clock()):
            return None
        return known.principal

    async def revoke(self, token_id: UUID) -> bool:
        """Ends a token, in this process at once; False when there is no such token in force."""
        async with self._pool.connection() as conn:
            digest = await revoke(conn, token_id, self._clock())
        if digest is None:
            return False
        self._known.pop(digest, None)
        return True

    def forget(self, ended: UUID | None) -> None:
        """Asks anew at the next call of this token, or of every token."""
        kept = {} if ended is None else self._known
        self._known = {digest: known for digest, known in kept.items() if known.principal.token_id != ended}

    async def _asked_once(self, digest: bytes) -> _Known | None:
        """The answer of the database, asked once for all who wait for it: an agency's calls come together."""
        asked = self._asked.get(digest)
        if asked is None:
            asked = self._asked[digest] = asyncio.create_task(self._look_up(digest))
            asked.add_done_callback(lambda _: self._asked.pop(digest, None))
        return await asyncio.shield(asked)

    async def _look_up(self, digest: bytes) -> _Known | None:
        self._known.pop(digest, None)
        async with self._pool.connection() as conn:
            cursor = await conn.execute(_SQL["token_by_hash"], {"secret_hash": digest})
            row = await cursor.fetchone()
        if row is None or not compare_digest(row[3], digest):
            return None
        if len(self._known) >= CACHE_SIZE:
            self._known.clear()
        known = _Known(Principal(*row[:3]), row[4], self._monotonic() + REMEMBERED_SECONDS)
        self._known[digest] = known
        return known
