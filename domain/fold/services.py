"""The six services of Permen PPPA 8/2021 by person and agency; and whether the person is in shelter."""

from __future__ import annotations

from uuid import UUID

import msgspec

from domain.case_state import CaseState, Service
from domain.events import RecordedEvent
from domain.fold.persons import person_of, update_person
from domain.fold.steps import Changes, Step


def service_opened(state: CaseState, event: RecordedEvent) -> Changes:
    """The service runs; opened anew after an end it runs again."""
    return _set(state, event, "opened")


def service_reviewed(state: CaseState, event: RecordedEvent) -> Changes:
    """A review counts, also where the opening was never recorded."""
    known = state.services.get(_key(event))
    return _set(state, event, known.status if known else "opened", 1)


def service_completed(state: CaseState, event: RecordedEvent) -> Changes:
    """The service ended with an outcome."""
    return _set(state, event, "completed")


def service_refused(state: CaseState, event: RecordedEvent) -> Changes:
    """The service was not wanted or could not be given."""
    return _set(state, event, "refused")


def shelter_placed(state: CaseState, event: RecordedEvent) -> Changes:
    """The person is in a shelter."""
    person = person_of(state, event.data.person)
    return update_person(state, msgspec.structs.replace(person, in_shelter=True))


def shelter_left(state: CaseState, event: RecordedEvent) -> Changes:
    """The person has left it."""
    person = person_of(state, event.data.person)
    return update_person(state, msgspec.structs.replace(person, in_shelter=False))


def _key(event: RecordedEvent) -> tuple[UUID, str, str]:
    return event.data.person, event.data.service, event.agency


def _set(state: CaseState, event: RecordedEvent, status: str, reviewed: int = 0) -> Changes:
    key, data = _key(event), event.data
    known = state.services.get(key) or Service(
        data.service, data.person, event.agency, status, event.position
    )
    service = msgspec.structs.replace(known, status=status, reviews=known.reviews + reviewed)
    return {"services": {**state.services, key: service}}


STEPS: dict[str, Step] = {
    "ServiceOpened": service_opened,
    "ServiceReviewed": service_reviewed,
    "ServiceCompleted": service_completed,
    "ServiceRefused": service_refused,
    "ShelterPlaced": shelter_placed,
    "ShelterLeft": shelter_left,
}
