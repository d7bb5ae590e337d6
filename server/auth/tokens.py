"""Bearer tokens: 256 random bits, stored as SHA-256, one agency and one role each, revocable."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from server.auth.principal import Principal, Role
from server.auth.remembered import Remembered
from server.auth.row_seals import RowSeals, vouched
from server.auth.statements import statement
from server.clock import Clock

TOKEN = re.compile(rb"jejak_[A-Za-z0-9_-]{43}")


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


async def issue(
    conn: AsyncConnection[Any],
    seals: RowSeals,
    agency: str,
    role: Role,
    now: datetime,
    expires_at: datetime | None = None,
) -> Issued:
    """Makes a token for an agency in a role.

    Without `expires_at` it never ends by itself: for a demo, whose scenarios play over years.
    """
    issued = Issued(uuid4(), f"jejak_{token_urlsafe(32)}")
    digest = sha256(issued.token.encode()).digest()
    row = {
        "token_id": issued.token_id,
        "agency": agency,
        "role": role,
        "secret_hash": digest,
        "issued_at": now,
        "expires_at": expires_at,
        "seal": seals.token(issued.token_id, agency, role, digest, expires_at),
    }
    await conn.execute(statement("issue_token"), row)
    return issued


async def revoke(conn: AsyncConnection[Any], token_id: UUID, now: datetime) -> bytes | None:
    """Ends a token. Returns its hash, or None when there is no such token in force."""
    cursor = await conn.execute(statement("revoke_token"), {"token_id": token_id, "revoked_at": now})
    row = await cursor.fetchone()
    return row[0] if row else None


async def tokens_of(conn: AsyncConnection[Any], agency: str | None = None) -> list[TokenRow]:
    """The tokens of one agency or of all, without anything that would let one be used."""
    cursor = await conn.execute(statement("list_tokens"), {"agency": agency})
    return [TokenRow(*row) for row in await cursor.fetchall()]


class Tokens:
    """Answers who calls by token. Remembers what it was told for a moment (server/auth/remembered.py)."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        clock: Clock,
        seals: RowSeals,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._seals = seals
        self._known = Remembered(self._look_up, lambda known: known.principal.token_id, monotonic)

    async def principal(self, token: bytes) -> Principal | None:
        """Who holds this token; None when it is malformed, unknown, expired, revoked, or was written into the
        database by hand."""
        if not TOKEN.fullmatch(token):
            return None
        known = await self._known.find(sha256(token).digest())
        if known is None or (known.expires_at is not None and known.expires_at <= self._clock()):
            return None
        return known.principal

    async def revoke(self, token_id: UUID) -> bool:
        """Ends a token, in this process at once; False when there is no such token in force."""
        async with self._pool.connection() as conn:
            digest = await revoke(conn, token_id, self._clock())
        self.forget(token_id)
        return digest is not None

    def forget(self, ended: UUID | None) -> None:
        """Asks anew at the next call of this token, or of every token."""
        self._known.forget(ended)

    async def _look_up(self, digest: bytes) -> _Known | None:
        async with self._pool.connection() as conn:
            cursor = await conn.execute(statement("token_by_hash"), {"secret_hash": digest})
            row = await cursor.fetchone()
        if row is None or not compare_digest(row[3], digest):
            return None
        *said, seal = row
        return _Known(Principal(*row[:3]), row[4]) if vouched(seal, self._seals.token(*said)) else None
