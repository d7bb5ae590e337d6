"""What the events of a call name of the log besides their case: events before them, and positions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.envelope import Proposed
from domain.events import read_event
from server.log.reader import LogReader
from server.work import Work

# The hash of the event at a version of a stream, as far as one of this call names it as its predecessor.
Chain = dict[tuple[UUID, int], str]


class Named(NamedTuple):
    """As the log has it. `log_end`: its last position, where an event speaks of positions, else 0."""

    chain: Chain
    log_end: int


async def named_by(reader: LogReader, waiting: Sequence[Work]) -> Named:
    """One query for all predecessors named, and one where a key was in other hands, which is rare."""
    return Named(await _chain(reader, waiting), await _log_end(reader, waiting))


async def _chain(reader: LogReader, waiting: Sequence[Work]) -> Chain:
    claims = [event for event in _events(waiting) if event.body.prevversion is not None]
    if not claims:
        return {}
    found = await reader.at_versions((event.case, event.body.prevversion or 0) for event in claims)
    return {(row.case, row.version): read_event(row).hash for row in found}


async def _log_end(reader: LogReader, waiting: Sequence[Work]) -> int:
    since = (getattr(event.data, "compromised_since", None) for event in _events(waiting))
    return (await reader.head()).position if any(since) else 0


def _events(waiting: Sequence[Work]) -> Iterator[Proposed]:
    return (event for work in waiting for event in work.events)
