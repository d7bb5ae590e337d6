"""Failed logins close the door, for longer each time: for one login, and for all logins from one network.

An attempt counts as failed from its beginning until it has succeeded: a hundred at once are a hundred.
A login that nobody has closes like one that somebody has. A browser in which the login came in before has a
door of its own, which nobody else's failures close.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, Rollback
from psycopg_pool import AsyncConnectionPool

from server.auth.accounts import Account
from server.auth.rules import Lockout, LockoutRule, closed_for
from server.auth.statements import statement


class Attempt(NamedTuple):
    """`wait`: for how long the door stays closed, None where the attempt may be made; `known`: whether it is
    made in a browser that is known."""

    wait: timedelta | None
    known: bool


class Door:
    """Before the logins of a deployment. `key`: keys the hashes under which failures are counted."""

    def __init__(self, pool: AsyncConnectionPool[Any], rules: Lockout, key: bytes) -> None:
        self._pool = pool
        self._rules = rules
        self._key = key

    async def begin(self, login: str, network: str, browser: UUID | None, now: datetime) -> Attempt:
        """Begins an attempt, where the door is open. `browser`: where it is one in which the login came in.

        An attempt at a closed door is not counted. The row of the network is locked before that of the login,
        and the account's last, so no two attempts wait for each other.
        """
        wait, known = None, False
        async with self._pool.connection() as conn, conn.transaction() as attempt:
            if browser is not None:
                known = await self._counted_as_known(conn, login)
            for rule, who in self._doors(login, network, browser if known else None):
                wait = await _count(conn, rule, who, now)
                if wait is not None:
                    raise Rollback(attempt)
            if not known:
                await conn.execute(statement("count_stranger"), {"login": login})
        return Attempt(wait, known)

    async def passed(self, login: str, network: str, browser: UUID | None, now: datetime) -> None:
        """The attempt has succeeded, as a stranger's or in a browser that was taken for known: the failures
        of that door are forgotten, those of a stranger's network are one less.

        So is what has been forgiven by time, whoever failed: nothing of it is kept.
        """
        doors = self._doors(login, network, browser)
        hours = max(self._rules.login.forgotten_hours, self._rules.network.forgotten_hours)
        forgotten = {"who": doors[-1][1], "forgotten_before": now - timedelta(hours=hours)}
        async with self._pool.connection() as conn:
            for _, of_network in doors[:-1]:
                await conn.execute(statement("take_back_attempt"), {"who": of_network, "now": now})
            await conn.execute(statement("forget_failures"), forgotten)
            whose = "forget_strangers" if browser is None else "forget_known"
            await conn.execute(statement(whose), {"login": login})

    def trusts(self, account: Account) -> bool:
        """Whether strangers may still come in: not after too many failures in a row, this attempt among them.

        Then what is right is answered like what is wrong, so that nobody learns it; the operator helps.
        """
        return account.failures_of_strangers <= self._rules.account.of_strangers

    async def _counted_as_known(self, conn: AsyncConnection[Any], login: str) -> bool:
        """Counts a failure of the browsers that are known; False where there were too many: none is then."""
        counted = {"login": login, "most": self._rules.account.of_known}
        return await (await conn.execute(statement("count_known"), counted)).fetchone() is not None

    def _doors(self, login: str, network: str, browser: UUID | None) -> tuple[tuple[LockoutRule, bytes], ...]:
        if browser is not None:
            return ((self._rules.login, self._hash("browser", str(browser))),)
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
