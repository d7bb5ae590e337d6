"""The log through the eventsourcing library's recorder: its contract, our append.

Reading, notifications and subscriptions are the library's own, on the table `jejak.log`. Where its recorder
locks the table, numbers from a sequence and leaves holes, this one appends like the committer does.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.utils import retry

from projections.arrays import teach_arrays
from server.clock import Clock, system_clock
from server.log.statements import statement
from server.log.units import Answer, NewEvent, Unit, append_arguments

APPEND = statement("append_call")
ANY_REGISTRY = 2**62  # these events are not judged under keys and rules


class JejakRecorder(PostgresApplicationRecorder):
    """For aggregates of the eventsourcing library, which have streams of their own in the log (source '').

    The datastore's schema is `jejak`, made by server.migrate. `events_table_name` is what the library's
    factory passes; the log has one table whatever it says.
    """

    def __init__(
        self,
        datastore: PostgresDatastore,
        *,
        events_table_name: str = "log",
        clock: Clock = system_clock,
    ) -> None:
        super().__init__(datastore, events_table_name="log")
        self.channel_name = "jejak_log"
        self.sql_create_statements = []
        self._clock = clock

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Appends events of any number of streams, all or none; answers their positions.

        Versions go on from the stream's without a gap, from 0 or 1 in a new one; otherwise IntegrityError.
        The ids are made here, outside the retry, so that a commit whose answer was lost is found again and
        not reported as a conflict.
        """
        if not stored_events:
            return []
        return self._append([_unit(event) for event in stored_events])

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def _append(self, units: Sequence[Unit]) -> Sequence[int]:
        with self.datastore.transaction(commit=True) as cursor:
            teach_arrays(cursor)
            cursor.execute(APPEND, append_arguments(units, self._clock()), prepare=True, binary=True)
            row = cursor.fetchone()
            assert row is not None
            answer = Answer(**row)
            if answer.positions is None:
                return list(range(answer.last - len(units) + 1, answer.last + 1))
            if set(answer.outcomes or ()) != {"exists"}:
                raise IntegrityError("a stream is not at the version before these events")
            return [position for position in answer.positions if position is not None]


def _unit(event: StoredEvent) -> Unit:
    assert isinstance(event.originator_id, UUID)
    new = NewEvent(topic=event.topic, state=event.state, source="", event_id=uuid4().hex)
    return Unit(event.originator_id, event.originator_version - 1, (new,), ANY_REGISTRY)
