"""Consent, assent and guardians: what a person agreed to still stands, in part, or no longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import msgspec

from domain.case_state import CaseState, Consent
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from domain.fold.persons import person_of, update_person
from domain.fold.steps import Changes, Step

ANY_GUARDIAN = "*"
_BITS: dict[str, int] = {each.name.lower(): each.value for each in DataClass if each.name}


def class_mask(names: Iterable[str]) -> int:
    """The DataClass mask of data classes named as in DESIGN section 2; "case" adds nothing."""
    mask = 0
    for name in names:
        mask |= _BITS.get(name, 0)
    return mask


def consent_granted(state: CaseState, event: RecordedEvent) -> Changes:
    """A consent stands from here on, for the recipients and classes it names."""
    data = event.data
    mask = class_mask(data.classes)
    consent = Consent(
        event=(event.agency, event.id),
        id=data.consent_id,
        person=data.person,
        purposes=data.purposes,
        recipients=frozenset(data.recipients),
        classes=mask,
        granted_classes=mask,
        guardian=data.guardian_relation,
        expires=data.expires,
        ends=_end_of(data.expires, event.occurred),
        position=event.position,
    )
    return {"consents": (*state.consents, consent)}


def consent_withdrawn(state: CaseState, event: RecordedEvent) -> Changes:
    """No consent named: all of the person; no class named: all classes (UU 27/2022 arts 9, 40)."""
    data = event.data
    gone = class_mask(data.classes) if data.classes else -1
    return {
        "consents": tuple(
            _without(consent, gone)
            if consent.person == data.person and data.consent_id in (None, consent.id)
            else consent
            for consent in state.consents
        )
    }


def assent_granted(state: CaseState, event: RecordedEvent) -> Changes:
    """The child agrees too."""
    person = person_of(state, event.data.person)
    return update_person(state, msgspec.structs.replace(person, assent=True))


def guardian_conflict_checked(state: CaseState, event: RecordedEvent) -> Changes:
    """Relatives named as blocked cannot consent; a conflict that names none blocks every guardian.

    A later check that finds none frees those it looked at. Source: UU 31/2014 art 29A.
    """
    data = event.data
    person = person_of(state, event.data.person)
    blocked = set(person.blocked_guardians)
    if not data.conflict:
        freed = set(data.checked) - set(data.blocked) or {*blocked} - set(data.blocked)
        blocked -= freed
    blocked |= set(data.blocked) or ({ANY_GUARDIAN} if data.conflict else set())
    return update_person(state, msgspec.structs.replace(person, blocked_guardians=frozenset(blocked)))


def _without(consent: Consent, gone: int) -> Consent:
    left = consent.classes & ~gone
    return msgspec.structs.replace(consent, classes=left, withdrawn=consent.withdrawn or not left)


def _end_of(expires: date | None, given: datetime) -> datetime | None:
    """The end of the last day of a consent, in the zone it was given in; the last day of all never ends."""
    if expires is None or expires == date.max:
        return None
    return datetime.combine(expires + timedelta(days=1), time(), given.tzinfo)


STEPS: dict[str, Step] = {
    "ConsentGranted": consent_granted,
    "AssentGranted": assent_granted,
    "ConsentWithdrawn": consent_withdrawn,
    "GuardianConflictChecked": guardian_conflict_checked,
}
