"""Who may see what: one pure question, asked by every path out of the server (DESIGN section 6).

The relation to the case comes first, then the audience of the event type (body, stage or nothing), then the
access matrix for each class of data, then the rules that narrow it: consent, children, reporters. Nothing
here widens the matrix. An agency always sees its own events in full.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.case_state import WORKING, CaseState, Consent, Party, Relation
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.events import EventHead, Marks
from domain.fold.consent import ANY_GUARDIAN
from domain.matrix import ALL_CLASSES, BODY_LEVEL, NARRATIVE, NO_LEVEL, STAGE_LEVEL, Matrix, Plan

_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)

# Those who watch over all cases by their office see that something happened, not what, as far as the
# audience of the type reaches them at all.
OVERSIGHT = frozenset({"coordinator", "auditor", "dpo"})
# UU 21/2007 art 33: a reporter who asks to stay unknown is known to the agency told, and to police.
KNOWS_CONFIDENTIAL_REPORTER = "polres"
# What CaseShared opens: bare rows of every type that the audience reaches, not those of the law alone.
ALL_STAGES = "all_stages"
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
# UU 31/2014 art 29A: the head of the court in place of a guardian who is in conflict.
COURT_ORDER = "court_order"


class Visibility(NamedTuple):
    """`level`: 0 nothing, 1 stage row, 2 body; `classes`: DataClass mask of disclosures that go with it."""

    level: int
    classes: int


class StageRow(NamedTuple):
    """All that a bare row tells: legal code (None where the type has none), date as the agency dates it."""

    code: str | None
    on: date
    position: int


NOTHING = Visibility(NO_LEVEL, 0)
STAGE = Visibility(STAGE_LEVEL, 0)
_BODY = tuple(Visibility(BODY_LEVEL, classes) for classes in range(ALL_CLASSES + 1))


class _Standing(NamedTuple):
    """What the standing relations of a party open of one event: grants as masks, all and those that end.

    `reach`: the classes that they bear on, `working`: that those relations bear on for which the cells F are
    meant; a referral for one person bears on nobody else's.
    """

    on_case: bool = False
    working: int = 0
    offered: bool = False
    shared: str | None = None
    granted: int = 0
    granted_until: int = 0
    reach: int = 0


def visible(
    state: CaseState, agency: str, kind: str, head: EventHead, matrix: Matrix, at: datetime
) -> Visibility:
    """What `agency`, of that kind, may see at moment `at` of an event of the case in this state.

    Streams of the registry answer nothing here: they are public through /v1/log/keys. The stream of a task
    force is its members'. A duplicates stream is its publisher's and the stewards' that it names, because it
    names cases that others are not on.
    """
    if head.agency == agency:
        return _BODY[head.classes]
    if state.kind != "case":
        return _seen_by_members(state, agency, kind, head, matrix, at)
    seen = _by_relation(state, agency, kind, head, matrix, at)
    broken = _broken(state, agency, kind, head, matrix, at) if state.break_glass else 0
    return _BODY[seen.classes | broken] if broken else seen


def _by_relation(
    state: CaseState, agency: str, kind: str, head: EventHead, matrix: Matrix, at: datetime
) -> Visibility:
    party = state.parties.get(agency)
    standing = _standing(state, party, head, at) if party else _NO_STANDING
    plan = matrix.plan(kind, head.type)
    if not standing.on_case:
        return _without_relation(kind, standing, plan, head)
    if plan.level != BODY_LEVEL and state.owed_by.get(head.position) != agency:
        return STAGE if plan.level else NOTHING
    if not head.classes:
        return _BODY[0]
    return _BODY[_classes(state, agency, kind, head, plan, standing, at)]


def stage_row(head: EventHead) -> StageRow:
    """The bare row of an event; dated by its recording where its own date lies in the future."""
    when = head.recordedat.astimezone(head.occurred.tzinfo) if head.marks & _CLOCK_SUSPECT else head.occurred
    return StageRow(REGISTRY[head.type].legal_code, when.date(), head.position)


def may_be_child(state: CaseState, person: UUID | None) -> bool:
    """Whether the person is a child or nobody knows that it is none (reference/domain.md 1.4)."""
    known = state.persons.get(person) if person else None
    return known is None or known.child is not False


def _broken(state: CaseState, agency: str, kind: str, head: EventHead, matrix: Matrix, at: datetime) -> int:
    """What of an event break-glass of the agency itself opens: its classes of its person, or of the case, as
    far as the matrix has a letter B; and nothing to an agency that is no longer on the case."""
    opened = 0
    for each in state.break_glass.values():
        if each.agency == agency and each.person in (None, head.person):
            opened |= each.opens(at)
    opened &= head.classes
    if not opened:
        return 0
    party = state.parties.get(agency)
    if kind not in OVERSIGHT and (party is None or not party.stands(at)):
        return 0
    return opened & matrix.plan(kind, head.type).emergency


def _seen_by_members(
    state: CaseState, agency: str, kind: str, head: EventHead, matrix: Matrix, at: datetime
) -> Visibility:
    """What a stream that is no case shows to those it names: its texts are written for all of them."""
    party = state.parties.get(agency)
    if state.kind == "registry" or party is None or not party.stands(at):
        return NOTHING
    if matrix.plan(kind, head.type).level != BODY_LEVEL:
        return NOTHING
    return _BODY[head.classes & NARRATIVE]


def _standing(state: CaseState, party: Party, head: EventHead, at: datetime) -> _Standing:
    on_case = offered = False
    shared: str | None = None
    working = granted = granted_until = reach = 0
    position = head.position
    for relation in party.relations:
        until = relation.until
        if relation.ended or (until is not None and until <= at):
            continue
        if relation.kind == "offered":
            offered = offered or position == relation.offer
        elif relation.kind == "shared":
            shared = ALL_STAGES if shared == ALL_STAGES else relation.history
        elif position >= relation.reads_from or position == relation.offer or position in relation.excerpt:
            bears_on = _bears_on(state, relation, head)
            if not bears_on:
                continue
            on_case = True
            reach |= bears_on
            working |= bears_on if relation.kind in WORKING else 0
            granted |= relation.classes
            granted_until |= relation.classes if until is not None else 0
    return _Standing(on_case, working, offered, shared, granted, granted_until, reach)


def _bears_on(state: CaseState, relation: Relation, head: EventHead) -> int:
    """The classes of an event that a relation is concerned with: a referral for one person is not concerned
    with the others of the case (Sc-5: no identity beyond those who return), nor one for the way home with
    where the person was kept before."""
    referral = state.referrals.get(relation.referral) if relation.referral else None
    if referral is None:
        return ALL_CLASSES
    if referral.person not in (None, head.person):
        return ALL_CLASSES & ~OF_SOME_VICTIM if head.person is None else 0
    return NO_SHELTER if referral.service in WAY_HOME and head.type in SHELTERS else ALL_CLASSES


def _without_relation(kind: str, standing: _Standing, plan: Plan, head: EventHead) -> Visibility:
    if standing.offered:
        return _BODY[0]
    if kind in OVERSIGHT and plan.level:
        return _BODY[0] if plan.reviewed else STAGE
    return STAGE if plan.level and _shared(standing.shared, head) else NOTHING


def _shared(scope: str | None, head: EventHead) -> bool:
    """Whether an agency of another task force sees the bare row: of the law, or of everything (Sc-5)."""
    if scope is None:
        return False
    return scope == ALL_STAGES or REGISTRY[head.type].legal_code is not None


def _classes(
    state: CaseState,
    agency: str,
    kind: str,
    head: EventHead,
    plan: Plan,
    standing: _Standing,
    at: datetime,
) -> int:
    classes = head.classes & standing.reach
    given = classes & plan.full & standing.working
    given |= classes & _summary(state, head, plan, classes)
    asked = classes & ~given & (plan.consent | plan.timed)
    if asked:
        given |= _by_leave(state, agency, kind, head, plan, standing, asked, at)
    if given & plan.reporter and state.reporter_confidential and kind != KNOWS_CONFIDENTIAL_REPORTER:
        given &= ~plan.reporter
    return given


def _summary(state: CaseState, head: EventHead, plan: Plan, classes: int) -> int:
    """Summaries never carry the identity of a child (UU 11/2012 art 19: parents, address and face too)."""
    if classes & plan.summary & plan.identity and may_be_child(state, head.person):
        return plan.summary & ~plan.identity
    return plan.summary


def _by_leave(
    state: CaseState,
    agency: str,
    kind: str,
    head: EventHead,
    plan: Plan,
    standing: _Standing,
    asked: int,
    at: datetime,
) -> int:
    """The classes among `asked` that a consent or a grant opens; of a child's identity no grant alone."""
    child = may_be_child(state, head.person)
    consented = _as_judged(_consented(state, head.person, agency, kind, child, at), plan)
    granted = _as_judged(standing.granted, plan) & plan.consent
    granted |= _as_judged(standing.granted_until, plan) & plan.timed & ~plan.consent
    if child:
        granted &= consented | ~plan.identity
    return asked & (granted | (consented & plan.consent))


def _as_judged(mask: int, plan: Plan) -> int:
    """The classes of an event that these classes stand for: its narrative goes with what it is judged as."""
    return mask | NARRATIVE if mask & plan.narrative_as else mask & ~NARRATIVE


def _consented(
    state: CaseState, person: UUID | None, agency: str, kind: str, child: bool, at: datetime
) -> int:
    """The classes of this person that consents which stand cover for this agency."""
    covered = 0
    for consent in state.consents:
        if (
            consent.person == person
            and (agency in consent.recipients or kind in consent.recipients)
            and (consent.ends is None or at < consent.ends)
            and (not child or binds_child(state, consent))
        ):
            covered |= consent.classes
    return covered


def binds_child(state: CaseState, consent: Consent) -> bool:
    """A child's consent is a guardian's who is not in conflict, with the child's own assent.

    UU 27/2022 art 25; UU 31/2014 art 29A; PP 9/2008 art 4(3).
    """
    known = state.persons.get(consent.person)
    if known is None or not known.assent or consent.guardian is None:
        return False
    return consent.guardian == COURT_ORDER or not known.blocked_guardians & {consent.guardian, ANY_GUARDIAN}


_NO_STANDING = _Standing()


__all__ = [
    "BODY_LEVEL",
    "NOTHING",
    "NO_LEVEL",
    "OVERSIGHT",
    "STAGE",
    "STAGE_LEVEL",
    "Matrix",
    "StageRow",
    "Visibility",
    "may_be_child",
    "stage_row",
    "visible",
]
