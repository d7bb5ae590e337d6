"""The task of a server process that puts on record what rules find (DESIGN section 5).

One process of a deployment does it, by an advisory lock that ends with the connection; candidates are looked
for on that very connection, so who has lost the lock finds none. Should two ever be at it at once, each cause
has one id, and the log takes an id once.
"""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from psycopg import AsyncConnection

from domain.body import Signer
from domain.keys import kid_of
from server.clockwork.round import Turn
from server.clockwork.rules import all_rules
from server.database import connect
from server.services import Services
from server.tasks import end

log = structlog.get_logger()

LEAD = "SELECT pg_try_advisory_lock(hashtextextended('jejak.clockwork', 0))"
REST = 1.0  # seconds between two rounds, and between two attempts to lead
LONGEST_PAUSE = 30.0  # seconds after repeated failures
SHARE = 9  # rests that many times as long as a round took: the processor is for those who publish


class Clockwork:
    """Runs the rules while it leads."""

    def __init__(self, services: Services) -> None:
        self.leads = False
        self._services = services
        self._rules = all_rules(services.rules)
        self._failures = 0
        self._task: asyncio.Task[None] | None = None

    def start(self, after: asyncio.Event | None = None) -> None:
        """Begins, in the background; not before `after` is set."""
        self._task = asyncio.create_task(self._supervise(after), name="clockwork")

    async def stop(self) -> None:
        """Ends; what is being published is published first."""
        if self._task is not None:
            await end(self._task)

    async def run_once(self, now: datetime) -> int | None:
        """One round of all rules as of `now`: how much was recorded; None where another leads.

        Raises psycopg.Error where the database does not answer.
        """
        async with await connect(self._services.settings.database_url) as conn:
            return await self.round(conn, now) if await _taken(conn) else None

    async def round(self, conn: AsyncConnection[Any], now: datetime) -> int:
        """One round on a connection that holds the lock. A rule that fails stops no other."""
        signer = self._signer()
        if signer is None:
            return 0
        await self._services.directory.reload()
        turn, recorded = Turn(conn, now, self._services, signer), 0
        for rule in self._rules:
            try:
                recorded += await rule.run(turn)
            except Exception as error:
                if conn.closed:
                    raise
                log.error("clockwork rule failed", rule=rule.name, exc_info=error)
        return recorded

    def _signer(self) -> Signer | None:
        """The deployment's own key; None before it is founded, when there is nothing to put on record."""
        host = self._services.settings.deployment_agency
        key = self._services.keys.find("agency", host)
        return key.signer(kid_of(host, key.public)) if key else None

    async def _supervise(self, after: asyncio.Event | None) -> None:
        if after is not None:
            await after.wait()
        while True:
            try:
                await self._session()
            except Exception as error:
                self._failures += 1
                log.error("clockwork stopped", exc_info=error, failures=self._failures)
            self.leads = False
            await asyncio.sleep(min(LONGEST_PAUSE, REST * 2 ** min(self._failures, 10)))

    async def _session(self) -> None:
        async with await connect(self._services.settings.database_url) as conn:
            while True:
                self.leads = self.leads or await _taken(conn)
                began = asyncio.get_running_loop().time()
                if self.leads:
                    await self.round(conn, self._services.clock())
                self._failures = 0
                spent = asyncio.get_running_loop().time() - began
                await asyncio.sleep(max(REST, spent * SHARE))


async def _taken(conn: AsyncConnection[Any]) -> bool:
    return await (await conn.execute(LEAD)).fetchone() == (True,)
