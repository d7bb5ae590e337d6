"""The case conference and what comes of it: called, held, decided, and a handover in spite of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, Conference
from domain.events import RecordedEvent
from domain.fold.disputes import STEPS as DISPUTE_STEPS
from domain.fold.disputes import belonging
from domain.fold.experts import STEPS as EXPERT_STEPS
from domain.fold.experts import invited
from domain.fold.files import file_changes
from domain.fold.steps import Changes, Step, happened
from domain.shapes.conference import Attendant, DisputedHandover

_replace = msgspec.structs.replace

OUTCOMES = {
    "ConferenceDecidedComplete": "complete",
    "ConferenceDecidedTerminate": "terminate",
    "ConferenceUndecided": "undecided",
}


def conference_of(state: CaseState, conference: UUID | None) -> Conference | None:
    """The conference of that id, None where none is on record."""
    return next((each for each in state.conferences if each.id == conference), None)


def conference_invited(state: CaseState, event: RecordedEvent) -> Changes:
    """An expert named in the invitation may see it and answer it, and nothing else yet. What form a
    conference had is said by its minutes, once there are any."""
    data, known = event.data, conference_of(state, event.data.conference)
    changes = _conference_changes(
        state,
        event,
        form=known.form if known and known.held_at else data.form,
        invited_at=event.position,
        scheduled_for=data.scheduled_for,
        invited=data.invited,
        expert=data.expert,
        expert_until=data.expert_until,
        excerpt=frozenset(data.excerpt),
    )
    return {**changes, **invited(state, event)}


def conference_held(state: CaseState, event: RecordedEvent) -> Changes:
    """Who was there and what was agreed, as the one who minutes it states it. The first minutes stand, so
    that no other office turns the conference into another one; they can be contested or taken back."""
    data, known = event.data, conference_of(state, event.data.conference)
    if known is not None and known.held_at:
        return _of_file_and_dispute(state, event, known.dispute)
    return _conference_changes(
        state,
        event,
        form=data.form,
        event=(event.agency, event.id),
        held_at=event.position,
        held_on=data.held_on or happened(event).date(),
        present=tuple(Attendant(each.role, each.agency) for each in data.present),
        elements_agreed=data.elements_agreed,
        elements_open=data.elements_open,
        articles_agreed=data.articles_agreed or (),
    )


def conference_decided(state: CaseState, event: RecordedEvent) -> Changes:
    """What the conference came to; the first outcome recorded stands."""
    known = conference_of(state, event.data.conference)
    if known is not None and known.outcome is not None:
        return _of_file_and_dispute(state, event)
    members: dict[str, Any] = {"outcome": OUTCOMES[event.type], "decided_at": event.position}
    left_open = getattr(event.data, "elements_open", ())
    if left_open:
        members["elements_open"] = left_open
    return _conference_changes(state, event, **members)


def disputed_handover_made(state: CaseState, event: RecordedEvent) -> Changes:
    """The file is with the prosecutor, who is not convinced (KUHAP 2025 art 62(5))."""
    file = event.data.file
    handover = DisputedHandover(file, event.agency, event.position, happened(event))
    handovers = {**state.disputed_handovers, file: handover}
    return {**_of_file_and_dispute(state, event), "disputed_handovers": handovers}


def continuation_decided(state: CaseState, event: RecordedEvent) -> Changes:
    """The prosecutor answers a disputed handover once (KUHAP 2025 art 62(6))."""
    changes = _of_file_and_dispute(state, event)
    handover = state.disputed_handovers.get(event.data.file)
    if handover is not None and not handover.decided_at:
        answered = _replace(handover, decision=event.data.decision, decided_at=event.position)
        changes["disputed_handovers"] = {**state.disputed_handovers, handover.file: answered}
    return changes


def _conference_changes(state: CaseState, recorded: RecordedEvent, **members: Any) -> Changes:
    data = recorded.data
    known = conference_of(state, data.conference)
    conference = known or Conference(data.conference, data.file, getattr(data, "form", "voluntary"))
    dispute = data.dispute or conference.dispute
    changed = _replace(conference, dispute=dispute, **members)
    conferences = {**{each.id: each for each in state.conferences}, conference.id: changed}
    return {**_of_file_and_dispute(state, recorded, dispute), "conferences": tuple(conferences.values())}


def _of_file_and_dispute(state: CaseState, event: RecordedEvent, dispute: UUID | None = None) -> Changes:
    conference = getattr(event.data, "conference", None)
    about = belonging(state, event, dispute or event.data.dispute, conference=conference)
    return {**file_changes(state, event), **about}


STEPS: dict[str, Step] = {
    **DISPUTE_STEPS,
    **EXPERT_STEPS,
    "CaseConferenceInvited": conference_invited,
    "CaseConferenceHeld": conference_held,
    **dict.fromkeys(OUTCOMES, conference_decided),
    "DisputedHandoverMade": disputed_handover_made,
    "ContinuationDecided": continuation_decided,
}
