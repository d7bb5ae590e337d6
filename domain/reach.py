"""What of an event one relation is concerned with: a referral with one person or one task, a grant that rests
on consent with what that covers, every other with all of it."""

from __future__ import annotations

from datetime import datetime

from domain.case_state import CaseState, Referral, Relation
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.consents import agreed, consented, may_be_child, taken_back
from domain.events import EventHead
from domain.matrix import ALL_CLASSES, NARRATIVE, Plan

# What of a victim's own a referral for one person leaves closed in an event that names no person: it may be
# about another (reference/domain.md Sc-5).
OF_SOME_VICTIM = int(
    DataClass.VICTIM_IDENTITY
    | DataClass.HEALTH
    | DataClass.PSYCHOSOCIAL
    | DataClass.LOCATION
    | DataClass.NARRATIVE
)
# Who takes a person home, or receives the person there, needs the way and not the shelter left behind, where
# others live on (reference/domain.md 1.3 services 5 and 6, 3.1, Sc-5); who gives shelter knows its own.
WAY_HOME = frozenset({"repatriation", "social_reintegration"})
SHELTERS = frozenset(name for name, each in REGISTRY.items() if each.audience == "shelter")
NO_SHELTER = ALL_CLASSES & ~int(DataClass.LOCATION)
# UU 27/2022 arts 15, 50: what serves the enforcement of law does not end with a consent.
ENFORCES_LAW = frozenset({"polres", "kejari", "pn"})


def reach(
    state: CaseState, agency: str, relation: Relation, kind: str, head: EventHead, plan: Plan, at: datetime
) -> int | None:
    """The classes of an event that a relation of this agency is concerned with, as a DataClass mask; None
    where the relation is not concerned with the event at all."""
    if relation.on_consent:
        return _agreed_to(state, agency, kind, head, plan, at)
    referral = state.referrals.get(relation.referral) if relation.referral else None
    if referral is None:
        return ALL_CLASSES
    return _referred(state, agency, referral, kind, head, plan, at)


def as_judged(mask: int, plan: Plan) -> int:
    """The classes of an event that these classes stand for: its narrative goes with what it is judged as."""
    return mask | NARRATIVE if mask & plan.narrative_as else mask & ~NARRATIVE


def _referred(
    state: CaseState, agency: str, referral: Referral, kind: str, head: EventHead, plan: Plan, at: datetime
) -> int | None:
    """A referral for one person is not concerned with the others of the case (Sc-5: no identity beyond those
    who return), nor one for the way home with where the person was kept before, nor any with what the consent
    that it names took back and no other gives (UU 27/2022 arts 9, 40)."""
    person = head.person
    if referral.person not in (None, person):
        return ALL_CLASSES & ~OF_SOME_VICTIM if person is None else None
    left = NO_SHELTER if referral.service in WAY_HOME and head.type in SHELTERS else ALL_CLASSES
    if referral.consent is None or kind in ENFORCES_LAW:
        return left
    gone = taken_back(state, referral.consent, person, at)
    if gone:
        gone &= ~consented(state, person, agency, kind, may_be_child(state, person), at)
    return left & ~as_judged(gone, plan)


def _agreed_to(
    state: CaseState, agency: str, kind: str, head: EventHead, plan: Plan, at: datetime
) -> int | None:
    """A grant that rests on consent is concerned with what consents which stand cover of the person, and with
    nothing where nobody whom the event may be about agrees any more."""
    person = head.person
    covered = consented(state, person, agency, kind, may_be_child(state, person), at)
    if not covered and not agreed(state, person, agency, kind, at):
        return None
    return as_judged(covered, plan)
