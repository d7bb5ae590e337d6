"""The way home leg by leg, each side for itself, and reintegration after it."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.case_state import CaseState, Person
from domain.events import RecordedEvent
from domain.fold.persons import person_of, update_person
from domain.fold.steps import Changes, Step, happened
from domain.shapes.person_facts import Leg, Visit

_replace = msgspec.structs.replace


def travel_document_issued(state: CaseState, event: RecordedEvent) -> Changes:
    """The person can travel."""
    return _with(state, event, travel_document=event.position)


def leg_departed(state: CaseState, event: RecordedEvent) -> Changes:
    """The side that sends off states it; whether the person arrived is for the other side to say."""
    data = event.data
    return _with_leg(
        state,
        event,
        departed=event.position,
        departed_by=event.agency,
        departed_at=happened(event),
        to_agency=data.to_agency,
        escort=str(data.escort),
        departed_sha256=data.minutes_sha256,
    )


def leg_arrived(state: CaseState, event: RecordedEvent) -> Changes:
    """The side that takes over states it, also where no departure is on record."""
    data = event.data
    return _with_leg(
        state,
        event,
        arrived=event.position,
        arrived_by=event.agency,
        arrived_at=happened(event),
        from_agency=data.from_agency,
        condition=str(data.condition),
        arrived_sha256=data.minutes_sha256,
    )


def family_assessed(state: CaseState, event: RecordedEvent) -> Changes:
    """Whether the family is safe; where the person will live is decided in the plan."""
    return _with(state, event, family_safety=str(event.data.safety))


def reintegration_planned(state: CaseState, event: RecordedEvent) -> Changes:
    """Where the person is to live."""
    placement = str(event.data.placement)
    return _with(state, event, placement=placement, reintegration_planned=event.position)


def monitoring_visit_done(state: CaseState, event: RecordedEvent) -> Changes:
    """Visits are counted; where the person lives is as last seen."""
    data, person = event.data, person_of(state, event.data.person)
    visit = Visit(
        data.visit_number,
        happened(event),
        event.position,
        event.agency,
        str(data.progress),
        str(data.risk),
    )
    placement = str(data.placement) if data.placement else person.placement
    return _with(state, event, visits=(*person.visits, visit), placement=placement)


def _with(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    person = person_of(state, event.data.person)
    return update_person(state, _replace(person, **members))


def _with_leg(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    """A leg recorded again is as it was recorded last."""
    person: Person = person_of(state, event.data.person)
    number = event.data.leg
    known = next((leg for leg in person.legs if leg.number == number), Leg(number))
    others = (leg for leg in person.legs if leg.number != number)
    legs = tuple(sorted((*others, known._replace(**members)), key=lambda leg: leg.number))
    return update_person(state, _replace(person, legs=legs))


STEPS: dict[str, Step] = {
    "TravelDocumentIssued": travel_document_issued,
    "RepatriationLegDeparted": leg_departed,
    "RepatriationLegArrived": leg_arrived,
    "FamilyAssessmentDone": family_assessed,
    "ReintegrationPlanned": reintegration_planned,
    "MonitoringVisitDone": monitoring_visit_done,
}
