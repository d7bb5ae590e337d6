"""Whether a call costs more when the log is larger: append, feed page and case view at several sizes."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter

import msgspec
import psycopg
import uvloop

from ops.bench.figures import Figure, slower, timed
from ops.bench.fill import fill
from ops.bench.machine import AS_IS, checkpoint, server_on, working_directory
from ops.bench.real_units import RealUnits, by_caller, some_cases
from ops.bench.run import Run
from ops.bench.site import ESCROW, FOLLOWING, Site, deployment, settings_of, settled
from ops.bench.wire import Client
from ops.supervised import LOOPBACK
from server.clock import system_clock
from server.log.group_commit import GroupCommit
from server.log.units import Recorded, Unit
from server.start import open_services

SMALLEST = 5_000  # events; below it, what is measured is a large part of the log
CASES = 500
APPENDS = {1: 500, 32: 2_000}  # calls by number of callers: together a quarter of the smallest log
WARM_UP = 50  # calls
PAGE = 100
BLOCKS, PAGES = 6, 10  # consecutive pages from so many places of the ledger: a client that catches up
NEWEST = 50  # times the newest page
CATCHING_UP, NEWEST_PAGE, CASE = f"feed, {PAGE} rows anywhere", f"feed, the newest {PAGE} rows", "case view"
# times the median at the smallest size
PROMISED = {
    "append, 1 caller": 1.6,
    "append, 32 callers": 1.6,
    CATCHING_UP: 1.3,
    NEWEST_PAGE: 1.3,
    CASE: 1.3,
}
LOG_HEAD = "SELECT position FROM jejak.log_head"
CASE_IDS = "SELECT DISTINCT originator_id FROM jejak.log WHERE source = %s ORDER BY 1"


class Ledger(msgspec.Struct):
    """What the measurement reads of an answer of the feed."""

    head: int


def growth_suite(run: Run) -> Iterator[Figure]:
    """One log that grows from size to size; at each, the same calls on cases and pages at random."""
    first: dict[tuple[str, str], Figure] = {}
    with working_directory() as directory:
        for size in sorted(run.sizes):
            grow(run, directory, size)
            for profile in run.profiles:
                run.say(f"growth, {profile}: {size:,} events")
                for figure in measured(directory, profile, size):
                    base = first.setdefault((profile, figure.subject), figure)
                    most = PROMISED[figure.subject]
                    yield figure if base is figure else figure.compared(slower(base, figure, most))


def grow(run: Run, directory: Path, size: int) -> None:
    """Publishes as many events as are missing, and leaves the database as its housekeeping would."""
    with server_on(directory, AS_IS) as server:
        with deployment(server.database_url, directory) as site:
            with psycopg.connect(server.database_url) as connection:
                row = connection.execute(LOG_HEAD).fetchone()
            missing = size - (row[0] if row else 0)
            fill(site, missing, -size, lambda sent: run.say(f"growth: {sent:,} of {missing:,} more events"))
        with psycopg.connect(server.database_url, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        checkpoint(server)


def measured(directory: Path, profile: str, size: int) -> Iterator[Figure]:
    """The figures of one size under one profile, by a server that has just started."""
    load = f"{size:,} events"
    with server_on(directory, profile) as server:
        dsn = server.database_url
        for callers, calls in APPENDS.items():
            taken = uvloop.run(append_times(dsn, directory, callers, calls))
            name = f"append, {callers} caller{'s' if callers > 1 else ''}"
            yield timed("growth", profile, name, load, taken)
        with deployment(dsn, directory) as site:
            settled(site)
            yield timed("growth", profile, CATCHING_UP, load, uvloop.run(pages_anywhere(site)))
            yield timed("growth", profile, NEWEST_PAGE, load, uvloop.run(newest_pages(site)))
            yield timed("growth", profile, CASE, load, uvloop.run(case_views(site, dsn)))


async def append_times(dsn: str, directory: Path, callers: int, calls: int) -> list[float]:
    """Seconds of each append of a real event to a case at random of the whole log."""
    async with open_services(settings_of(dsn, directory), system_clock) as services:
        seed = (await services.reader.head()).position  # another every time: ids are used once
        made = RealUnits(services, await some_cases(services, CASES), seed).make(calls)
    log, taken = GroupCommit(dsn), []
    await log.start()

    async def caller(units: Iterable[Unit]) -> None:
        for unit in units:
            start = perf_counter()
            outcome = await log.submit(unit)
            assert isinstance(outcome, Recorded), outcome
            taken.append(perf_counter() - start)

    try:
        await asyncio.gather(*map(caller, by_caller(made, callers)))
    finally:
        await log.stop()
    return taken[WARM_UP:]


async def pages_anywhere(site: Site) -> list[float]:
    """Seconds of feed pages: some places of the ledger at random, and from each a few pages on."""
    client = await Client.connect(LOOPBACK, site.port)
    last = await _ledger_head(site, client) - PAGES * PAGE
    starts = [Random(start).randrange(last) for start in range(BLOCKS)]
    paths = [
        f"/v1/feed?after={start + turn * PAGE}&limit={PAGE}" for start in starts for turn in range(PAGES)
    ]
    return await _times(client, [site.reading(FOLLOWING, path) for path in paths])


async def newest_pages(site: Site) -> list[float]:
    """Seconds of the last page of the ledger, over and over: what a client asks that keeps up."""
    client = await Client.connect(LOOPBACK, site.port)
    after = await _ledger_head(site, client) - PAGE
    return await _times(client, [_page(site, after)] * NEWEST)


async def case_views(site: Site, dsn: str) -> list[float]:
    """Seconds of the view of a case, each case asked for once."""
    with psycopg.connect(dsn) as connection:
        cases = [row[0] for row in connection.execute(CASE_IDS, [f"/agencies/{ESCROW}"]).fetchall()]
    chosen = Random(0).sample(cases, min(CASES, len(cases)))
    client = await Client.connect(LOOPBACK, site.port)
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
