"""The `eventsourcing` library's own PostgreSQL recorder, default mode, called from threads as is meant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ops.bench.figures import Window
from ops.bench.load import keep_calling_in_threads

SUBJECT = "eventsourcing recorder"


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
