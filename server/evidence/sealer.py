"""The task of a server process that seals both logs: it makes tiles, and signs checkpoints.

One process of a deployment does it, by an advisory lock that ends with the connection; it reads and writes on
that very connection. Should two ever be at it at once, the compare-and-set of the tree and of the file stops
one. It is never in the way of an append: what is recorded is sealed afterwards, within a second.
"""

import asyncio
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import structlog
from jejak_client.tlog.note import NoteKey
from psycopg import AsyncConnection

from server.database import connect
from server.evidence.keystore import KeyFileError
from server.evidence.logs import EVENTS, LOGS, Kind, Log
from server.evidence.looking_through import look_through
from server.evidence.outside import Held, Outside, nobody_outside
from server.evidence.sealed_log import Extent, NotSealed, Pen, Problem, SealedLog
from server.evidence.signed_file import FileMoved, SignedFile
from server.evidence.tree import TreeMoved, newest
from server.metrics import SEAL_SECONDS
from server.services import Services
from server.tasks import end

log = structlog.get_logger()

SQL = Path(__file__).parent / "sql"
HEADS, TELL = (SQL / "heads.sql").read_bytes(), (SQL / "tell_sealing.sql").read_bytes()
BEGIN = (SQL / "begin_sealing.sql").read_bytes()
LEAD = "SELECT pg_try_advisory_lock(hashtextextended('jejak.sealer', 0))"
POLL = 0.5  # seconds; reads ring no bell, and a lost notification costs this much
GATHER = 0.2  # seconds after a ring, so that a checkpoint under load covers many events
ASKING = 15.0  # seconds that an outside witness is waited for
ASK_AGAIN = 10.0  # seconds until one that did not answer is asked again
LONGEST_PAUSE = 30.0  # seconds between two attempts after repeated failures
PAGES_AT_ONCE = 4  # of sealed events looked through before it is sealed again


class Heads(NamedTuple):
    """How many events and reads there are, the last registry event, and the edge of the reads."""

    events: int
    registry: int
    reads: int
    reads_frontier: list[bytes]

    def extent(self, log: Log) -> Extent:
        """What there is to seal of a log."""
        return Extent(self.events) if log is EVENTS else Extent(self.reads, tuple(self.reads_frontier))


class Told(NamedTuple):
    """What was last told of a log: its origin, why it is not sealed, what a witness was found to hold."""

    log: str
    problem: Problem | None
    witness: str | None


class Sealer:
    """Seals both logs while it leads. `outside` asks a witness what it holds of a log; `gather`: seconds in
    which what comes after a ring joins in."""

    def __init__(self, services: Services, outside: Outside = nobody_outside, gather: float = GATHER) -> None:
        self.leads = False
        self._services = services
        self._outside = outside
        self._gather = gather
        self._sealed: dict[Kind, SealedLog] = {}
        self._told: dict[Kind, Told] = {}
        self._asking: dict[str, asyncio.Task[Held]] = {}
        self._ask_again = 0.0
        self._failures = 0
        self._look_again = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the background."""
        self._task = asyncio.create_task(self._supervise(), name="sealer")

    async def stop(self) -> None:
        """Ends; whatever step it was at is taken up by the next signer."""
        for task in (self._task, *self._asking.values()):
            if task is not None:
                await end(task)

    async def run_once(self) -> dict[Kind, Problem | None] | None:
        """Seals once what there is, as a signer that has just come to lead: by log why it was not sealed;
        None where another leads. Raises psycopg.Error, TreeMoved, FileMoved."""
        async with await connect(self._services.settings.database_url) as conn:
            if not await _taken(conn):
                return None
            self._sealed, self._told = {}, {}
            await self._seal_all(conn)
            return {kind: told.problem for kind, told in self._told.items()}

    async def _supervise(self) -> None:
        while True:
            try:
                await self._session()
            except (TreeMoved, FileMoved):
                log.info("sealer starts anew: another signer was at work")
            except Exception as error:
                self._failures += 1
                log.error("sealer stopped", exc_info=error, failures=self._failures)
            self.leads = False
            await asyncio.sleep(min(LONGEST_PAUSE, POLL * 2 ** min(self._failures, 10)))

    async def _session(self) -> None:
        async with await connect(self._services.settings.database_url) as conn:
            while True:
                if not self.leads and await _taken(conn):
                    self._sealed, self._told, self.leads = {}, {}, True
                    await conn.execute("LISTEN jejak_log")
                if self.leads:
                    await self._seal_all(conn)
                self._failures = 0
                await _rung(conn, self._gather)

    async def _seal_all(self, conn: AsyncConnection[Any]) -> None:
        row = await (await conn.execute(HEADS, prepare=True)).fetchone()
        assert row is not None, "migrations made both rows, and triggers keep them"
        heads, directory = Heads(*row), self._services.directory
        if heads.registry > directory.position:
            await directory.reload()
        if self._services.settings.deployment_agency not in directory.current.agencies:
            return  # not founded yet: there is no key, and nothing to seal
        for each in LOGS:
            try:
                await self._seal(conn, each, heads.extent(each))
            except NotSealed as reason:
                await self._tell(conn, each, reason.problem)
            else:
                await self._tell(conn, each, None)
        await self._look_through(conn)

    async def _look_through(self, conn: AsyncConnection[Any]) -> None:
        """Behind the sealing and never in its way: what there is to be found of events that are sealed."""
        origin, services = origin_now(self._services, EVENTS), self._services
        signed = await newest(conn, origin)
        if signed is None or monotonic() < self._look_again:
            return
        try:
            for _ in range(PAGES_AT_ONCE):
                if not await look_through(
                    conn, origin, signed.size, services.directory.current, services.clock
                ):
                    break
        except Exception as error:
            self._look_again = monotonic() + LONGEST_PAUSE
            log.error("sealed events not looked through", exc_info=error)

    async def _seal(self, conn: AsyncConnection[Any], each: Log, extent: Extent) -> None:
        sealed, pen = self._sealed.get(each.kind), pen_of(self._services, each)
        if sealed is None or sealed.pen.key != pen.key:
            held, self._ask_again = await self._asked(pen.origin), monotonic() + ASK_AGAIN
            file = SignedFile(self._services.settings.signed_files, each.kind)
            sealed = self._sealed[each.kind] = SealedLog(each, pen, file, self._services.clock, held)
            row = {"kind": each.kind, "log": pen.origin, "witness": held.state}
            await conn.execute(BEGIN, row | {"told_at": self._services.clock()})
        if sealed.outside.state == "unreachable":
            self._hear_late(sealed)
        with SEAL_SECONDS.labels(each.kind).time():
            await sealed.seal(conn, extent)

    def _hear_late(self, sealed: SealedLog) -> None:
        """Asks again, beside the sealing, until a witness has answered."""
        origin = sealed.pen.origin
        asking = self._asking.get(origin)
        if asking is not None and asking.done():
            sealed.hear(self._asking.pop(origin).result())
            self._ask_again = monotonic() + ASK_AGAIN
        elif asking is None and monotonic() >= self._ask_again:
            self._asking[origin] = asyncio.create_task(self._asked(origin), name="asking witnesses")

    async def _asked(self, origin: str) -> Held:
        """What a witness holds. Without an answer the log is sealed all the same (docs/adr/0192)."""
        try:
            async with asyncio.timeout(ASKING):
                return await self._outside(origin)
        except Exception as error:  # whatever it is, it is not in the way of sealing
            log.error("witnesses not asked", log=origin, exc_info=error)
            return Held("unreachable")

    async def _tell(self, conn: AsyncConnection[Any], each: Log, problem: Problem | None) -> None:
        """Keeps how the log stands, where it stands otherwise than before, for every process to show."""
        sealed = self._sealed.get(each.kind)
        told = Told(origin_now(self._services, each), problem, sealed.outside.state if sealed else None)
        if told == self._told.get(each.kind):
            return
        if problem is not None:
            log.error("log not sealed", log=each.kind, problem=problem)
        row = {**told._asdict(), "kind": each.kind, "told_at": self._services.clock()}
        await conn.execute(TELL, row)
        self._told[each.kind] = told


def origin_now(services: Services, each: Log) -> str:
    """The origin of a log as the registry has it now."""
    generation = services.directory.current.generation(each.kind)
    return each.origin(services.settings.origin, generation)


def pen_of(services: Services, each: Log) -> Pen:
    """What signs a log. Raises NotSealed where its key is not at hand or not in force."""
    host, directory = services.settings.deployment_agency, services.directory.current
    try:
        found = services.keys.in_force(each.use, host, directory)
    except KeyFileError as error:
        raise NotSealed("log_key_missing", str(error)) from None
    if found is None:
        raise NotSealed("log_key_missing", f"no key of custody {each.use} is both at hand and in force")
    note_key = NoteKey(origin_now(services, each), found.key.public)
    return Pen(note_key, found.signer.sign, directory.generation(each.kind))


async def _taken(conn: AsyncConnection[Any]) -> bool:
    return await (await conn.execute(LEAD)).fetchone() == (True,)


async def _rung(conn: AsyncConnection[Any], gather: float) -> None:
    """Waits until the log rings, or a poll is due; and a little more, so that what follows joins in."""
    async for _ in conn.notifies(timeout=POLL, stop_after=1):
        await asyncio.sleep(gather)
    async for _ in conn.notifies(timeout=0):
        pass
