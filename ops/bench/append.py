"""The log itself: concurrent callers with one event a call, through the group commit to a durable answer."""

import asyncio
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from uuid import uuid4

from ops.bench.figures import Figure, timed
from ops.bench.load import keep_calling
from ops.bench.machine import AS_IS, measured_database, measured_server
from ops.bench.peers import library, pgbench, umadb_server
from server.log.group_commit import GroupCommit
from server.log.units import NewEvent, Unit

CALLERS = (1, 8, 32, 256)
STATE_BYTES = 1_000  # the compact JWS of a body of about 600 bytes
PROMISED = {"pgbench": 1.2, "library": {AS_IS: 10.0, "slow": 25.0}, "umadb": 1.5}


def append_suite(profile: str, seconds: float) -> Iterator[Figure]:
    """The figures of one profile: ours at every number of callers, each peer, and the promised ratios."""
    with measured_server(profile) as server:
        with measured_database(server) as dsn:
            ours = {callers: asyncio.run(ours_at(dsn, profile, callers, seconds)) for callers in CALLERS}
        with measured_database(server, migrated=False) as dsn:
            for callers in CALLERS:
                clients = min(callers, 32)
                beside = pgbench.one_row_inserts(dsn, profile, clients, seconds, STATE_BYTES)
                yield beside
                yield ours[callers].beside(beside, PROMISED["pgbench"] if callers == 32 else None)
            threads = library.inserts(dsn, profile, 32, seconds, STATE_BYTES)
            yield threads
            promised = PROMISED["library"][AS_IS if profile == AS_IS else "slow"]
            yield ours[32].beside(threads, promised)
    if profile == AS_IS:
        with umadb_server.running() as address:
            uma = umadb_server.appends(address, profile, 32, seconds, STATE_BYTES)
        yield uma
        yield ours[32].beside(uma, PROMISED["umadb"])


async def ours_at(dsn: str, profile: str, callers: int, seconds: float) -> Figure:
    """Each caller appends to a case of its own, one event a call."""
    log = GroupCommit(dsn)
    await log.start()
    streams = [uuid4() for _ in range(callers)]
    versions = [0] * callers
    state = urlsafe_b64encode(os.urandom(STATE_BYTES * 3 // 4))

    async def call(number: int) -> object:
        event = NewEvent("jejak.ReportTriaged.v1", state, "/agencies/uptdppa-ttu", str(uuid4()))
        answer = await log.submit(Unit(streams[number], versions[number], (event,), 0))
        versions[number] += 1
        return answer

    try:
        taken, elapsed = await keep_calling(callers, seconds, call)
    finally:
        await log.stop()
    return timed("append", profile, "jejak append", f"{callers} callers", taken, elapsed)
