"""Making the views and the ledger anew from the log, beside the library's runner with a counter; and a large
log replayed into the case file, beside the library's bare reader."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

import uvloop

from ops.bench.figures import Figure, Window, faster, windowed
from ops.bench.fill import fill
from ops.bench.machine import checkpoint, measured_database, measured_server, working_directory
from ops.bench.peers import projection_runner
from ops.bench.replay import replay_figures
from ops.bench.run import Run
from ops.bench.site import deployment
from projections.engine import Projection
from projections.rebuild import rebuild
from server.rules import load_rules
from server.start import projections_under

EVENTS = 50_000
EVENT_BYTES = 600
PROMISED = {"case_file": 5.0}


class NotEqual(Exception):
    """What was made anew is not what was live: its speed means nothing. Names the projection."""


def rebuild_suite(run: Run) -> Iterator[Figure]:
    """Each projection with all its work: read, fold, write, compare with the live one, swap; then replay."""
    for profile in run.profiles:
        with (
            measured_server(profile) as server,
            measured_database(server) as dsn,
            measured_database(server, "peers", migrated=False) as peers,
        ):
            run.say(f"rebuild, {profile}: publishing {EVENTS:,} events")
            with working_directory() as directory, deployment(dsn, directory) as site:
                fill(site, EVENTS, 1, partial(_told, run, f"rebuild, {profile}: publishing"))
            projection_runner.fill(peers, EVENTS, EVENT_BYTES)
            checkpoint(server)
            counted = Window(EVENTS / _counting(run, profile, peers), ())
            load = f"{EVENTS:,} events"
            peer = windowed("rebuild", profile, projection_runner.SUBJECT, load, [counted])
            yield peer
            for projection in projections_under(load_rules()):
                run.say(f"rebuild, {profile}: {projection.name}")
                window = Window(EVENTS / seconds_to_rebuild(projection, dsn), ())
                ours = windowed("rebuild", profile, f"rebuild of {projection.name}", load, [window])
                least = PROMISED.get(projection.name)
                yield ours.compared(faster(peer, [window], [counted], least))
            yield from replay_figures(run, profile, server, dsn)


def seconds_to_rebuild(projection: Projection, dsn: str) -> float:
    """How long a whole rebuild takes. Raises NotEqual."""
    start = perf_counter()
    rebuilt = uvloop.run(rebuild(projection, dsn))
    elapsed = perf_counter() - start
    if not rebuilt.equal or rebuilt.parked:
        raise NotEqual(projection.name)
    return elapsed


def _counting(run: Run, profile: str, peers: str) -> float:
    told = partial(_told, run, f"rebuild, {profile}: ProjectionRunner")
    return projection_runner.seconds_to_count(peers, EVENTS, told)


def _told(run: Run, what: str, done: int) -> None:
    run.say(f"{what}, {done:,} of {EVENTS:,}")
