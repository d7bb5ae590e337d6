"""The task of a server process that asks the witnesses to cosign what was sealed.

Each witness is asked for itself, at a bounded pace: one that is slow, gone or dishonest holds up nobody, and
nothing is recorded or sealed any later. One process of a deployment asks, by an advisory lock that ends with
the connection; should two ever do, the witnesses cosign one checkpoint twice.
"""

import asyncio
from typing import Any

import httpx
import structlog
from jejak_client.tlog.note import Signature
from jejak_client.tlog.submission import Submission
from psycopg import AsyncConnection

from server.database import connect
from server.evidence.cosignatures import keep_cosignature, last_cosigned, moment_of, note_final
from server.evidence.logs import LOGS
from server.evidence.outside import Held
from server.evidence.policy import policy_now
from server.evidence.proofs import consistency
from server.evidence.seats import Seat
from server.evidence.serving import newest_of
from server.evidence.tree import Signed
from server.evidence.witness_calls import (
    ANSWER_SECONDS,
    Distrusted,
    StandsElsewhere,
    Unavailable,
    ask,
    held_outside,
)
from server.metrics import WITNESS_ANSWERS
from server.services import Services
from server.tasks import end

log = structlog.get_logger()

LEAD = "SELECT pg_try_advisory_lock(hashtextextended('jejak.witnessing', 0))"
POLL = 1.0  # seconds between two looks for a new checkpoint
LONGEST_PAUSE = 30.0  # seconds after repeated failures


class Witnessing:
    """Asks while it leads. `transport` takes the place of the network in tests."""

    def __init__(self, services: Services, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.leads = False
        self._services = services
        self._transport = transport
        self._seats: dict[tuple[str, str], Seat] = {}
        self._failures = 0
        self._task: asyncio.Task[None] | None = None

    def start(self, after: asyncio.Event | None = None) -> None:
        """Begins, in the background; not before `after` is set."""
        self._task = asyncio.create_task(self._supervise(after), name="witnessing")

    async def stop(self) -> None:
        """Ends, requests that are under way included."""
        for task in (self._task, *(seat.task for seat in self._seats.values())):
            if task is not None:
                await end(task)

    async def run_once(self) -> None:
        """One look, and every request that it leads to until it has ended. Raises psycopg.Error."""
        async with await connect(self._services.settings.database_url) as conn, self._client() as http:
            await self._look(conn, http)
            await asyncio.gather(*(seat.task for seat in self._seats.values() if seat.task is not None))

    async def _supervise(self, after: asyncio.Event | None) -> None:
        if after is not None:
            await after.wait()
        while True:
            try:
                await self._session()
            except Exception as error:
                self._failures += 1
                log.error("witnessing stopped", exc_info=error, failures=self._failures)
            self.leads = False
            await asyncio.sleep(min(LONGEST_PAUSE, POLL * 2 ** min(self._failures, 10)))

    async def _session(self) -> None:
        async with await connect(self._services.settings.database_url) as conn, self._client() as http:
            while True:
                self.leads = self.leads or await _taken(conn)
                if self.leads:
                    await self._look(conn, http)
                self._failures = 0
                await asyncio.sleep(POLL)

    async def _look(self, conn: AsyncConnection[Any], http: httpx.AsyncClient) -> None:
        """Sets on whoever has not cosigned the newest checkpoint of a log, and may be asked."""
        now, tick = self._services.clock(), asyncio.get_running_loop().time()
        for each in LOGS:
            signed = await newest_of(conn, each.kind)
            if signed is None:
                continue
            for seat in await self._seated(conn, signed.log):
                if seat.due(signed, now, tick):
                    seat.task = asyncio.create_task(self._turn(http, seat, signed), name="witness")

    async def _seated(self, conn: AsyncConnection[Any], origin: str) -> list[Seat]:
        policy = policy_now(self._services)
        witnesses = policy.witnesses.values() if policy else ()
        for witness in witnesses:
            if witness.url and (origin, witness.name) not in self._seats:
                last = await last_cosigned(conn, origin, witness)
                self._seats[origin, witness.name] = Seat(witness, last)
        return [seat for (log_of, _), seat in self._seats.items() if log_of == origin]

    async def _turn(self, http: httpx.AsyncClient, seat: Seat, signed: Signed) -> None:
        """Asks one witness, and keeps what it says."""
        outcome, tick = "cosigned", asyncio.get_running_loop().time
        try:
            line = await self._cosigned(http, seat, signed)
            await self._keep(seat, signed, line)
            seat.has_cosigned(signed.size, moment_of(line), tick())
        except Unavailable as reason:
            outcome = "unavailable"
            log.warning(
                "witness gives no answer", witness=seat.witness.name, log=signed.log, problem=str(reason)
            )
        except Distrusted as reason:
            outcome = "distrusted"
            log.error("witness not believed", witness=seat.witness.name, log=signed.log, problem=str(reason))
        except Exception as error:  # of this process; it must not ask without a rest
            outcome = "not asked"
            log.error("witness not asked", witness=seat.witness.name, log=signed.log, exc_info=error)
        if outcome != "cosigned":
            seat.put_off(tick())
        WITNESS_ANSWERS.labels(seat.witness.name, outcome).inc()

    async def _cosigned(self, http: httpx.AsyncClient, seat: Seat, signed: Signed) -> Signature:
        """A verified cosignature on the checkpoint; who stands elsewhere is asked from there, once."""
        try:
            return await self._asked(http, seat, signed)
        except StandsElsewhere as stands:
            seat.size = stands.size
        if seat.size > signed.size:
            raise Distrusted("it has cosigned a larger tree of this log")
        try:
            return await self._asked(http, seat, signed)
        except StandsElsewhere:
            raise Unavailable("it stands elsewhere again") from None

    async def _asked(self, http: httpx.AsyncClient, seat: Seat, signed: Signed) -> Signature:
        old = min(seat.size, signed.size)
        async with self._services.pool.connection() as conn:
            proof = await consistency(conn, old, signed) if old else ()
        note = signed.note.encode()
        text = note[: note.rindex(b"\n\n") + 1]
        return await ask(http, seat.witness, Submission(old, proof, note), text, self._services.clock())

    async def _keep(self, seat: Seat, signed: Signed, line: Signature) -> None:
        policy = policy_now(self._services)
        async with self._services.pool.connection() as conn:
            await keep_cosignature(conn, signed, seat.witness, line)
            if policy is not None:
                await note_final(conn, signed, policy, self._services.clock())

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=ANSWER_SECONDS, transport=self._transport)


class OutsideWitnesses:
    """What the witnesses of the policy hold, for the signer to ask before it signs the first time."""

    def __init__(self, services: Services, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._services = services
        self._transport = transport

    async def __call__(self, origin: str) -> Held:
        """The trees of a log that they show to have cosigned."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, transport=self._transport) as http:
            return await held_outside(http, policy_now(self._services), origin)


async def _taken(conn: AsyncConnection[Any]) -> bool:
    return await (await conn.execute(LEAD)).fetchone() == (True,)
