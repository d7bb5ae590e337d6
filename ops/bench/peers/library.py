"""The `eventsourcing` library's own PostgreSQL recorder, default mode, called from threads as is meant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from uuid import uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ops.bench.figures import Window
from ops.bench.load import keep_calling_in_threads

SUBJECT = "eventsourcing recorder"
READER = "eventsourcing select_notifications"
PAGE = 500  # notifications of one call: the library reads larger pages slower
COPY = """
INSERT INTO library_events (originator_id, originator_version, topic, state)
SELECT originator_id, originator_version, topic, state FROM jejak.log ORDER BY notification_id
"""


@contextmanager
def recorder(dsn: str, connections: int) -> Iterator[PostgresApplicationRecorder]:
    """A recorder of the library with its own table in `dsn`'s database."""
    parts = {name: str(value) for name, value in conninfo_to_dict(dsn).items()}
    datastore = PostgresDatastore(
        dbname=parts["dbname"],
        host=parts["host"],
        port=parts["port"],
        user=parts["user"],
        password=parts["password"],
        pool_size=connections,
        max_overflow=0,
    )
    made = PostgresApplicationRecorder(datastore, events_table_name="library_events")
    made.create_table()
    try:
        yield made
    finally:
        datastore.close()


def copy_log(dsn: str) -> None:
    """The events of the log, with the bytes that we store of each, in the library's own table."""
    with recorder(dsn, 1), psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(COPY)
        connection.execute("VACUUM (ANALYZE) library_events")


def reads(dsn: str, events: int) -> Window:
    """`select_notifications` from the first event to the last, page after page, and nothing else."""
    with recorder(dsn, 1) as library:
        done, start = 0, perf_counter()
        while page := library.select_notifications(done + 1, PAGE):
            done = page[-1].id
        elapsed = perf_counter() - start
    assert done == events, "the library read what we replay"
    return Window(events / elapsed, ())


def inserts(
    library: PostgresApplicationRecorder, threads: int, seconds: float, size: int, batch: int = 1
) -> Window:
    """`insert_events` with `batch` new events of one stream a call, from `threads` threads."""
    state = b"x" * size

    def make(_: int) -> Callable[[], object]:
        def call() -> object:
            stream = uuid4()
            return library.insert_events(
                [
                    StoredEvent(stream, version, "jejak.ReportTriaged.v1", state)
                    for version in range(1, batch + 1)
                ]
            )

        return call

    return keep_calling_in_threads(threads, seconds, make, batch)
