"""`jejak bench evidence`: what it costs appends that the log is sealed meanwhile, and what a proof reads."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time

import uvloop
from jejak_client.tlog import merkle

from ops.bench.append import PROMISED_AT, appending, many
from ops.bench.figures import Comparison, Figure, Window, faster, timed, windowed
from ops.bench.load import TURNS
from ops.bench.machine import checkpoint, measured_database, measured_server, working_directory
from ops.bench.run import Run
from ops.bench.site import ROSTER, settings_of
from server.clock import system_clock
from server.commands.place import registrar_of
from server.database import connect
from server.evidence.edge import Edge, grown, root_over, subtrees
from server.evidence.logs import EVENTS
from server.evidence.proofs import inclusion, needed
from server.evidence.sealer import Sealer
from server.evidence.states import states
from server.evidence.tree import Connection, Signed, grow, keep
from server.services import Services
from server.start import open_services

LEAST = 0.85  # of the rate without sealing
MOST_SECONDS = 15e-6  # of this process, for each event that is sealed
LEAVES = 1_000_000
AT_ONCE = 65_536  # leaves grown in one statement
SUBJECT = "jejak append, sealed meanwhile"


def evidence_suite(run: Run) -> Iterator[Figure]:
    """Appends with sealing and without, in turns; sealing alone; proofs in a tree of a million leaves."""
    for profile in run.profiles:
        with (
            measured_server(profile) as server,
            measured_database(server) as dsn,
            working_directory() as directory,
        ):
            run.say(f"evidence, {profile}: {many(PROMISED_AT, 'caller')}, sealed and not")
            yield from uvloop.run(_appends(dsn, directory, profile, run.seconds))
            run.say(f"evidence, {profile}: a tree of {LEAVES:,} leaves")
            checkpoint(server)
            yield uvloop.run(_proofs(dsn, profile, run.seconds))


async def _appends(dsn: str, directory: Path, profile: str, seconds: float) -> list[Figure]:
    """One process appends and seals, as `jejak serve` does."""
    plain: list[Window] = []
    sealed: list[Window] = []
    spent: list[float] = []
    async with open_services(settings_of(dsn, directory), system_clock) as services:
        await registrar_of(services).found(ROSTER.name, services.rules)
        for _ in range(TURNS):
            plain.append(await appending(dsn, PROMISED_AT, None, seconds / TURNS))
            spent.append(await _seconds_an_event(services))
            sealer = Sealer(services)
            sealer.start()
            sealed.append(await appending(dsn, PROMISED_AT, None, seconds / TURNS))
            await sealer.stop()
            await Sealer(services).run_once()
    load = many(PROMISED_AT, "caller")
    peer = windowed("evidence", profile, "jejak append", load, plain)
    ours = windowed("evidence", profile, SUBJECT, load, sealed)
    return [peer, ours.compared(faster(peer, sealed, plain, LEAST)), _sealing(profile, spent)]


async def _seconds_an_event(services: Services) -> float:
    """The processor time of this process for each event that has gathered, without what it takes to come and
    find nothing to do."""
    before = await _sealed(services)
    spent, idle = await _spent_by_a_signer(services), await _spent_by_a_signer(services)
    return (spent - idle) / (await _sealed(services) - before)


async def _spent_by_a_signer(services: Services) -> float:
    began = process_time()
    await Sealer(services).run_once()
    return process_time() - began


async def _sealed(services: Services) -> int:
    """How many events are under a checkpoint."""
    async with services.pool.connection() as conn:
        return sum(state.sealed for state in await states(conn) if state.kind == EVENTS.kind)


def _sealing(profile: str, spent: list[float]) -> Figure:
    taken = median(spent)
    promise = Comparison(peer="15 µs of the process", ratio=taken / MOST_SECONDS, most=1.0)
    subject, load = "sealing an event", "pages of 512"
    return Figure(
        suite="evidence", profile=profile, subject=subject, load=load, rate=1 / taken, p50=taken * 1000
    ).compared(promise)


async def _proofs(dsn: str, profile: str, seconds: float) -> Figure:
    """Proofs of leaves at random, one after the other, on one connection."""
    random = Random(1)
    async with await connect(dsn) as conn:
        signed = await _tree(conn)
        taken: list[float] = []
        most, end = 0, perf_counter() + seconds
        while (start := perf_counter()) < end:
            index = random.randrange(LEAVES)
            path = await inclusion(conn, signed, index)
            taken.append(perf_counter() - start)
            most = max(most, _tiles_of_one_level(signed, index))
        merkle.verify_inclusion(_leaf(index), index, LEAVES, path, signed.root)
    subject = f"proof, {LEAVES:,} leaves"
    per_level = Comparison(peer="one tile a level", ratio=float(most), most=1.0)
    return timed("evidence", profile, subject, "1 caller", taken).compared(per_level)


async def _tree(conn: Connection) -> Signed:
    """A tree of leaves that stand for no event, with the checkpoint that would be signed over it."""
    log, edge = "bench", Edge()
    for first in range(0, LEAVES, AT_ONCE):
        leaves = [_leaf(index) for index in range(first, min(first + AT_ONCE, LEAVES))]
        after, full = grown(edge, leaves)
        await grow(conn, log, edge.size, after, full)
        edge = after
    roots = subtrees(edge)
    signed = Signed(log, edge.size, root_over(roots), roots, "bench", system_clock())
    await keep(conn, signed)
    return signed


def _leaf(index: int) -> bytes:
    return sha256(index.to_bytes(8, "big")).digest()


def _tiles_of_one_level(signed: Signed, index: int) -> int:
    """The most tiles of one level that the proof of a leaf reads."""
    tiles = needed(signed.size, signed.subtrees, partial(merkle.inclusion_proof, index, signed.size))
    return max(Counter(tile.level for tile in tiles).values(), default=0)
