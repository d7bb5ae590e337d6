"""How long after its answer 201 an event stands in another agency's open long poll."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import perf_counter

import msgspec
import uvloop
from jejak_client.envelope import Event

from ops.bench.figures import Figure, slower, timed
from ops.bench.machine import measured_database, measured_server, working_directory
from ops.bench.mix import Mix
from ops.bench.peers import notify
from ops.bench.run import Run
from ops.bench.site import BESIDE, ESCROW, FOLLOWING, POLICE, Site, deployment, settled
from ops.bench.wire import Client
from ops.supervised import LOOPBACK

PAUSE = 0.02  # s between two events that are followed
BUSY = 100  # other events a second, of cases that the following agency is not on
BUSY_CLIENTS = 4
ONE = "application/cloudevents+json"


class Page(msgspec.Struct):
    """What the measurement reads of an answer of the feed."""

    items: list["Item"]
    next: int


class Item(msgspec.Struct):
    """One row."""

    logposition: int


class Recorded(msgspec.Struct):
    """What the measurement reads of an answer to a publisher."""

    position: int


def feed_suite(run: Run) -> Iterator[Figure]:
    """At rest, then while others publish; beside a bare LISTEN/NOTIFY on the same PostgreSQL."""
    times = max(20, round(run.seconds / PAUSE))
    for profile in run.profiles:
        with (
            measured_server(profile) as server,
            measured_database(server) as dsn,
            working_directory() as directory,
            deployment(dsn, directory) as site,
        ):
            run.say(f"feed, {profile}: LISTEN/NOTIFY")
            trips = uvloop.run(notify.round_trips(dsn, times, PAUSE))
            peer = timed("feed", profile, "LISTEN/NOTIFY", "one after the other", trips)
            yield peer
            for rate in (0, BUSY):
                run.say(f"feed, {profile}: {rate} other events a second")
                settled(site)
                delays = uvloop.run(_delays(site, times, rate))
                load = f"{rate} other events/s" if rate else "nothing else published"
                ours = timed("feed", profile, "201 to another agency's long poll", load, delays)
                yield ours.compared(slower(peer.subject, [delays], [trips]))


async def _delays(site: Site, times: int, rate: int) -> list[float]:
    """Seconds from 201 to the answer of the feed, one event at a time; below 0 where the feed is first."""
    mix = Mix(ESCROW, (FOLLOWING,), rate, datetime.now(UTC), live=True)
    publisher, case = await Client.connect(LOOPBACK, site.port), mix.case()
    arrived: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    others = [_publish(site, number, rate / BUSY_CLIENTS) for number in range(BUSY_CLIENTS if rate else 0)]
    async with _beside(_follow(site, arrived), *others):
        await _delay(site, publisher, mix.opening(case), arrived)  # the first opens connections and plans
        return [await _delay(site, publisher, mix.following(case), arrived) for _ in range(times)]


async def _delay(
    site: Site, publisher: Client, event: Event, arrived: "asyncio.Queue[tuple[int, float]]"
) -> float:
    await asyncio.sleep(PAUSE)
    answer = await publisher.ask(site.publishing(ESCROW, ONE, msgspec.json.encode(event)))
    answered = perf_counter()
    position = msgspec.json.decode(answer.body, type=Recorded).position
    while True:
        found, at = await asyncio.wait_for(arrived.get(), 30)
        if found == position:
            return at - answered


async def _follow(site: Site, arrived: "asyncio.Queue[tuple[int, float]]") -> None:
    """Reads the ledger of the following agency by long poll, for as long as it is let."""
    client, after = await Client.connect(LOOPBACK, site.port), 0
    while True:
        answer = await client.ask(site.reading(FOLLOWING, f"/v1/feed?after={after}&limit=500&wait=30"))
        now, page = perf_counter(), msgspec.json.decode(answer.body, type=Page)
        after = page.next
        for item in page.items:
            arrived.put_nowait((item.logposition, now))


async def _publish(site: Site, number: int, rate: float) -> None:
    """Publishes `rate` events a second in cases of its own, for as long as it is let."""
    client = await Client.connect(LOOPBACK, site.port)
    start = perf_counter()
    for turn, event in enumerate(
        Mix(BESIDE, (POLICE,), number, datetime.now(UTC), live=True).from_nothing(), 1
    ):
        await client.ask(site.publishing(BESIDE, ONE, msgspec.json.encode(event)))
        await asyncio.sleep(start + turn / rate - perf_counter())


@asynccontextmanager
async def _beside(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Runs the work until the block is left, and raises what one of it raised."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for failure in ended:
            if isinstance(failure, Exception):
                raise failure
