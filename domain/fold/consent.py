"""Consent, assent and guardians: what a person agreed to still stands, in part, or no longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from domain.case_state import CaseState, Consent
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from domain.fold.persons import person_of, update_person
from domain.fold.steps import Changes, Step, happened
from domain.shapes.person_facts import Notice

ANY_GUARDIAN = "*"
_BITS: dict[str, int] = {each.name.lower(): each.value for each in DataClass if each.name}


def class_mask(names: Iterable[str]) -> int:
    """The DataClass mask of data classes named as in DESIGN section 2; "case" adds nothing."""
    mask = 0
    for name in names:
        mask |= _BITS.get(name, 0)
    return mask


def consent_granted(state: CaseState, event: RecordedEvent) -> Changes:
    """A consent stands from here on, for the recipients and classes it names, without what was withdrawn
    since it was given: a device without a network may bring it in after its withdrawal."""
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
    gone = _withdrawn_since(state, event)
    return {"consents": (*state.consents, _without(consent, gone) if gone else consent)}


def consent_scope_changed(state: CaseState, event: RecordedEvent) -> Changes:
    """What stands of the consents named is widened or narrowed; what was withdrawn stays so."""
    data, at = event.data, happened(event)
    return {
        "consents": tuple(
            _rescoped(consent, event)
            if consent.person == data.person and data.consent_id in (None, consent.id) and consent.stands(at)
            else consent
            for consent in state.consents
        )
    }


def subject_notified(state: CaseState, event: RecordedEvent) -> Changes:
    """The person was told, or could not be reached."""
    data, person = event.data, person_of(state, event.data.person)
    reached = data.receiver != "not_reached"
    notice = Notice(data.subject, happened(event), event.position, event.agency, reached)
    return update_person(state, msgspec.structs.replace(person, notices=(*person.notices, notice)))


def consent_withdrawn(state: CaseState, event: RecordedEvent) -> Changes:
    """No consent named: all of the person; no class named: all classes (UU 27/2022 arts 9, 40). A child that
    takes all back has agreed to nothing that a guardian signs afterwards (art 25)."""
    data = event.data
    gone = class_mask(data.classes) if data.classes else -1
    consents = tuple(
        _without(consent, gone)
        if consent.person == data.person and data.consent_id in (None, consent.id)
        else consent
        for consent in state.consents
    )
    person = state.persons.get(data.person)
    if not _of_everything(data) or person is None or not person.assent:
        return {"consents": consents}
    return {**update_person(state, msgspec.structs.replace(person, assent=False)), "consents": consents}


def assent_granted(state: CaseState, event: RecordedEvent) -> Changes:
    """The child agrees too; not to what it took back since, be the assent recorded later."""
    person = person_of(state, event.data.person)
    if any(_of_everything(said) for said in _withdrawals_since(state, event)):
        return {}
    return update_person(state, msgspec.structs.replace(person, assent=True))


def guardian_conflict_checked(state: CaseState, event: RecordedEvent) -> Changes:
    """Relatives named as blocked cannot consent; a conflict that names none blocks every guardian."""
    person = person_of(state, event.data.person)
    blocked = blocked_after(person.blocked_guardians, event.data)
    return update_person(state, msgspec.structs.replace(person, blocked_guardians=blocked))


def blocked_after(before: frozenset[str], check: Any) -> frozenset[str]:
    """The guardians found in conflict once a check is on record: one that finds none frees those that it
    looked at. Source: UU 31/2014 art 29A."""
    blocked = set(before)
    if not check.conflict:
        blocked -= set(check.checked) - set(check.blocked) or blocked - set(check.blocked)
    blocked |= set(check.blocked) or ({ANY_GUARDIAN} if check.conflict else set())
    return frozenset(blocked)


def _of_everything(withdrawn: Any) -> bool:
    """Whether a withdrawal takes back all that the person agreed to."""
    return withdrawn.consent_id is None and not withdrawn.classes


def _withdrawn_since(state: CaseState, event: RecordedEvent) -> int:
    """The classes that withdrawals dated after the consent took back; -1 for all of them."""
    gone = 0
    for said in _withdrawals_since(state, event):
        if said.consent_id in (None, event.data.consent_id):
            gone |= class_mask(said.classes) if said.classes else -1
    return gone


def _withdrawals_since(state: CaseState, event: RecordedEvent) -> list[Any]:
    """What withdrawals of the person say that are dated after the event."""
    at = happened(event)
    if at >= state.latest_occurred:
        return []
    return [
        each.data
        for each in state.entries
        if each.type == "ConsentWithdrawn" and each.data.person == event.data.person and happened(each) > at
    ]


def _rescoped(consent: Consent, event: RecordedEvent) -> Consent:
    """A change by another guardian makes that guardian's word what the whole rests on from here on."""
    data = event.data
    added = class_mask(data.added_classes)
    left = (consent.classes | added) & ~class_mask(data.removed_classes)
    recipients = (consent.recipients | set(data.added_recipients)) - set(data.removed_recipients)
    purposes = dict.fromkeys((*consent.purposes, *data.added_purposes))
    ends = _end_of(data.expires, event.occurred) if data.expires else consent.ends
    return msgspec.structs.replace(
        consent,
        classes=left,
        granted_classes=consent.granted_classes | added,
        recipients=frozenset(recipients),
        purposes=tuple(each for each in purposes if each not in data.removed_purposes),
        guardian=data.guardian_relation or consent.guardian,
        expires=data.expires or consent.expires,
        ends=ends,
        changed=event.position,
        withdrawn=not left and bool(data.removed_classes),
    )


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
    "ConsentScopeChanged": consent_scope_changed,
    "SubjectNotified": subject_notified,
    "ConsentWithdrawn": consent_withdrawn,
    "GuardianConflictChecked": guardian_conflict_checked,
}
