"""The moment for which a case is asked: a log position, or a time by the clock of recording or happening."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

import msgspec

from domain.events import EventHead
from server.api.problems import invalid_parameter
from server.api.reading import LARGEST

Clock = Literal["recorded", "occurred"]
AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]


class Moment(NamedTuple):
    """Up to which log position or time a case is asked for (neither: now), and the clock that orders it."""

    position: int | None
    time: datetime | None
    by: Clock

    @property
    def recorded_by(self) -> datetime | None:
        """The time by which an event was on record, where that is what the moment says."""
        return self.time if self.by == "recorded" else None

    @property
    def happened_by(self) -> datetime | None:
        """The time by which an event had happened, where that is what the moment says."""
        return self.time if self.by == "occurred" else None


def moment_of(as_of: str | None, by: Clock) -> Moment:
    """The moment that a caller names. Raises ProblemError for what is neither a position nor a time."""
    if as_of is None:
        return Moment(None, None, by)
    if as_of.isascii() and as_of.isdecimal() and 0 < int(as_of) <= LARGEST:
        return Moment(int(as_of), None, by)
    try:
        # In a URL a plus sign that was not escaped arrives as a space.
        return Moment(None, msgspec.convert(as_of.replace(" ", "+"), AwareTime), by)
    except msgspec.ValidationError:
        rule = "A moment is a log position from 1, or a time as RFC 3339 writes it, with its offset."
        raise invalid_parameter("as_of", rule) from None


def recorded_by(moment: Moment, heads: Sequence[EventHead]) -> Sequence[EventHead]:
    """The events on record at the moment, where it is a log position or a time of recording."""
    upto, position = moment.recorded_by, moment.position
    if upto is None and position is None:
        return heads
    return [
        head
        for head in heads
        if (upto is None or head.recordedat <= upto) and (position is None or head.position <= position)
    ]
