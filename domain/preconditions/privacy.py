"""Erasure by request and review, and what a legal hold keeps."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.case_state import CaseState
from domain.command import Command
from domain.erasure import OF_THE_CASE, is_alone
from domain.events import EventHead
from domain.fold.clockwork import position_of
from domain.fold.consent import class_mask
from domain.fold.corrections import heads_that_count
from domain.guards import Guard
from domain.ids import agency_of
from domain.problems import Refusal, refuse
from domain.subject_access import a_file_is_open

FILE_CLASSES = frozenset({"legal_file", "suspect_identity", "evidence"})
# What an erasure may rest on: that it was asked for, that consent was taken back, that the work has ended.
GROUNDS = frozenset({"ErasureRequested", "ConsentWithdrawn", "ConsentScopeChanged", "CaseClosed"})


def requires_unused_erasure_id(command: Command) -> Refusal | None:
    """An erasure has an id of its own for good."""
    known = command.state.erasures.get(command.data.erasure) if command.state else None
    if known is None or not known.requested:
        return None
    return refuse("precondition", "The id of an erasure is used for one erasure only.", "data.erasure")


def requires_ground_for_erasure(command: Command) -> Refusal | None:
    """An erasure rests on a request, a withdrawal or the end of the case; what is held is not erased.

    UU 27/2022 art 44(1)(c): data linked to settling a legal case are not destroyed while it is open.
    """
    data, state = command.data, command.state
    named = position_of(state, data.because_source, data.because_id) if state else None
    if state is None or not any(
        _is_ground(state, each) for each in heads_that_count(state) if each.position == named
    ):
        rule = "An erasure rests on its request, on a withdrawal of consent or on the closing of the case."
        return refuse("precondition", rule, "data.because_id")
    return (
        _one_pair_of_eyes(command)
        or _another_person(command)
        or _of_others_too(state, data.person, data.classes)
        or _held(state, data.person, data.classes)
        or _needed_by_open_file(state, data.classes)
    )


def requires_approved_erasure(command: Command) -> Refusal | None:
    """Keys are destroyed for what was approved, and for nothing that is held (UU 27/2022 arts 43, 44).

    A hold that came after the keys were listed (`through`) came too late: that they are gone is a fact.
    """
    data, state = command.data, command.state
    known = state.erasures.get(data.erasure) if state else None
    asked = class_mask(data.classes)
    if state is None or known is None or known.approved is None or asked & ~known.approved:
        return refuse("precondition", "No approval to erase these classes is on record.", "data.classes")
    return _another_person(command) or _held(state, data.person, data.classes, data.through)


def requires_approval_on_record(command: Command) -> Refusal | None:
    """What is completed was approved."""
    known = command.state.erasures.get(command.data.erasure) if command.state else None
    if known is None or known.approved is None:
        return refuse("precondition", "No approval of this erasure is on record.", "data.erasure")
    return _another_person(command)


def requires_unused_hold_id(command: Command) -> Refusal | None:
    """A legal hold has an id of its own for good."""
    if command.state is None or command.data.hold not in command.state.legal_holds:
        return None
    return refuse("precondition", "The id of a legal hold is used for one hold only.", "data.hold")


def requires_hold_of_this_agency(command: Command) -> Refusal | None:
    """A hold is lifted by the agency that placed it, or by the court."""
    hold = command.state.legal_holds.get(command.data.hold) if command.state else None
    if hold is None or hold.lifted:
        return refuse("precondition", "No legal hold of this id stands.", "data.hold")
    if command.agency == hold.placed_by or command.kind == "pn":
        return None
    rule = "A legal hold is lifted by the agency that placed it, or by the court."
    return refuse("authority_missing", rule, "data.hold")


PARTIES: dict[str, Guard] = {
    "ErasureRequested": requires_unused_erasure_id,
    "ErasureApproved": requires_ground_for_erasure,
    "KeyShredded": requires_approved_erasure,
    "ErasureCompleted": requires_approval_on_record,
    "LegalHoldPlaced": requires_unused_hold_id,
    "LegalHoldLifted": requires_hold_of_this_agency,
}


def _is_ground(state: CaseState, head: EventHead) -> bool:
    """The end of the work is a ground while it has ended: not once the case was reopened."""
    return head.type in GROUNDS and (head.type != "CaseClosed" or head.position == state.closed_position)


def _another_person(command: Command) -> Refusal | None:
    known = command.state.erasures.get(command.data.erasure) if command.state else None
    if known is None or known.person == command.data.person:
        return None
    return refuse("precondition", "The erasure is another person's.", "data.person")


def _needed_by_open_file(state: CaseState, classes: Iterable[str]) -> Refusal | None:
    if not FILE_CLASSES & set(classes) or not a_file_is_open(state):
        return None
    rule = "Data of the legal file are kept while a file of the case is open (UU 27/2022 arts 44(1)(c), 50)."
    return refuse("precondition", rule, "data.classes")


def _one_pair_of_eyes(command: Command) -> Refusal | None:
    """Two persons, one of them outside the agency that asks (reference/evidence.md 3.3). A person acts for
    one agency, so another agency is another person."""
    data, state = command.data, command.state
    known = state.erasures.get(data.erasure) if state else None
    askers = {agency_of(data.because_source), known.requested_by if known else None}
    if command.agency not in askers:
        return None
    rule = "An erasure is approved by another agency than the one that asks for it."
    return refuse("authority_missing", rule, "data.because_source")


def _of_others_too(state: CaseState, person: UUID, classes: Iterable[str]) -> Refusal | None:
    if OF_THE_CASE.isdisjoint(classes) or is_alone(state, person):
        return None
    rule = "Data that belong to the case are not erased for one of several persons."
    return refuse("precondition", rule, "data.classes")


def _held(
    state: CaseState, person: UUID, classes: Iterable[str], through: int | None = None
) -> Refusal | None:
    asked = class_mask(classes)
    holds = [hold for hold in state.legal_holds.values() if through is None or hold.position <= through]
    if asked and any(hold.holds(person, asked) for hold in holds):
        return refuse("precondition", "A legal hold keeps data of these classes.", "data.classes")
    return None
