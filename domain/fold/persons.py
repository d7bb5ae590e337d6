"""The victims of a case: what is known of age and status, and how well."""

from __future__ import annotations

from uuid import UUID

import msgspec

from domain.case_state import CaseState, Person
from domain.events import RecordedEvent
from domain.fold.steps import Changes, Step, happened
from domain.shapes.person_facts import Interview, StatusClaim

STATED, REGISTERED, VERIFIED = 1, 2, 3
CHILD_BANDS = frozenset({"0-8", "9-17"})


def update_person(state: CaseState, person: Person) -> Changes:
    """The change that puts `person` in the case; the access epoch moves where access depends on it."""
    changes: Changes = {"persons": {**state.persons, person.id: person}}
    if _guarded(state.persons.get(person.id)) != _guarded(person):
        changes["access_epoch"] = state.access_epoch + 1
    return changes


def person_of(state: CaseState, person: UUID) -> Person:
    """The person as known, or one of whom nothing is known yet."""
    return state.persons.get(person) or Person(person)


def learn_age(known: Person | None, event: RecordedEvent, rank: int) -> Person:
    """The person with the age facts of this event, unless better or later ones are known.

    UU 21/2007 art 17 and UU 11/2012 hang on the age, so a late report must not undo a verified one. Where
    flag and age band disagree the person counts as a child.
    """
    data, at = event.data, happened(event)
    person = known or Person(data.person)
    band = getattr(data, "age_band", None)
    child = _child(data.child, band)
    sex = getattr(data, "sex", None) or person.sex
    if child is None or not _better(person, rank, event):
        return person if sex == person.sex else msgspec.structs.replace(person, sex=sex)
    return msgspec.structs.replace(
        person, child=child, age_band=band or person.age_band, sex=sex, age_rank=rank, age_at=at
    )


def victim_registered(state: CaseState, event: RecordedEvent) -> Changes:
    """Registration is better than what a report says."""
    return update_person(state, learn_age(state.persons.get(event.data.person), event, REGISTERED))


def identity_verified(state: CaseState, event: RecordedEvent) -> Changes:
    """A register or travel paper is best."""
    person = learn_age(state.persons.get(event.data.person), event, VERIFIED)
    verified = person.identity_verified or event.data.matched
    return update_person(state, msgspec.structs.replace(person, identity_verified=verified))


def interview_held(state: CaseState, event: RecordedEvent) -> Changes:
    """Interviews are counted, because each one may harm the person again: one without a reason counts too."""
    data, person = event.data, person_of(state, event.data.person)
    held = Interview(
        data.interview_number, event.position, event.agency, data.repeat_reason is not None, happened(event)
    )
    interviews = max(person.interviews + 1, data.interview_number)
    return update_person(
        state,
        msgspec.structs.replace(
            person, interviews=interviews, interviews_held=(*person.interviews_held, held)
        ),
    )


def status_assessed(state: CaseState, event: RecordedEvent) -> Changes:
    """The status that stands is the one assessed last, not the one recorded last; so for each agency."""
    data, at = event.data, happened(event)
    person = person_of(state, data.person)
    own = person.statuses.get(event.agency)
    if own is None or at >= own.at:
        claim = StatusClaim(data.status, at, event.position, data.decided_by)
        person = msgspec.structs.replace(person, statuses={**person.statuses, event.agency: claim})
    if person.status_at is None or at >= person.status_at:
        person = msgspec.structs.replace(person, status=data.status, status_at=at, decided_by=data.decided_by)
    return update_person(state, person)


def _guarded(person: Person | None) -> tuple[bool | None, bool, frozenset[str]] | None:
    """What `visible` reads of a person."""
    return None if person is None else (person.child, person.assent, person.blocked_guardians)


def _child(child: bool | None, band: str | None) -> bool | None:
    if band is None or band == "unknown":
        return child
    return bool(child) or band in CHILD_BANDS


def _better(person: Person, rank: int, event: RecordedEvent) -> bool:
    if person.age_at is None or rank != person.age_rank:
        return rank >= person.age_rank
    return happened(event) >= person.age_at


STEPS: dict[str, Step] = {
    "VictimRegistered": victim_registered,
    "IdentityVerified": identity_verified,
    "IdentificationInterviewHeld": interview_held,
    "TraffickingStatusAssessed": status_assessed,
}
