"""The publisher's knowledge of each stream: what is committed, and what will be if the queued appends commit.

The group commit keeps the order of submission, so an event may be decided on a state that includes events
still waiting for their commit. When one of those fails, every later append on that stream carries an expected
version the log refuses: a wrong guess costs a retry, never a wrong record.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Container, Iterable, Sequence
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

import structlog

from domain.case import CaseState, evolve
from domain.events import LogRow, RecordedEvent, read_event


class CaseRows(Protocol):
    """The part of the log reader this cache needs."""

    async def many_cases(self, cases: Sequence[UUID], upto: int | None = None) -> list[LogRow]: ...

    async def case_versions(self, cases: Iterable[UUID]) -> dict[UUID, int]: ...


class Entry:
    """One stream: `committed` is what the log holds, `speculative` adds the `pending` appends in flight.

    One that is not `readable` holds an event that this process cannot read or fold: nothing is decided on it.
    """

    __slots__ = ("committed", "last", "pending", "readable", "speculative", "valid")

    def __init__(self, committed: CaseState | None, *, readable: bool = True) -> None:
        self.committed = committed
        self.readable = readable
        self.speculative = committed
        self.pending = 0
        self.valid = True
        self.last: asyncio.Future[Any] | None = None

    @property
    def version(self) -> int:
        """The version of the stream that is known to be committed."""
        return self.committed.version if self.committed else 0

    def in_flight(self) -> tuple[asyncio.Future[Any], ...]:
        """The append queued last on this stream, where it has no answer yet. If it stands, so do those before
        it: the log refuses every unit behind one that it refused."""
        return (self.last,) if self.pending and self.last is not None else ()


class CaseStates:
    """Bounded cache of `Entry` by stream id; a stream with appends in flight is never dropped."""

    def __init__(self, reader: CaseRows, capacity: int = 20_000) -> None:
        self._reader = reader
        self._capacity = capacity
        self._entries: OrderedDict[UUID, Entry] = OrderedDict()

    async def ensure(self, streams: Iterable[UUID]) -> None:
        """Load the streams that are not known yet, all in one query.

        The caller decides without awaiting in between, so what was ensured cannot be dropped under it.
        """
        wanted = dict.fromkeys(streams)
        # Again until none is missing: while one is read, a refused append may drop another.
        while missing := [stream for stream in wanted if stream not in self._entries]:
            found = read_streams(missing, await self._reader.many_cases(missing))
            for stream, entry in found.items():
                self._entries.setdefault(stream, entry)
        self._shrink(wanted)

    def presume_new(self, streams: Iterable[UUID]) -> None:
        """Takes those that are not known for streams without events, unread.

        Where one is not new, the log refuses the append; it is dropped then, and read before the next try.
        """
        for stream in streams:
            if stream not in self._entries:
                self._entries[stream] = Entry(None)

    async def outdated(self, streams: Collection[UUID]) -> set[UUID]:
        """Those of the streams of which the log holds more than is known here; they are forgotten."""
        if not streams:
            return set()
        found = set()
        for stream, version in (await self._reader.case_versions(streams)).items():
            entry = self._entries.get(stream)
            if entry is not None and entry.version < version and (in_flight := entry.in_flight()):
                await asyncio.wait(in_flight)  # it may be this process's own append that is not told yet
            if entry is None or entry.version < version:
                found.add(stream)
                self.drop(stream)
        return found

    def get(self, stream: UUID) -> Entry:
        """The entry of an ensured stream; raises KeyError for one that was not ensured."""
        self._entries.move_to_end(stream)
        return self._entries[stream]

    def propose(self, stream: UUID, state: CaseState, answer: asyncio.Future[Any]) -> None:
        """Let later decisions on this stream count with `state` while its append is in flight."""
        entry = self._entries[stream]
        entry.speculative = state
        entry.pending += 1
        entry.last = answer

    def settle(self, entry: Entry, recorded: Sequence[RecordedEvent]) -> None:
        """Take the answer of one append: its events with their positions, or none when it was refused."""
        entry.pending -= 1
        if not entry.valid or not recorded:
            return
        for event in recorded:
            entry.committed = evolve(entry.committed, event)
        if entry.pending == 0:
            entry.speculative = entry.committed

    def drop(self, stream: UUID) -> None:
        """Forget a stream whose state is not that of the log, say as an append was refused: what was decided
        after it rests on nothing."""
        entry = self._entries.pop(stream, None)
        if entry is not None:
            entry.valid = False

    def _shrink(self, keep: Container[UUID]) -> None:
        excess = len(self._entries) - self._capacity
        if excess <= 0:
            return
        idle = (s for s, entry in self._entries.items() if not entry.pending and s not in keep)
        for stream in list(islice(idle, excess)):  # the least recently used come first: a few are looked at
            del self._entries[stream]


def read_streams(streams: Sequence[UUID], rows: Iterable[LogRow]) -> dict[UUID, Entry]:
    """Each stream as its rows, given in version order, make it. One that cannot be read holds up no other."""
    found = {stream: Entry(None) for stream in streams}
    for row in rows:
        entry = found[row.case]
        if not entry.readable:
            continue
        try:
            entry.committed = entry.speculative = evolve(entry.committed, read_event(row))
        except Exception as error:
            structlog.get_logger().error("case not readable", position=row.position, exc_info=error)
            found[row.case] = Entry(None, readable=False)
    return found
