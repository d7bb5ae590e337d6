"""What the rules of the deployment put on record. It undoes no fact: a lapse stays, met late or not."""

from __future__ import annotations

from typing import Any

from domain.case_state import CaseState
from domain.events import RecordedEvent
from domain.fold.duplicates import pairs_of
from domain.fold.parties import add_relations, end_relations, relation_of
from domain.fold.steps import Changes, Step
from domain.ids import agency_of
from domain.shapes.clockwork import Lapse, ModusAlert, Recomputation, StoppedProcessing, Suspicion


def deadline_lapsed(state: CaseState, event: RecordedEvent) -> Changes:
    """The lapse is kept, and open to the agency that owed it whatever its kind."""
    data = event.data
    lapse = Lapse(
        data.rule,
        data.ref,
        data.owner,
        data.due,
        event.position,
        data.ref_kind,
        data.owner_kind,
        (agency_of(data.started_source), data.started_id),
    )
    return {"lapses": (*state.lapses, lapse), **_told(state, event)}


def clock_recomputed(state: CaseState, event: RecordedEvent) -> Changes:
    """Both due times are kept, and the lapse beside them where there was one."""
    data = event.data
    moved = Recomputation(
        data.rule,
        data.ref_kind,
        data.ref,
        data.due_before,
        data.due_after,
        (agency_of(data.because_source), data.because_id),
        data.explanation,
        data.lapsed_at,
        event.position,
    )
    return {"recomputed": (*state.recomputed, moved), **_told(state, event)}


def processing_stopped(state: CaseState, event: RecordedEvent) -> Changes:
    """Access ended with the withdrawal itself; this says what that closed, and to whom."""
    data = event.data
    stopped = StoppedProcessing(
        data.person,
        (agency_of(data.withdrawn_source), data.withdrawn_id),
        data.consent,
        data.purposes,
        data.recipients,
        data.due,
        event.position,
    )
    return {"stopped_processing": (*state.stopped_processing, stopped)}


def access_expired(state: CaseState, event: RecordedEvent) -> Changes:
    """The relation named ends; others of the agency stand."""
    data = event.data
    since = position_of(state, data.granted_source, data.granted_id)
    parties = end_relations(
        state.parties, data.agency, lambda each: each.until is not None and each.since_position == since
    )
    return {"parties": parties}


def duplicate_suspected(state: CaseState, event: RecordedEvent) -> Changes:
    """The stewards named may read the suspicion, and answer it in its stream. Of persons held for one already
    a further match asks nothing."""
    pairs, stewards = pairs_of(event), event.data.stewards
    known = any(pairs <= group for group in state.links)
    suspicion = Suspicion(pairs, event.data.matched_on, event.position, stewards, known)
    return {
        "suspicions": (*state.suspicions, suspicion),
        "parties": add_relations(state.parties, stewards, relation_of("assigned", event.head)),
    }


def modus_alert_issued(state: CaseState, event: RecordedEvent) -> Changes:
    """The alert stands in the stream of the task force."""
    data = event.data
    alert = ModusAlert(
        data.recruitment,
        data.channels,
        data.exploitation,
        data.window_days,
        data.window_ends,
        data.count,
        data.to,
        event.position,
    )
    return {"modus_alerts": (*state.modus_alerts, alert)}


def position_of(state: CaseState, source: str, event_id: str) -> int | None:
    """The log position of an event of this stream, None where it has none such."""
    agency = agency_of(source)
    found = (head.position for head in state.events if head.id == event_id and head.agency == agency)
    return next(found, None)


def _told(state: CaseState, event: RecordedEvent) -> dict[str, Any]:
    owner = event.data.owner
    return {"owed_by": {**state.owed_by, event.position: owner}} if owner else {}


STEPS: dict[str, Step] = {
    "DeadlineLapsed": deadline_lapsed,
    "ClockRecomputed": clock_recomputed,
    "ProcessingStopped": processing_stopped,
    "AccessExpired": access_expired,
    "DuplicateSuspected": duplicate_suspected,
    "ModusAlertIssued": modus_alert_issued,
}
