from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresDatastore
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from server.log.recorder import JejakRecorder


def datastore_of(url: str) -> PostgresDatastore:
    parts = urlsplit(url)
    return PostgresDatastore(
        dbname=parts.path[1:],
        host=parts.hostname or "",
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        schema="jejak",
        pool_size=2,
        max_overflow=12,
    )


@pytest.fixture
def datastore(database: str) -> Iterator[PostgresDatastore]:
    with datastore_of(database) as store:
        yield store


class OnTheLog:
    """Gives the library's test cases a fresh log."""

    store: PostgresDatastore

    @pytest.fixture(autouse=True)
    def _a_fresh_log(self, datastore: PostgresDatastore) -> None:
        self.store = datastore

    def create_recorder(self) -> JejakRecorder:
        return JejakRecorder(self.store)


class TestTheLibrarysApplicationRecorder(OnTheLog, ApplicationRecorderTestCase[JejakRecorder]):
    def test_insert_subscribe(self) -> None:
        """The library asks it of those alone that can be subscribed to."""
        self.optional_test_insert_subscribe()
        with self.create_recorder().subscribe(gt=0) as subscription:
            assert [next(subscription).id for _ in range(2)] == [1, 2]


class TestTheLibrarysNonInterleavingPositions(OnTheLog, NonInterleavingNotificationIDsBaseCase):
    pass


def events(stream: Any, *versions: int) -> list[StoredEvent]:
    return [StoredEvent(stream, version, "topic", b"state") for version in versions]


def test_a_version_gap_that_the_library_lets_pass_is_refused(datastore: PostgresDatastore) -> None:
    recorder, stream = JejakRecorder(datastore), uuid4()
    recorder.insert_events(events(stream, 1))
    with pytest.raises(IntegrityError):
        recorder.insert_events(events(stream, 7))


def test_a_refused_call_leaves_neither_events_nor_a_hole(datastore: PostgresDatastore) -> None:
    recorder, taken, free = JejakRecorder(datastore), uuid4(), uuid4()
    recorder.insert_events(events(taken, 1))
    with pytest.raises(IntegrityError):
        recorder.insert_events(events(free, 1) + events(taken, 1))
    assert recorder.select_events(free) == []
    assert recorder.insert_events(events(free, 1, 2)) == [2, 3]


def test_a_commit_whose_answer_was_lost_is_recorded_once_and_answered_with_its_positions(
    datastore: PostgresDatastore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, stream = JejakRecorder(datastore), uuid4()
    losses = cut_after_commit(datastore, monkeypatch)
    assert recorder.insert_events(events(stream, 1, 2)) == [1, 2]
    assert losses == ["lost"]
    assert [event.originator_version for event in recorder.select_events(stream)] == [1, 2]


def cut_after_commit(datastore: PostgresDatastore, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first transaction commits, and then its connection is gone before anybody hears of it."""
    from contextlib import contextmanager

    from eventsourcing.persistence import OperationalError

    transaction, losses = datastore.transaction, list[str]()

    @contextmanager
    def losing(*, commit: bool = False) -> Iterator[psycopg.Cursor[Any]]:
        with transaction(commit=commit) as cursor:
            yield cursor
        if not losses:
            losses.append("lost")
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(datastore, "transaction", losing)
    return losses
