"""The six services of Permen PPPA 8/2021 by person and agency; shelter, companions, rights, statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, Service
from domain.events import RecordedEvent
from domain.fold.persons import person_of, update_person
from domain.fold.steps import Changes, Step, happened
from domain.shapes.person_facts import ExplainedRight

ENDS = frozenset({"completed", "refused"})


def service_opened(state: CaseState, event: RecordedEvent) -> Changes:
    """The service runs; opened anew after an end it runs again."""
    return _set(state, event, "opened")


def service_reviewed(state: CaseState, event: RecordedEvent) -> Changes:
    """A review counts, also where the opening was never recorded."""
    known = state.services.get(_key(event))
    return _set(state, event, known.status if known else "opened", reviewed=event.position)


def service_completed(state: CaseState, event: RecordedEvent) -> Changes:
    """The service ended with an outcome."""
    return _set(state, event, "completed")


def service_refused(state: CaseState, event: RecordedEvent) -> Changes:
    """The service was not wanted or could not be given."""
    return _set(state, event, "refused")


def shelter_placed(state: CaseState, event: RecordedEvent) -> Changes:
    """The person is in a shelter."""
    return _sheltered(state, event, in_shelter=True)


def shelter_left(state: CaseState, event: RecordedEvent) -> Changes:
    """The person has left it."""
    return _sheltered(state, event, in_shelter=False)


def companion_assigned(state: CaseState, event: RecordedEvent) -> Changes:
    """The kinds of companion a person has had, each once."""
    person = person_of(state, event.data.person)
    companions = tuple(dict.fromkeys((*person.companions, str(event.data.companion))))
    return update_person(state, msgspec.structs.replace(person, companions=companions))


def rights_explained(state: CaseState, event: RecordedEvent) -> Changes:
    """Each right explained, to the person or to who took it in; told to nobody it was not explained."""
    data, at = event.data, happened(event)
    if data.receiver == "not_reached":
        return {}
    person = person_of(state, data.person)
    told = (ExplainedRight(right, at, event.position, event.agency) for right in data.rights)
    return update_person(
        state, msgspec.structs.replace(person, rights_explained=(*person.rights_explained, *told))
    )


def remote_statement_taken(state: CaseState, event: RecordedEvent) -> Changes:
    """The person's word is on record, so the person may leave without losing it (Sc-5)."""
    person = person_of(state, event.data.person)
    return update_person(
        state, msgspec.structs.replace(person, remote_statement=person.remote_statement or event.position)
    )


def _sheltered(state: CaseState, event: RecordedEvent, *, in_shelter: bool) -> Changes:
    """By when it happened: a placement reported late does not put back who has left."""
    person, at = person_of(state, event.data.person), happened(event)
    if person.shelter_at is not None and at < person.shelter_at:
        return {}
    return update_person(state, msgspec.structs.replace(person, in_shelter=in_shelter, shelter_at=at))


def _key(event: RecordedEvent) -> tuple[UUID, str, str]:
    return event.data.person, event.data.service, event.agency


def _set(state: CaseState, event: RecordedEvent, status: str, reviewed: int = 0) -> Changes:
    key, data = _key(event), event.data
    known = state.services.get(key) or Service(
        data.service, data.person, event.agency, status, event.position
    )
    moves: dict[str, Any] = {}
    if reviewed:
        moves = {"reviews": known.reviews + 1, "reviewed": reviewed}
    elif known.status_at is None or happened(event) >= known.status_at:
        ended = event.position if status in ENDS else 0
        moves = {"status": status, "ended": ended, "status_at": happened(event)}
    return {"services": {**state.services, key: msgspec.structs.replace(known, **moves)}}


STEPS: dict[str, Step] = {
    "ServiceOpened": service_opened,
    "ServiceReviewed": service_reviewed,
    "ServiceCompleted": service_completed,
    "ServiceRefused": service_refused,
    "ShelterPlaced": shelter_placed,
    "ShelterLeft": shelter_left,
    "SafeHouseAdmitted": shelter_placed,
    "CompanionAssigned": companion_assigned,
    "RightsExplained": rights_explained,
    "RemoteStatementTaken": remote_statement_taken,
}
