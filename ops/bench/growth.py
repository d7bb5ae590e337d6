"""Whether a call costs more when the log is larger: append, feed page and case view at several sizes.

One log grows; at each size it is copied. Then the copies are asked in turns, so that a machine that is busy
for a while slows all sizes.
"""

import asyncio
import subprocess
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import NamedTuple

import msgspec
import psycopg
import uvloop

from ops.bench.figures import Figure, slower, timed
from ops.bench.fill import fill
from ops.bench.load import TURNS
from ops.bench.machine import AS_IS, checkpoint, server_on, working_directory
from ops.bench.real_units import RealUnits, by_caller, some_cases
from ops.bench.run import Run
from ops.bench.site import ESCROW, FOLLOWING, Site, deployment, settings_of, settled
from ops.bench.wire import Client
from ops.supervised import LOOPBACK
from server.clock import system_clock
from server.clockwork.clockwork import LEAD
from server.log.group_commit import GroupCommit
from server.log.units import Recorded, Unit
from server.start import open_services

SMALLEST = 5_000  # events; below it, what is measured is a large part of the log
CASES = 150  # a turn
WARM_UP = 30  # calls
PAGE, PAGES = 100, 20  # rows; pages one after the other from one place, as one reads who catches up
LOG_HEAD = "SELECT position FROM jejak.log_head"
LOOKED_THROUGH = "SELECT position >= %s FROM jejak.findings_head"
IN_MEMORY = (  # the indexes of a server that has run for a while, each read from end to end
    "SELECT count(*) FROM (SELECT originator_id, originator_version FROM jejak.log ORDER BY 1, 2) AS every",
    "SELECT count(*) FROM (SELECT source, event_id FROM jejak.log ORDER BY 1, 2) AS every",
    "SELECT count(*) FROM (SELECT key_id FROM jejak.data_keys ORDER BY 1) AS every",
    "SELECT count(*) FROM (SELECT owner, class FROM jejak.data_keys ORDER BY 1, 2) AS every",
)
CASE_IDS = "SELECT DISTINCT originator_id FROM jejak.log WHERE source = %s ORDER BY 1"


class Grown(NamedTuple):
    """A log of one size: its directory and its database."""

    size: int
    directory: Path
    dsn: str


class Call(NamedTuple):
    """What is measured, how many times the median at the smallest size is promised at most, and how: the
    seconds of single calls in one turn."""

    name: str
    most: float
    seconds: Callable[[Grown, int], Coroutine[None, None, list[float]]]


class Read(NamedTuple):
    """The same of a call that `jejak serve` answers."""

    name: str
    most: float
    seconds: Callable[[Grown, Site, int], Coroutine[None, None, list[float]]]


class Ledger(msgspec.Struct):
    """What the measurement reads of an answer of the feed."""

    head: int


def growth_suite(run: Run) -> Iterator[Figure]:
    """The same calls on cases and pages at random, at every size."""
    with working_directory() as directory:
        logs = [grown(run, directory, size, size == max(run.sizes)) for size in sorted(run.sizes)]
        for profile in run.profiles:
            with ExitStack() as stack:
                served = [
                    log._replace(dsn=stack.enter_context(server_on(log.directory, profile)).database_url)
                    for log in logs
                ]
                for log in served:
                    bring_to_memory(log.dsn)
                for call in (*APPENDS, *READS):
                    run.say(f"growth, {profile}: {call.name}")
                    yield from in_turns(profile, call, served)


def grown(run: Run, directory: Path, size: int, last: bool) -> Grown:
    """Publishes the events that are missing, and copies the deployment as its housekeeping would leave it."""
    with server_on(directory, AS_IS) as server:
        with deployment(server.database_url, directory) as site:
            with psycopg.connect(server.database_url) as connection:
                row = connection.execute(LOG_HEAD).fetchone()
            missing = size - (row[0] if row else 0)
            fill(site, missing, -size, lambda sent: run.say(f"growth: {sent:,} of {missing:,} more events"))
            run.say(f"growth: looking through {size:,} events")
            look_through(server.database_url)
        with psycopg.connect(server.database_url, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        checkpoint(server)
    if last:
        return Grown(size, directory, "")
    copy = directory / f"copy-{size}"
    parts = [str(path) for path in directory.iterdir() if not path.name.startswith("copy-")]
    copy.mkdir(mode=0o755)
    subprocess.run(["cp", "-a", *parts, str(copy)], check=True)
    return Grown(size, copy, "")


def look_through(dsn: str) -> None:
    """Waits until what is in the log has been looked through (server/evidence): of a year published in
    minutes a sixth is left, and would share the process with what is measured."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        head = connection.execute(LOG_HEAD).fetchone()
        while connection.execute(LOOKED_THROUGH, head).fetchone() != (True,):
            sleep(1)


def bring_to_memory(dsn: str) -> None:
    """Reads the indexes that an append looks into, so that no size is measured colder than another."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET enable_sort = off")
        for query in IN_MEMORY:
            connection.execute(query.encode())


def in_turns(profile: str, call: Call | Read, logs: Sequence[Grown]) -> Iterator[Figure]:
    """The figures of a call at every size, the first size being the peer of the others."""
    turns = [[seconds_of(call, log, turn) for log in logs] for turn in range(TURNS)]
    smallest, *larger = zip(logs, zip(*turns, strict=True), strict=True)
    base = figure(profile, call.name, *smallest)
    yield base
    for log, taken in larger:
        ratio = slower(base.load, taken, smallest[1], call.most)
        yield figure(profile, call.name, log, taken).compared(ratio)


def seconds_of(call: Call | Read, log: Grown, turn: int) -> list[float]:
    """One turn. A read is answered by a server that has just started: at every size it knows no case yet."""
    if isinstance(call, Call):
        return uvloop.run(call.seconds(log, turn))
    with clockwork_elsewhere(log.dsn), deployment(log.dsn, log.directory) as site:
        settled(site)
        return uvloop.run(call.seconds(log, site, turn))


@contextmanager
def clockwork_elsewhere(dsn: str) -> Iterator[None]:
    """Leads the clockwork and does nothing: a year that was published in minutes has time limits lapsing for
    hours, the more the larger the log, and it is not them that a call is measured with."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(LEAD.encode()).fetchone()
        assert row == (True,), "nobody else is at it between two servers"
        yield


def figure(profile: str, name: str, log: Grown, turns: Sequence[Sequence[float]]) -> Figure:
    """The times of all turns at one size."""
    taken = [seconds for turn in turns for seconds in turn]
    return timed("growth", profile, name, f"{log.size:,} events", taken)


async def append_one(log: Grown, turn: int) -> list[float]:
    """Appends of real events by one caller."""
    return await _appends(log, callers=1, calls=200)


async def append_many(log: Grown, turn: int) -> list[float]:
    """Appends of real events by 32 callers at once."""
    return await _appends(log, callers=32, calls=700)


async def _appends(log: Grown, callers: int, calls: int) -> list[float]:
    """Seconds of each append to a case at random of the whole log."""
    async with open_services(settings_of(log.dsn, log.directory), system_clock) as services:
        seed = (await services.reader.head()).position  # another every time: ids are used once
        made = RealUnits(services, await some_cases(services, CASES), seed).make(calls)
    committer, taken = GroupCommit(log.dsn), list[float]()
    await committer.start()

    async def caller(units: Iterable[Unit]) -> None:
        for unit in units:
            start = perf_counter()
            outcome = await committer.submit(unit)
            assert isinstance(outcome, Recorded), outcome
            taken.append(perf_counter() - start)

    try:
        await asyncio.gather(*map(caller, by_caller(made, callers)))
    finally:
        await committer.stop()
    return taken[WARM_UP:]


async def pages_anywhere(log: Grown, site: Site, turn: int) -> list[float]:
    """Seconds of feed pages from a place of the ledger at random on."""
    client = await Client.connect(LOOPBACK, site.port)
    start = Random(turn).randrange(await _ledger_head(site, client) - PAGES * PAGE)
    return await _times(client, [_page(site, start + page * PAGE) for page in range(PAGES)])


async def newest_pages(log: Grown, site: Site, turn: int) -> list[float]:
    """Seconds of the last page of the ledger, over and over: what a client asks that keeps up."""
    client = await Client.connect(LOOPBACK, site.port)
    after = await _ledger_head(site, client) - PAGE
    return await _times(client, [_page(site, after)] * PAGES)


async def case_views(log: Grown, site: Site, turn: int) -> list[float]:
    """Seconds of the view of a case, no case asked for twice."""
    with psycopg.connect(log.dsn) as connection:
        cases = [row[0] for row in connection.execute(CASE_IDS, [f"/agencies/{ESCROW}"]).fetchall()]
    client = await Client.connect(LOOPBACK, site.port)
    chosen = Random(turn).sample(cases, min(CASES, len(cases)))
    return await _times(client, [site.reading(FOLLOWING, f"/v1/cases/{case}") for case in chosen])


def _page(site: Site, after: int) -> bytes:
    return site.reading(FOLLOWING, f"/v1/feed?after={after}&limit={PAGE}")


async def _ledger_head(site: Site, client: Client) -> int:
    answer = await client.ask(site.reading(FOLLOWING, "/v1/feed?after=0&limit=1"))
    return msgspec.json.decode(answer.body, type=Ledger).head


async def _times(client: Client, requests: Iterable[bytes]) -> list[float]:
    """Seconds of each request, one after the other; the first opens connections and is left out."""
    taken = []
    for request in requests:
        start = perf_counter()
        await client.ask(request)
        taken.append(perf_counter() - start)
    return taken[1:]


APPENDS = (Call("append, 1 caller", 1.6, append_one), Call("append, 32 callers", 1.6, append_many))
READS = (
    Read(f"feed, {PAGE} rows anywhere", 1.3, pages_anywhere),
    Read(f"feed, the newest {PAGE} rows", 1.3, newest_pages),
    Read("case view", 1.3, case_views),
)
