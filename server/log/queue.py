"""The units that wait for the next transaction, and which of them go into it together."""

import asyncio
from collections import deque
from collections.abc import Container, Sequence
from typing import NamedTuple
from uuid import UUID

from server.log.units import Unit, UnitOutcome

MAX_UNITS = 256
MAX_EVENTS = 2_000


class Waiting(NamedTuple):
    """A unit and who waits for its outcome."""

    unit: Unit
    future: "asyncio.Future[UnitOutcome]"
    ids: frozenset[tuple[str, str]]
    moves_registry: bool


class UnitQueue:
    """First in, first out. `events` counts the events that wait."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._alone = 0
        self.events = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def put(self, unit: Unit, future: "asyncio.Future[UnitOutcome]") -> None:
        """Queues a unit; ValueError when it has no events or two of the same source and id."""
        ids = frozenset([(event.source, event.event_id) for event in unit.events])
        if not 0 < len(ids) == len(unit.events):
            raise ValueError("a unit has events, and no two of them share source and id")
        self._waiting.append(Waiting(unit, future, ids, True in [event.registry for event in unit.events]))
        self.events += len(ids)

    def take_batch(self) -> list[Waiting]:
        """The units of the next transaction.

        It ends before a unit that was judged under another registry or holds an id that is in it already,
        and after one that moves the registry, because what follows was judged under the old one.
        """
        batch = [self._take()]
        seen, registry = set(batch[0].ids), batch[0].unit.known_registry
        if self._alone:
            self._alone -= 1
            return batch
        while self._waiting and len(batch) < MAX_UNITS and not batch[-1].moves_registry:
            unit, _, ids, _ = self._waiting[0]
            if (
                len(seen) + len(ids) > MAX_EVENTS
                or unit.known_registry != registry
                or not seen.isdisjoint(ids)
            ):
                break
            seen |= ids
            batch.append(self._take())
        return batch

    def put_back_singly(self, batch: Sequence[Waiting]) -> None:
        """Puts a batch back at the front, to be taken unit by unit: one of them cannot be stored."""
        self._waiting.extendleft(reversed(batch))
        self.events += sum(len(waiting.ids) for waiting in batch)
        self._alone = len(batch)

    def withdraw(self, streams: Container[UUID]) -> list[Waiting]:
        """Takes out all units of these streams."""
        kept, out = deque[Waiting](), list[Waiting]()
        for waiting in self._waiting:
            (out if waiting.unit.stream in streams else kept).append(waiting)
        self._waiting = kept
        self.events -= sum(len(waiting.ids) for waiting in out)
        return out

    def take_all(self) -> list[Waiting]:
        """Empties the queue."""
        return [self._take() for _ in range(len(self._waiting))]

    def _take(self) -> Waiting:
        waiting = self._waiting.popleft()
        self.events -= len(waiting.ids)
        return waiting
