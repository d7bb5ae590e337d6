"""Seals on the rows that let somebody in: whoever holds the database alone can write none that counts.

A seal is an HMAC over what the row says, under a key outside the database. It does not tell a row that was
taken back to what it once was: a revoked token in force again, a closed account open again.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from server.auth.statements import statement
from server.evidence.keystore import KeyStore

KEY = "rows"
LABEL = "jejak/row/v1"


class RowSeals:
    """Seals rows and tells those that it sealed. `key`: 32 random bytes of the deployment."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(
        self, token_id: UUID, agency: str, role: str, secret_hash: bytes, expires_at: datetime | None
    ) -> bytes:
        """The seal of a token: who bears it, until when."""
        return self._seal("token", token_id, agency, role, secret_hash, _utc(expires_at))

    def session(self, session_id: UUID, account_id: UUID, secret_hash: bytes, expires_at: datetime) -> bytes:
        """The seal of a session: whose it is, until when."""
        return self._seal("session", session_id, account_id, secret_hash, _utc(expires_at))

    def account(
        self,
        account_id: UUID,
        login: str,
        agency: str,
        roles: Sequence[str],
        password_hash: str | None,
        code_secret: bytes | None,
        issuer: str | None,
        issuer_subject: str | None,
    ) -> bytes:
        """The seal of an account: who it is, what it may do, and by what it comes in."""
        comes_in_by = password_hash, code_secret, issuer, issuer_subject
        return self._seal("account", account_id, login, agency, list(roles), *comes_in_by)

    def _seal(self, kind: str, *said: Any) -> bytes:
        return hmac.digest(self._key, msgspec.json.encode((LABEL, kind, *said)), "sha256")


def vouched(kept: bytes | None, seal: bytes) -> bool:
    """Whether the seal kept with a row is the one that it must bear. One that is not, is told in the log."""
    if kept is not None and hmac.compare_digest(kept, seal):
        return True
    structlog.get_logger().error("a row that lets somebody in does not bear our seal")
    return False


async def open_row_seals(keys: KeyStore, pool: AsyncConnectionPool[Any]) -> RowSeals:
    """With the deployment's key: made while no row bears a seal, required ever after. Where it is made, the
    tokens and accounts of before are sealed as they stand; sessions of before end.

    Raises KeyFileError naming the file that is missing.
    """
    async with pool.connection() as conn, conn.transaction():
        row = await (await conn.execute(statement("any_sealed"))).fetchone()
        if row == (False,) and not keys.has_secret(KEY):
            keys.make_secret(KEY)
            await _seal_all(conn, RowSeals(keys.secret(KEY)))
    return RowSeals(keys.secret(KEY))


async def _seal_all(conn: AsyncConnection[Any], seals: RowSeals) -> None:
    for kind, seal in (("tokens", seals.token), ("accounts", seals.account)):
        rows = await (await conn.execute(statement(f"{kind}_as_they_stand"))).fetchall()
        sealed = [{"id": row[0], "seal": seal(*row)} for row in rows]
        await conn.cursor().executemany(statement(f"seal_{kind}"), sealed)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment is not None else None
