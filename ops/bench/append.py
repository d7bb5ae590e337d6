"""The log itself: concurrent callers with one event a call, through the group commit to a durable answer."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from functools import partial
from uuid import uuid4

import uvloop

from ops.bench.figures import Figure, Window, faster, windowed
from ops.bench.load import in_turns, keep_calling
from ops.bench.machine import AS_IS, SLOW, measured_database, measured_server
from ops.bench.peers import library, pgbench, umadb_server
from ops.bench.run import Run
from server.log.group_commit import GroupCommit
from server.log.units import NewEvent, Recorded, Unit

CALLERS = (1, 8, 32, 256)
PROMISED_AT = 32  # callers
BESIDE_PGBENCH = 1.2
BESIDE_LIBRARY = {AS_IS: 10.0, SLOW: 25.0}
BESIDE_UMADB = 1.5
STATE_BYTES = 1_000  # the compact JWS of a body of about 600 bytes
ANY_REGISTRY = 2**62  # nothing here is judged under keys and rules
SEALED_BYTES = 880  # the classed fields of an event of the mix, padded and encrypted


def append_suite(run: Run) -> Iterator[Figure]:
    """Ours at every number of callers beside pgbench; at 32 beside the library and UmaDB too."""
    if not umadb_server.installed():
        run.note("UmaDB is not installed (extra `test`): append is not compared with it.")
    for profile in run.profiles:
        with (
            measured_server(profile) as server,
            measured_database(server) as dsn,
            measured_database(server, "peers", migrated=False) as peers,
        ):
            pgbench.make_table(peers)
            for callers in CALLERS:
                run.say(f"append, {profile}: {callers} callers")
                yield from beside_pgbench(dsn, peers, profile, callers, run.seconds)
            run.say(f"append, {profile}: the eventsourcing library")
            yield from beside_library(dsn, peers, profile, run.seconds)
            if profile == AS_IS and umadb_server.installed():
                run.say(f"append, {profile}: UmaDB")
                yield from beside_umadb(dsn, profile, run.seconds)


def beside_pgbench(dsn: str, peers: str, profile: str, callers: int, seconds: float) -> Iterator[Figure]:
    """One event a call, with and without a sealed item beside it, and one row a transaction of pgbench."""
    plain, sealed, rows = in_turns(
        seconds,
        partial(appends, dsn, callers, None),
        partial(appends, dsn, callers, os.urandom(SEALED_BYTES)),
        lambda window: pgbench.one_row_inserts(peers, callers, window, STATE_BYTES),
    )
    peer = windowed("append", profile, pgbench.SUBJECT, many(callers, "client"), rows)
    least = BESIDE_PGBENCH if callers == PROMISED_AT else None
    yield peer
    yield ours(profile, callers, plain).compared(faster(peer, plain, rows, least))
    with_items = windowed(
        "append", profile, "jejak append with sealed fields", many(callers, "caller"), sealed
    )
    yield with_items.compared(faster(peer, sealed, rows))


def beside_library(dsn: str, peers: str, profile: str, seconds: float) -> Iterator[Figure]:
    """The library's recorder with as many threads."""
    with library.recorder(peers, PROMISED_AT) as recorder:
        plain, inserted = in_turns(
            seconds,
            partial(appends, dsn, PROMISED_AT, None),
            lambda window: library.inserts(recorder, PROMISED_AT, window, STATE_BYTES),
        )
    peer = windowed("append", profile, library.SUBJECT, f"{PROMISED_AT} threads", inserted)
    yield peer
    yield ours(profile, PROMISED_AT, plain).compared(faster(peer, plain, inserted, BESIDE_LIBRARY[profile]))


def beside_umadb(dsn: str, profile: str, seconds: float) -> Iterator[Figure]:
    """UmaDB's server with as many threads of its client."""
    with umadb_server.running() as address:
        plain, appended = in_turns(
            seconds,
            partial(appends, dsn, PROMISED_AT, None),
            lambda window: umadb_server.appends(address, PROMISED_AT, window, STATE_BYTES),
        )
    peer = windowed("append", profile, umadb_server.SUBJECT, f"{PROMISED_AT} threads", appended)
    yield peer
    yield ours(profile, PROMISED_AT, plain).compared(faster(peer, plain, appended, BESIDE_UMADB))


def many(count: int, noun: str) -> str:
    """A number with its noun: "1 caller", "32 callers"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def ours(profile: str, callers: int, windows: Sequence[Window]) -> Figure:
    """The figure of the append without sealed fields, one row an event as the peers have it."""
    return windowed("append", profile, "jejak append", many(callers, "caller"), windows)


def appends(dsn: str, callers: int, items: bytes | None, seconds: float) -> Window:
    """Each caller appends to a case of its own, one event a call; `items` stand sealed beside each event."""
    return uvloop.run(appending(dsn, callers, items, seconds))


async def appending(dsn: str, callers: int, items: bytes | None, seconds: float) -> Window:
    """The same, in the loop that runs."""
    log = GroupCommit(dsn)
    await log.start()
    streams = [uuid4() for _ in range(callers)]
    versions = [0] * callers
    state = urlsafe_b64encode(os.urandom(STATE_BYTES * 3 // 4))
    hmac = items and items[:32]

    async def call(number: int) -> None:
        source = "/agencies/uptdppa-ttu"
        event = NewEvent("jejak.ReportTriaged.v1", state, source, str(uuid4()), items=items, hmac=hmac)
        outcome = await log.submit(Unit(streams[number], versions[number], (event,), ANY_REGISTRY))
        assert isinstance(outcome, Recorded), "nobody else writes here"
        versions[number] += 1

    try:
        return await keep_calling(callers, seconds, call)
    finally:
        await log.stop()
