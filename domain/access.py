"""Who may see what: one pure question, asked by every path out of the server (DESIGN section 6).

The relation to the case comes first, then the audience of the event type (body, stage or nothing), then the
access matrix for each class of data, then the rules that narrow it: consent, children, reporters. Nothing
here widens the matrix. An agency always sees its own events in full.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from domain.case_state import WORKING, CaseState, Party
from domain.catalogue import REGISTRY
from domain.consents import agreed, consented, may_be_child
from domain.events import EventHead, Marks
from domain.matrix import ALL_CLASSES, BODY_LEVEL, NARRATIVE, NO_LEVEL, STAGE_LEVEL, Matrix, Plan
from domain.reach import as_judged, reach

_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)

# Those who watch over all cases by their office see that something happened, not what, as far as the
# audience of the type reaches them at all.
OVERSIGHT = frozenset({"coordinator", "auditor", "dpo"})
# UU 21/2007 art 33: a reporter who asks to stay unknown is known to the agency told, and to police.
KNOWS_CONFIDENTIAL_REPORTER = "polres"
# What CaseShared opens: bare rows of every type that the audience reaches, not those of the law alone.
ALL_STAGES = "all_stages"


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
    plan = matrix.plan(kind, head.type)
    standing = _standing(state, party, kind, head, plan, at) if party else _NO_STANDING
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
    if kind not in OVERSIGHT and (party is None or not _is_on(state, party, kind, at)):
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


def _is_on(state: CaseState, party: Party, kind: str, at: datetime) -> bool:
    return any(
        relation.stands(at) and (not relation.on_consent or agreed(state, None, party.agency, kind, at))
        for relation in party.relations
    )


def _standing(
    state: CaseState, party: Party, kind: str, head: EventHead, plan: Plan, at: datetime
) -> _Standing:
    on_case = offered = False
    shared: str | None = None
    working = granted = granted_until = reached = 0
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
            bears_on = reach(state, party.agency, relation, kind, head, plan, at)
            if bears_on is None:
                continue
            on_case = True
            reached |= bears_on
            working |= bears_on if relation.kind in WORKING else 0
            granted |= relation.classes & bears_on
            granted_until |= relation.classes & bears_on if until is not None else 0
    return _Standing(on_case, working, offered, shared, granted, granted_until, reached)


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
    covered = as_judged(consented(state, head.person, agency, kind, child, at), plan)
    granted = as_judged(standing.granted, plan) & plan.consent
    granted |= as_judged(standing.granted_until, plan) & plan.timed & ~plan.consent
    if child:
        granted &= covered | ~plan.identity
    return asked & (granted | (covered & plan.consent))


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
    "stage_row",
    "visible",
]
