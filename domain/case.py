"""What is so in a case: `evolve` applies one recorded event, `fold` a whole stream. Pure, copy on write.

The shapes stand in `case_state.py`; what each event type changes stands in `domain/fold/`, by chapter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from domain.case_state import CaseState, Party, Relation
from domain.events import EventHead, RecordedEvent
from domain.fold import STEPS
from domain.fold.corrections import (
    UNDOES,
    as_they_count,
    corrections_of,
    places_kept,
    withdrawn_entries,
    without_bytes,
)
from domain.fold.intake import joint_act, taken_up
from domain.fold.parties import add_relation, relation_of
from domain.fold.persons import person_of, update_person
from domain.fold.steps import Changes, happened

# Members of the state that `domain/access.py` reads; persons see to it themselves (fold/persons.py).
_READ_BY_ACCESS = frozenset({"parties", "consents", "break_glass", "reporter_confidential", "events"})

CLOCKWORK = "clockwork"

_replace = msgspec.structs.replace


def evolve(state: CaseState | None, event: RecordedEvent) -> CaseState:
    """The state after the next event of its stream; `state` is None before the first.

    Raises ValueError when the event is not the next one.
    """
    head = event.head
    if state is None:
        state = _opened(event)
    if head.version != state.version + 1:
        raise ValueError("the events of a stream are folded in version order, none left out")
    after = _moved(state, event, _changes(state, event))
    return _counted_anew(state, after) if head.type in UNDOES else after


def fold(events: Iterable[RecordedEvent]) -> CaseState | None:
    """The state after the events of one stream, from its first; None for none."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event)
    return state


def _moved(state: CaseState, event: RecordedEvent, changes: Changes) -> CaseState:
    """The state one event on: with its changes, none where it no longer counts, and what all events move."""
    head, at = event.head, happened(event)
    events = changes.pop("events", state.events)
    by_rule = event.event_type.chapter == CLOCKWORK  # its dates follow from those of agencies
    return _replace(
        state,
        version=head.version,
        position=head.position,
        events=(*events, head),
        entries=(*state.entries, without_bytes(event)) if state.kind == "case" else (),
        latest_occurred=at if at > state.latest_occurred and not by_rule else state.latest_occurred,
        **changes,
    )


def _counted_anew(before: CaseState, after: CaseState) -> CaseState:
    """The case from all its entries once more, as they count now that one was taken back or corrected. A
    reporter who asked to stay unknown stays so (UU 21/2007 art 33), whatever became of the report; and what
    keys were destroyed of hangs on the case as it was then, so the heads stay as they are."""
    entries = after.entries
    withdrawn = withdrawn_entries(entries)
    state = CaseState(
        id=after.id,
        kind=after.kind,
        version=entries[0].version - 1,
        position=0,
        opened_at=after.opened_at,
        opened_by=after.opened_by,
        latest_occurred=after.opened_at,
        events=(),
        withdrawn=withdrawn,
        corrections=corrections_of(entries, withdrawn),
    )
    for entry, counted in as_they_count(entries, withdrawn):
        changes = _changes(state, counted) if counted is not None else {}
        state = _moved(state, entry, changes)
    return _replace(
        state,
        events=after.events,
        parties=places_kept(before.parties, state.parties),
        reporter_confidential=before.reporter_confidential or state.reporter_confidential,
        access_epoch=before.access_epoch + 1,
    )


def _opened(event: RecordedEvent) -> CaseState:
    head, at = event.head, happened(event)
    return CaseState(
        id=event.case,
        kind=event.event_type.stream,
        version=0,
        position=0,
        opened_at=at,
        opened_by=head.agency,
        latest_occurred=at,
        events=(),
    )


def _changes(state: CaseState, event: RecordedEvent) -> Changes:
    head, event_type = event.head, event.event_type
    step = STEPS.get(head.type)
    changes: dict[str, Any] = step(state, event) if step else {}
    if head.version == 1 and event_type.stream != "coordination":  # a seat comes with the configuration alone
        changes["parties"] = _with_opener(changes.get("parties", state.parties), head)
    if event_type.joint_with:
        act = joint_act(event)
        changes["joint_acts"] = {**state.joint_acts, act.event: act}
    if state.reports:
        changes.update(taken_up(state, event))
    if "persons" not in changes:
        changes.update(_first_seen(state, event))
    if not _READ_BY_ACCESS.isdisjoint(changes):
        changes["access_epoch"] = state.access_epoch + 1
    return changes


def _first_seen(state: CaseState, event: RecordedEvent) -> Changes:
    person = event.head.person
    if person is None or person in state.persons or event.event_type.person_field != "person":
        return {}
    return update_person(state, person_of(state, person))


def _with_opener(parties: dict[str, Party], head: EventHead) -> dict[str, Party]:
    if head.agency in parties:
        return parties
    return add_relation(parties, head.agency, relation_of("owner", head))


__all__ = ["CaseState", "Party", "Relation", "evolve", "fold"]
