"""The moment that is replayed: a log position, and the time by which agencies had read this or that."""

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from server.api.moments import AwareTime
from server.log.reader import LogReader


class NoMoment(ValueError):
    """What was named is no moment of this log. The message is a sentence."""


class Moment(NamedTuple):
    """After the event at `position` (0: before the first one); `at` is what counts as that time for who had
    read what."""

    position: int
    at: datetime


BEGINNING = Moment(0, datetime.min.replace(tzinfo=UTC))


async def moment_of(log: LogReader, named: str) -> Moment:
    """The moment of a log position, or of a time: after the last event recorded by then. Raises NoMoment."""
    end = (await log.head()).position
    if named.isascii() and named.isdecimal():
        position = int(named)
        if not 1 <= position <= end:
            raise NoMoment(f"The log has the positions 1 to {end}.")
        return Moment(position, await _recordedat(log, position))
    try:
        time = msgspec.convert(named, AwareTime)
    except msgspec.ValidationError:
        rule = "A moment is a log position, or a time as RFC 3339 writes it, with its offset."
        raise NoMoment(rule) from None
    return Moment(await _last_by(log, time, end), time)


async def _last_by(log: LogReader, time: datetime, end: int) -> int:
    """The last position recorded by a time: times of recording never decrease, so it is found by halving."""
    low, high = 0, end
    while low < high:
        middle = (low + high + 1) // 2
        if await _recordedat(log, middle) <= time:
            low = middle
        else:
            high = middle - 1
    return low


async def _recordedat(log: LogReader, position: int) -> datetime:
    (row,) = await log.page(position - 1, 1)
    return row.recordedat
