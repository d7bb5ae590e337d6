"""The `eventsourcing` library's ProjectionRunner with a view that counts events: one transaction an event."""

from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

SUBJECT = "ProjectionRunner counter"
EVENTS_A_CASE = 20
SAVED_AT_ONCE = 25  # cases


class Case(Aggregate):
    """A case whose events are of about the size of ours."""

    @event("Opened")
    def __init__(self, statement: str) -> None:
        self.statement = statement

    @event("Noted")
    def note(self, statement: str) -> None:
        """One more event."""
        self.statement = statement


class Cases(Application[UUID]):
    """The library's application over its own recorder."""


class Counter(PostgresTrackingRecorder):
    """How many events there were, in a row that moves in the transaction of its tracking record."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sql_create_statements += [
            sql.SQL("CREATE TABLE IF NOT EXISTS counted (one boolean PRIMARY KEY, events bigint)").format(),
            sql.SQL("INSERT INTO counted VALUES (true, 0) ON CONFLICT DO NOTHING").format(),
        ]

    def count(self, tracking: Tracking) -> None:
        """One event more."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("UPDATE counted SET events = events + 1 WHERE one", prepare=True)


class Count(Projection[Counter]):
    """Counts every event."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event, one transaction."""
        self.view.count(tracking)


def environment(dsn: str) -> dict[str, str]:
    """The library's settings for `dsn`'s database."""
    parts = {name: str(value) for name, value in conninfo_to_dict(dsn).items()}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts["dbname"],
        "POSTGRES_HOST": parts["host"],
        "POSTGRES_PORT": parts["port"],
        "POSTGRES_USER": parts["user"],
        "POSTGRES_PASSWORD": parts["password"],
    }


def fill(dsn: str, events: int, size: int) -> None:
    """Saves `events` events of `size` bytes, EVENTS_A_CASE a case."""
    application = Cases(environment(dsn))
    statement = "x" * size
    try:
        for first in range(0, events, EVENTS_A_CASE * SAVED_AT_ONCE):
            left = events - first
            application.save(*_cases(min(left, EVENTS_A_CASE * SAVED_AT_ONCE), statement))
    finally:
        application.close()


def _cases(events: int, statement: str) -> list[Case]:
    cases = []
    for first in range(0, events, EVENTS_A_CASE):
        case = Case(statement)
        for _ in range(min(EVENTS_A_CASE, events - first) - 1):
            case.note(statement)
        cases.append(case)
    return cases


def seconds_to_count(dsn: str, events: int, told: Callable[[int], None]) -> float:
    """How long the runner takes from its start until its view has every event."""
    start = perf_counter()
    with ProjectionRunner(
        application_class=Cases, projection_class=Count, view_class=Counter, env=environment(dsn)
    ) as runner:
        while (done := runner.projection.view.max_tracking_id("Cases") or 0) < events:
            told(done)
            runner.run_forever(0.05)
        return perf_counter() - start
