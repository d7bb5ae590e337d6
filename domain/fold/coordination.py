"""The stream of a task force: who sits on it."""

from __future__ import annotations

from domain.case_state import CaseState, RelationKind
from domain.events import RecordedEvent
from domain.fold.parties import add_relations, end_relations, relation_of
from domain.fold.steps import Changes, Step


def task_force_configured(state: CaseState, event: RecordedEvent) -> Changes:
    """The agencies named read the stream, its past too; those named no more read it no longer."""
    data, parties = event.data, state.parties
    seats: dict[str, RelationKind] = {**dict.fromkeys(data.members, "assigned"), data.lead: "owner"}
    for agency in parties:
        seat = seats.get(agency)
        parties = end_relations(parties, agency, lambda each, seat=seat: each.kind != seat)
    for agency, seat in seats.items():
        parties = add_relations(parties, (agency,), relation_of(seat, event.head))
    return {"parties": parties}


STEPS: dict[str, Step] = {"TaskForceConfigured": task_force_configured}
