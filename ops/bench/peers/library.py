"""The `eventsourcing` library's own PostgreSQL recorder, default mode, called from threads as it is meant to be."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from ops.bench.figures import Figure, timed
from ops.bench.load import keep_calling_in_threads


def recorder(dsn: str, connections: int) -> PostgresApplicationRecorder:
    """A recorder of the library with its own table in `dsn`'s database."""
    parts = urlsplit(dsn)
    datastore = PostgresDatastore(
        dbname=parts.path.lstrip("/"),
        host=str(parts.hostname),
        port=str(parts.port),
        user=str(parts.username),
        password=str(parts.password),
        pool_size=connections,
        max_overflow=0,
    )
    made = PostgresApplicationRecorder(datastore, events_table_name="library_events")
    made.create_table()
    return made


def inserts(dsn: str, profile: str, threads: int, seconds: float, size: int, batch: int = 1) -> Figure:
    """The rate of `insert_events` with `batch` new events of one stream a call, from `threads` threads."""
    library = recorder(dsn, min(threads, 32))
    state = b"x" * size

    def make(_: int) -> Callable[[], object]:
        def call() -> object:
            stream = uuid4()
            return library.insert_events([
                StoredEvent(stream, version, "jejak.ReportTriaged.v1", state) for version in range(1, batch + 1)
            ])

        return call

    try:
        taken, elapsed = keep_calling_in_threads(threads, seconds, make)
    finally:
        library.datastore.close()
    load = f"{threads} threads" if batch == 1 else f"{threads} threads, {batch} events a call"
    return timed("append", profile, "eventsourcing recorder", load, taken, elapsed, batch)
