"""What goes wrong with the rights of a victim while it can still be mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from domain.access import stage_row
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.events import EventHead, RecordedEvent
from domain.matrix import STAGE_LEVEL
from domain.rights.items import (
    ALERTS,
    DEPARTURE,
    FILE_SENT,
    HEARING,
    RESTITUTION_NOTIFIED,
    STATEMENT,
    TESTIMONY,
)
from domain.rights.progress import concerns, happened
from domain.rights.sight import Sight


class Alert(NamedTuple):
    """`positions`: the events it arises from; `settled_by`: what came after all, None while nothing did."""

    code: str
    basis: str
    positions: tuple[int, ...]
    settled_by: int | None = None


def alerts_of(seen: CaseState, bare: list[EventHead], person: UUID, sight: Sight) -> tuple[Alert, ...]:
    """The alerts that an agency may be told of a person: those whose absence of an event it can know of."""
    entries = [entry for entry in seen.entries if (entry.agency, entry.id) not in seen.withdrawn]
    found = (
        departed_before_testimony(entries, bare, person, sight),
        _restitution_not_notified(seen, bare, person, sight),
    )
    return tuple(each for each in found if each is not None)


def departed_before_testimony(
    entries: Sequence[RecordedEvent], bare: list[EventHead], person: UUID, sight: Sight
) -> Alert | None:
    """The victim left for home before any testimony was recorded: who is gone is hard to hear again.

    Who knows of a hearing by its bare row alone cannot know who testified there, and is not alarmed.
    Source: UU 21/2007 arts 34, 37-40; reference/domain.md section 6 no. 16.
    """
    left = [happened(each.head) for each in entries if each.type in DEPARTURE and each.person == person]
    if not left or not sight.sees_all(STATEMENT) or not sight.sees_all(HEARING, STAGE_LEVEL):
        return None
    first = min(left)
    heard = sorted((each for each in entries if _testifies(each, person)), key=lambda e: happened(e.head))
    if heard and happened(heard[0].head) <= first:
        return None
    if any(happened(head) <= first for head in bare if stage_row(head).code in _codes(HEARING)):
        return None
    departures = (each for each in entries if each.type in DEPARTURE and each.person == person)
    position = next(each.position for each in departures if happened(each.head) == first)
    return _alert("departed_before_testimony", position, heard[0].position if heard else None)


def _testifies(entry: RecordedEvent, person: UUID) -> bool:
    if entry.type not in TESTIMONY:
        return False
    return entry.person == person or person in getattr(entry.data, "testified", ())


def _restitution_not_notified(
    seen: CaseState, bare: list[EventHead], person: UUID, sight: Sight
) -> Alert | None:
    """The file went to the prosecutor and nobody told the victim of restitution (section 6 no. 12)."""
    notices = [each for each in seen.restitution_notices if each.person == person]
    sent = [
        *(entry.head for entry in seen.entries if entry.type in FILE_SENT and concerns(seen, entry, person)),
        *(head for head in bare if stage_row(head).code in _codes(FILE_SENT)),
    ]
    if not sent or not sight.sees_all(RESTITUTION_NOTIFIED.types):
        return None
    first = min(sent, key=happened)
    if notices and notices[0].position < first.position:
        return None
    return _alert("restitution_not_notified", first.position, notices[0].position if notices else None)


def _alert(code: str, position: int, settled_by: int | None) -> Alert:
    return Alert(code, ALERTS[code], (position,), settled_by)


def _codes(types: tuple[str, ...]) -> frozenset[str | None]:
    """The legal codes by which bare rows tell of these types."""
    return frozenset(REGISTRY[name].legal_code for name in types)
