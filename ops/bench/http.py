"""Publishing over HTTP through the whole product, beside a handler that does nothing and the bare library."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
from jejak_client.envelope import Event, sign_event

from domain.catalogue import by_type
from ops.bench.figures import Figure, Window, faster, windowed
from ops.bench.load import WARM_UP, in_turns
from ops.bench.machine import measured_database, measured_server, working_directory
from ops.bench.mix import Mix
from ops.bench.peers import bare_handler, library
from ops.bench.run import Run
from ops.bench.site import ESCROW, ROSTER, ROUTED_TO, SIGNING, Site, behind, deployment, process, settled
from ops.bench.wire import Load, drive, driven, request
from ops.supervised import LOOPBACK, free_port

CONNECTIONS = 64
BATCH, BATCH_CONNECTIONS = 100, 8
OPEN_CASES = 2_000
SUPPLY = {1: 5_000, BATCH: 10_000}  # events made for a second of a window; a window ends when they do
BESIDE_BARE, BESIDE_LIBRARY = 0.25, 0.3
PLAIN_ONE, PLAIN_MANY = "application/cloudevents+json", "application/cloudevents-batch+json"
SIGNED = "application/jose+json"
STATE_BYTES = 1_000
SATURATED = 0.85  # of a CPU: beyond it the load itself may be what is measured


class Publisher(NamedTuple):
    """One agency that publishes: what it is called in the table, and how it makes an event ready to send."""

    agency: str
    called: str
    bare: str
    media: tuple[str, str]  # of one event, of a batch
    ready: Callable[[Event], Event]


def http_suite(run: Run) -> Iterator[Figure]:
    """Escrow and agency-signed; single events, then batches of 100."""
    for profile in run.profiles:
        with (
            measured_server(profile) as server,
            measured_database(server) as dsn,
            measured_database(server, "peers", migrated=False) as peers,
            working_directory() as directory,
            deployment(dsn, directory) as site,
            bare_application(directory) as bare_port,
        ):
            for publisher in publishers(site):
                suite = HttpSuite(run, profile, site, bare_port, publisher)
                yield from suite.single()
                yield from suite.batches(peers)


def publishers(site: Site) -> list[Publisher]:
    """An agency that the host signs for, and one that signs its events before it sends them."""
    return [
        Publisher(ESCROW, "escrow", "plain", (PLAIN_ONE, PLAIN_MANY), lambda event: event),
        Publisher(SIGNING, "agency-signed", "signed", (SIGNED, SIGNED), partial(signed, site)),
    ]


def signed(site: Site, event: Event) -> Event:
    """The event as its agency's own software signs it."""
    return sign_event(event, site.key, classes_of(event["type"]), ROSTER.origin)


def classes_of(type_string: str) -> dict[str, str]:
    """The data class of each field of a type, by name."""
    event_type = by_type(type_string)
    assert event_type is not None, "the mix knows the catalogue"
    return {name: field.data_class.names()[0] for name, field in event_type.fields.items()}


class HttpSuite:
    """The measurements of one publisher under one profile."""

    def __init__(self, run: Run, profile: str, site: Site, bare_port: int, publisher: Publisher) -> None:
        self._run = run
        self._profile = profile
        self._site = site
        self._bare_port = bare_port
        self._publisher = publisher
        self._behind: list[int] = []
        mix = Mix(publisher.agency, ROUTED_TO, 1, datetime.now(UTC), live=True)
        cases = [mix.case() for _ in range(OPEN_CASES)]
        openings = self._requests(map(mix.opening, cases), OPEN_CASES, BATCH)
        driven(Load(LOOPBACK, site.port, openings, 1, 600, 0))
        self._events = mix.going_on(cases)

    def single(self) -> Iterator[Figure]:
        """One event a request, beside the bare handler."""
        self._run.say(f"http, {self._profile}: single events, {self._publisher.called}")
        ours, bare = in_turns(
            self._run.seconds,
            partial(self._ours, CONNECTIONS, 1),
            partial(self._bare, CONNECTIONS, 1),
        )
        load = f"{CONNECTIONS} connections, {self._publisher.called}"
        peer = windowed("http", self._profile, bare_handler.SUBJECT, load, bare)
        yield peer
        yield self._figure(load, ours).compared(faster(peer, ours, bare, BESIDE_BARE))

    def batches(self, peers: str) -> Iterator[Figure]:
        """100 events a request, beside the bare handler and `insert_events` of 100 with as many callers."""
        self._run.say(f"http, {self._profile}: batches of {BATCH}, {self._publisher.called}")
        with library.recorder(peers, BATCH_CONNECTIONS) as recorder:
            ours, bare, inserted = in_turns(
                self._run.seconds,
                partial(self._ours, BATCH_CONNECTIONS, BATCH),
                partial(self._bare, BATCH_CONNECTIONS, BATCH),
                lambda seconds: library.inserts(recorder, BATCH_CONNECTIONS, seconds, STATE_BYTES, BATCH),
            )
        load = f"{BATCH_CONNECTIONS} connections, batches of {BATCH}, {self._publisher.called}"
        handler = windowed("http", self._profile, bare_handler.SUBJECT, load, bare)
        threads = f"{BATCH_CONNECTIONS} threads, {BATCH} events a call"
        inserts = windowed("http", self._profile, library.SUBJECT, threads, inserted)
        yield from (handler, inserts)
        yield self._figure(load, ours).compared(
            faster(handler, ours, bare), faster(inserts, ours, inserted, BESIDE_LIBRARY)
        )

    def _figure(self, load: str, windows: Sequence[Window]) -> Figure:
        """Ours, with the most that ledger and views were behind when a window ended."""
        figure = windowed("http", self._profile, "POST /v1/events", load, windows)
        note = f"views at most {max(self._behind):,} events behind"
        self._behind.clear()
        return msgspec.structs.replace(figure, note=note)

    def _ours(self, connections: int, batch: int, seconds: float) -> Window:
        """A window on the product; the follower has applied all that was recorded before."""
        settled(self._site)
        events = round(SUPPLY[batch] * (seconds + WARM_UP))
        requests = self._requests(self._events, events, batch)
        load = Load(LOOPBACK, self._site.port, requests, connections, seconds, WARM_UP, weight=batch)
        window = self._drive(load)
        self._behind.append(behind(self._site))
        return window

    def _bare(self, connections: int, batch: int, seconds: float) -> Window:
        """A window on the bare handler: the same bodies over and over."""
        settled(self._site)
        path = f"/{self._publisher.bare}-batch" if batch > 1 else f"/{self._publisher.bare}"
        media = {"content-type": self._publisher.media[batch > 1]}
        bodies = self._bodies(self._events, 1_000, batch)
        requests = [request("POST", path, media, body) for body in bodies]
        load = Load(LOOPBACK, self._bare_port, requests, connections, seconds, WARM_UP, True, batch)
        return self._drive(load)

    def _drive(self, load: Load) -> Window:
        outcome = drive(load)
        if outcome.cpu > SATURATED:
            self._run.note(
                f"http, {self._profile}: the load took {outcome.cpu:.0%} of its CPU and may bound a rate."
            )
        return outcome.window

    def _requests(self, events: Iterator[Event], count: int, batch: int) -> list[bytes]:
        media = self._publisher.media[batch > 1]
        bodies = self._bodies(events, count, batch)
        return [self._site.publishing(self._publisher.agency, media, body) for body in bodies]

    def _bodies(self, events: Iterator[Event], count: int, batch: int) -> Iterator[bytes]:
        ready = map(self._publisher.ready, islice(events, count))
        if batch == 1:
            return map(msgspec.json.encode, ready)
        return (msgspec.json.encode(list(islice(ready, batch))) for _ in range(count // batch))


@contextmanager
def bare_application(directory: Path) -> Iterator[int]:
    """The bare handlers, served from a process of their own."""
    port = free_port()
    command = [sys.executable, "-m", bare_handler.__name__, str(port)]
    with process("bare handler", command, directory, port, "/"):
        yield port
