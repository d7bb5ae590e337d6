"""Replaying a large log into the case file, beside the library's reader, which does nothing with it."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import psycopg
import uvloop

from ops.bench.figures import Figure, Window, faster, windowed
from ops.bench.load import TURNS
from ops.bench.machine import checkpoint
from ops.bench.peers import library
from ops.bench.run import Run
from ops.embedded_postgres import EmbeddedPostgres
from projections.case_file.projector import CaseFile
from projections.memory import seldom_collected
from projections.owner import owner_connection
from projections.rebuild import silent
from projections.schemas import make_schema
from projections.shadow import Shadow
from server.rules import load_rules

PROMISED = 0.25
LARGER = (Path(__file__).parent / "larger_log.sql").read_text("utf-8")
COUNT = "SELECT count(*) FROM jejak.log"


def replay_figures(run: Run, profile: str, server: EmbeddedPostgres, dsn: str) -> Iterator[Figure]:
    """Both on one log, in turns: every event read, and every event read, folded and written as a view."""
    size = max(run.sizes)
    run.say(f"replay, {profile}: a log of {size:,} events")
    events = grown(dsn, size)
    library.copy_log(dsn)
    checkpoint(server)
    ours, theirs = list[Window](), list[Window]()
    for turn in range(1, TURNS + 1):
        run.say(f"replay, {profile}: {events:,} events, turn {turn} of {TURNS}")
        theirs.append(library.reads(dsn, events))
        ours.append(Window(events / seconds_to_replay(dsn, events), ()))
    peer = windowed("rebuild", profile, library.READER, f"{events:,} events", theirs)
    yield peer
    figure = windowed("rebuild", profile, "replay into case_file", f"{events:,} events", ours)
    yield figure.compared(faster(peer, ours, theirs, PROMISED))


def grown(dsn: str, size: int) -> int:
    """Brings the log to a size by copying its cases; how many events it has."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(LARGER.encode(), {"events": size})
        connection.execute("VACUUM (ANALYZE) jejak.log")
        row = connection.execute(COUNT).fetchone()
    return int(row[0]) if row else 0


def seconds_to_replay(dsn: str, events: int) -> float:
    """How long it takes to make the case file of so many events, as a rebuild does before it compares."""
    return uvloop.run(_replay(dsn, events))


async def _replay(dsn: str, events: int) -> float:
    view = CaseFile(load_rules().matrix)
    async with owner_connection(dsn) as conn:
        shadow = Shadow(conn, view, "replayed")
        await make_schema(conn, view, shadow.schema)
        with seldom_collected():
            start = perf_counter()
            await shadow.build(events, silent)
            elapsed = perf_counter() - start
        await conn.execute("DROP SCHEMA replayed CASCADE")
    return elapsed
