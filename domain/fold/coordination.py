"""The stream of a task force: who sits on it, when it met, what was promised, which figures it gave out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from domain.case_state import CaseState, Commitment, Relation, RelationKind
from domain.events import RecordedEvent
from domain.fold.parties import add_relations, end_relations, relation_of
from domain.fold.steps import Changes, Step
from domain.shapes.coordination import FrozenFigures, Meeting, Restatement


def task_force_configured(state: CaseState, event: RecordedEvent) -> Changes:
    """The agencies named read the stream, its past too; those named no more read it no longer."""
    data, parties = event.data, state.parties
    seats: dict[str, RelationKind] = {**dict.fromkeys(data.members, "assigned"), data.lead: "owner"}
    for agency in parties:
        parties = end_relations(parties, agency, _is_not(seats.get(agency)))
    for agency, seat in seats.items():
        parties = add_relations(parties, (agency,), relation_of(seat, event.head))
    return {"parties": parties}


def meeting_held(state: CaseState, event: RecordedEvent) -> Changes:
    """Told again under the same id, the later statement stands."""
    data = event.data
    meeting = Meeting(
        data.meeting, data.kind, data.held_on, data.attended, data.agenda, data.pack_position, event.position
    )
    return {"meetings": {**state.meetings, meeting.id: meeting}}


def commitment_made(state: CaseState, event: RecordedEvent) -> Changes:
    """Something is owed from here on."""
    data = event.data
    return _put(
        state,
        Commitment(
            id=data.commitment,
            owner=data.owner,
            with_agencies=data.with_agencies,
            topic=data.topic,
            meeting=data.meeting,
            indicator=data.indicator,
            due=data.due,
            first_due=data.due,
            position=event.position,
        ),
    )


def commitment_progressed(state: CaseState, event: RecordedEvent) -> Changes:
    """How far it is, as said last; one that is fulfilled stays fulfilled."""
    known, data = state.commitments.get(event.data.commitment), event.data
    if known is None or known.status == "fulfilled":
        return {}
    changed: dict[str, Any] = {"status": data.progress, "progress_position": event.position}
    return _put(state, msgspec.structs.replace(known, due=data.due or known.due, **changed))


def commitment_fulfilled(state: CaseState, event: RecordedEvent) -> Changes:
    """It is owed no longer."""
    known = state.commitments.get(event.data.commitment)
    if known is None:
        return {}
    done: dict[str, Any] = {"status": "fulfilled", "fulfilled_position": event.position}
    return _put(state, msgspec.structs.replace(known, fulfilled_on=event.data.fulfilled_on, **done))


def indicators_frozen(state: CaseState, event: RecordedEvent) -> Changes:
    """A set of figures has an id of its own and is never frozen again."""
    data = event.data
    frozen = FrozenFigures(
        data.figures, data.period_from, data.period_until, data.as_of, data.values, event.position
    )
    return {"frozen_figures": {**state.frozen_figures, frozen.id: frozen}}


def restatement_issued(state: CaseState, event: RecordedEvent) -> Changes:
    """The new figures stand beside the old ones."""
    data = event.data
    restated = Restatement(data.figures, data.restates, data.reason, data.as_of, data.values, event.position)
    return {"restatements": (*state.restatements, restated)}


def _is_not(seat: str | None) -> Callable[[Relation], bool]:
    return lambda relation: relation.kind != seat


def _put(state: CaseState, commitment: Commitment) -> Changes:
    return {"commitments": {**state.commitments, commitment.id: commitment}}


STEPS: dict[str, Step] = {
    "TaskForceConfigured": task_force_configured,
    "MeetingHeld": meeting_held,
    "CommitmentMade": commitment_made,
    "CommitmentProgressed": commitment_progressed,
    "CommitmentFulfilled": commitment_fulfilled,
    "IndicatorsFrozen": indicators_frozen,
    "RestatementIssued": restatement_issued,
}
