"""Consents that stand: whose, for whom, which classes they cover, and what a child's needs besides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from domain.case_state import CaseState, Consent, Person
from domain.fold.consent import ANY_GUARDIAN

# UU 31/2014 art 29A: the head of the court in place of a guardian who is in conflict.
COURT_ORDER = "court_order"


def may_be_child(state: CaseState, person: UUID | None) -> bool:
    """Whether the person is a child or nobody knows that it is none (reference/domain.md 1.4)."""
    known = state.persons.get(person) if person else None
    return known is None or known.child is not False


def binds_child(state: CaseState, consent: Consent) -> bool:
    """A child's consent is a guardian's who is not in conflict, with the child's own assent.

    UU 27/2022 art 25; UU 31/2014 art 29A; PP 9/2008 art 4(3).
    """
    known = state.persons.get(consent.person)
    return known is not None and known.assent and _of_a_guardian(known, consent)


def consented(
    state: CaseState, person: UUID | None, agency: str, kind: str, child: bool, at: datetime
) -> int:
    """The DataClass mask of this person that consents which stand cover for this agency."""
    known = state.persons.get(person) if person is not None else None
    if child and (known is None or not known.assent):
        return 0
    covered = 0
    for consent in state.consents:
        if (
            consent.person == person
            and (agency in consent.recipients or kind in consent.recipients)
            and (consent.ends is None or at < consent.ends)
            and (not child or known is None or _of_a_guardian(known, consent))
        ):
            covered |= consent.classes
    return covered


def agreed(state: CaseState, person: UUID | None, agency: str, kind: str, at: datetime) -> bool:
    """Whether this person, or with None anyone of the case, has agreed to this agency, and it stands."""
    return any(
        person in (None, consent.person)
        and (agency in consent.recipients or kind in consent.recipients)
        and consent.stands(at)
        and (not may_be_child(state, consent.person) or binds_child(state, consent))
        for consent in state.consents
    )


def taken_back(state: CaseState, number: UUID, person: UUID | None, at: datetime) -> int:
    """The DataClass mask of this person that the consent of this number once covered and does no more."""
    gone = 0
    for consent in state.consents:
        if consent.id == number and consent.person == person:
            left = consent.classes if consent.stands(at) else 0
            gone |= consent.granted_classes & ~left
    return gone


def _of_a_guardian(child: Person, consent: Consent) -> bool:
    """Whether a guardian who is not in conflict, or the court in their place, has agreed."""
    guardian = consent.guardian
    if guardian is None or guardian == COURT_ORDER:
        return guardian is not None
    return guardian not in child.blocked_guardians and ANY_GUARDIAN not in child.blocked_guardians
