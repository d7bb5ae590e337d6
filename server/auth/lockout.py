"""Failed logins close the door, for longer each time: for one login, and for all logins from one network.

An attempt counts as failed from its beginning until it has succeeded: a hundred at once are a hundred.
A login that nobody has closes like one that somebody has.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

from psycopg import AsyncConnection, Rollback
from psycopg_pool import AsyncConnectionPool

from server.auth.rules import Lockout, LockoutRule, closed_for
from server.auth.statements import statement


class Door:
    """Before the logins of a deployment. `key`: keys the hashes under which failures are counted."""

    def __init__(self, pool: AsyncConnectionPool[Any], rules: Lockout, key: bytes) -> None:
        self._pool = pool
        self._rules = rules
        self._key = key

    async def closed(self, login: str, network: str, now: datetime) -> timedelta | None:
        """Begins an attempt: None where it may be made, else how long the door stays closed.

        An attempt at a closed door is not counted. The row of the network is locked before that of the login,
        so no two attempts wait for each other.
        """
        wait = None
        async with self._pool.connection() as conn, conn.transaction() as attempt:
            for rule, who in self._both(login, network):
                wait = await _count(conn, rule, who, now)
                if wait is not None:
                    raise Rollback(attempt)
        return wait

    async def passed(self, login: str, network: str, now: datetime) -> None:
        """The attempt has succeeded: the login's failures are forgotten, the network's are one less.

        So is what has been forgiven by time, whoever failed: nothing of it is kept.
        """
        (_, of_network), (_, of_login) = self._both(login, network)
        hours = max(self._rules.login.forgotten_hours, self._rules.network.forgotten_hours)
        forgotten = {"who": of_login, "forgotten_before": now - timedelta(hours=hours)}
        async with self._pool.connection() as conn:
            await conn.execute(statement("take_back_attempt"), {"who": of_network, "now": now})
            await conn.execute(statement("forget_failures"), forgotten)

    def _both(self, login: str, network: str) -> tuple[tuple[LockoutRule, bytes], tuple[LockoutRule, bytes]]:
        return (
            (self._rules.network, self._hash("network", network)),
            (self._rules.login, self._hash("login", login)),
        )

    def _hash(self, kind: str, who: str) -> bytes:
        return hmac.digest(self._key, f"{kind}\0{who}".encode(), "sha256")


async def _count(
    conn: AsyncConnection[Any], rule: LockoutRule, who: bytes, now: datetime
) -> timedelta | None:
    """One more failure of this login or network, or how long none may be made."""
    forgotten = now - timedelta(hours=rule.forgotten_hours)
    counted = {"who": who, "now": now, "forgotten_before": forgotten}
    row = await (await conn.execute(statement("begin_attempt"), counted)).fetchone()
    if row is None:
        found = await (await conn.execute(statement("closed_until"), {"who": who})).fetchone()
        return found[0] - now if found else timedelta(seconds=1)
    until = now + closed_for(rule, row[0])
    await conn.execute(statement("close_door"), {"who": who, "closed_until": until})
    return None
