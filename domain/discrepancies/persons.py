"""What agencies say of a victim: other findings of the same person, and questioning without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.case_state import CaseState, Person
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies.claims import Claim, entries_of, last_apart
from domain.discrepancies.shape import Discrepancy, Kind, between, side_at
from domain.fold.steps import happened
from domain.shapes.person_facts import Interview

INTERVIEWS_WITHOUT_REASON = 2  # the third needs one: reference/domain.md section 6 no. 11

STATUS_DIFFERS = Kind(
    DiscrepancyKind.STATUS_DIFFERS,
    "UU 21/2007 art 1(3); PP 9/2008 arts 14-15; Permen PPPA 8/2021",
)
INTERVIEW_WITHOUT_REASON = Kind(
    DiscrepancyKind.INTERVIEW_WITHOUT_REASON,
    "PP 9/2008 art 2; Permen PPPA 8/2021 (no re-victimisation)",
)
KINDS = (STATUS_DIFFERS, INTERVIEW_WITHOUT_REASON)


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """What agencies say of every victim."""
    for person in state.persons.values():
        if len(person.statuses) > 1:
            yield from _status(state, person)
        yield from _interviews(state, person)


def _status(state: CaseState, person: Person) -> Iterator[Discrepancy]:
    """By what each agency last assessed, in the order in which they did."""
    of_it = [each for each in entries_of(state, "TraffickingStatusAssessed") if each.data.person == person.id]
    said = {each.position: str(each.data.status) for each in of_it}
    apart = last_apart(
        Claim(each.agency, said[each.position], each.position) for each in sorted(of_it, key=happened)
    )
    if apart is not None:
        sides = tuple(side_at(state, each.position, said[each.position]) for each in apart.claims)
        yield between(STATUS_DIFFERS, person.id, sides, settled_by=apart.ended)


def _interviews(state: CaseState, person: Person) -> Iterator[Discrepancy]:
    """The third and later, by what its agency says or by those on record, whoever held them: then it rests on
    the earlier ones too."""
    in_order = sorted(person.interviews_held, key=_held)
    for place, held in enumerate(in_order):
        if held.reason_given or max(held.number, place + 1) <= INTERVIEWS_WITHOUT_REASON:
            continue
        counted = [held] if held.number > INTERVIEWS_WITHOUT_REASON else in_order[: place + 1]
        sides = tuple(side_at(state, each.position, str(each.number)) for each in counted)
        yield between(INTERVIEW_WITHOUT_REASON, f"{person.id}/{held.position}", sides)


def _held(interview: Interview) -> tuple[datetime, int]:
    return interview.at, interview.position
