"""Detentions as all that was stated of them makes them: by when it happened, in whatever order it came in.

An order on paper may be entered before the start that it extends, and the start of a stage after that of the
next one: until when somebody may be held must not hang on that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from domain.shapes.custody import Detention, DetentionAct, Ending, Extending

_replace = msgspec.structs.replace
NEXT_STAGE = "next_stage"


def detentions_of(acts: Iterable[DetentionAct]) -> tuple[Detention, ...]:
    """The detentions in the order in which they began, with the days added to each and its end.

    What names none of those on record waits for its start.
    """
    acts = tuple(acts)
    found = sorted((each for each in acts if isinstance(each, Detention)), key=_begun)
    orders = sorted((each for each in acts if isinstance(each, Extending)), key=_ordered)
    for order in orders:
        _extend(found, order)
    for act in acts:
        if isinstance(act, Ending):
            _end(found, act)
    return tuple(_until_the_next(found, place) for place in range(len(found)))


def _extend(found: list[Detention], order: Extending) -> None:
    """Adds the days to the detention that ran then; to the first of the stage where none had begun yet."""
    places = _places(found, order.suspect, order.stage)
    before = [place for place in places if found[place].started_at <= order.extension.at]
    if places:
        place = before[-1] if before else places[0]
        known = found[place]
        found[place] = _replace(known, extensions=(*known.extensions, order.extension))


def _end(found: list[Detention], end: Ending) -> None:
    """Ends the detention that stood then. Where no stage is named, one that has ended stays as it was."""
    places = _places(found, end.suspect, end.stage)
    before = [place for place in places if found[place].started_at <= end.at]
    if before and (end.stage is not None or found[before[-1]].ended_at is None):
        found[before[-1]] = _replace(
            found[before[-1]], ended_at=end.at, ended_position=end.position, ended_reason=end.reason
        )


def _until_the_next(found: list[Detention], place: int) -> Detention:
    """A detention that nobody ended ends when the next one of the suspect begins."""
    known = found[place]
    following = (each for each in found[place + 1 :] if each.suspect == known.suspect)
    after = None if known.ended_at is not None else next(following, None)
    if after is None:
        return known
    return _replace(known, ended_at=after.started_at, ended_position=after.position, ended_reason=NEXT_STAGE)


def _places(found: list[Detention], suspect: UUID, stage: str | None) -> list[int]:
    return [
        place for place, each in enumerate(found) if each.suspect == suspect and stage in (None, each.stage)
    ]


def _begun(detention: Detention) -> tuple[datetime, int]:
    return detention.started_at, detention.position


def _ordered(order: Extending) -> tuple[datetime, int]:
    return order.extension.at, order.extension.position
