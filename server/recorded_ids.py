"""Ids that this process has seen on record: an event sent again under one of them needs no append.

An append that the log refuses takes along what was queued behind it on the same case, so that without this
a flood of events sent again keeps others from writing to the case. What is on record stays on record: an
entry is never wrong, only forgotten, and then the log answers.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.body import Proposed

KEPT = 50_000  # some 10 MB


class RecordedIds:
    """The last `kept` ids, each with its source."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._ids: dict[tuple[str, str], None] = {}

    def note(self, events: Sequence[Proposed], places: Sequence[Any]) -> None:
        """These events are on record at these places; None stands for one that is not."""
        for event, place in zip(events, places, strict=True):
            if place is not None:
                self._ids[event.body.source, event.body.id] = None
        while len(self._ids) > self._kept:
            del self._ids[next(iter(self._ids))]

    def hold(self, events: Iterable[Proposed]) -> bool:
        """Whether one of these ids is known to be on record."""
        return any((event.body.source, event.body.id) in self._ids for event in events)
