"""Closing and reopening a case, and which persons are one."""

from __future__ import annotations

from domain.case_state import CaseState, Pair
from domain.catalogue.codes import ReopeningReason
from domain.command import Command
from domain.fold.corrections import heads_that_count
from domain.guards import Guard
from domain.problems import Refusal, refuse


def requires_closed_case(command: Command) -> Refusal | None:
    """Only a closed case is reopened, or one of which a court has voided the SP3 (KUHAP 2025 arts 27, 158):
    services do not end with an SP3, so the case was never closed (Sc-10). Once for each ruling."""
    state = command.state
    if state is not None and (state.closed or _ordered_on(command, state)):
        return None
    return refuse("precondition", "The case is not closed, and no court has voided an SP3 in it.")


def _ordered_on(command: Command, state: CaseState) -> bool:
    if command.data.reason != ReopeningReason.TERMINATION_VOIDED:
        return False
    ended = (file.terminated for file in state.files.values() if file.terminated is not None)
    ruled = max((each.voided for each in ended), default=0)
    return ruled > max(
        (head.position for head in heads_that_count(state) if head.type == "CaseReopened"), default=0
    )


def requires_persons_on_record(command: Command) -> Refusal | None:
    """A link joins at least two persons, each on record in its case."""
    pairs = {(pair.case, pair.person) for pair in command.data.pairs}
    known = (
        (state := command.others.get(pair.case)) is not None and pair.person in state.persons
        for pair in command.data.pairs
    )
    if len(pairs) > 1 and all(known):
        return None
    rule = "A duplicate link joins two or more persons, each on record in the case named."
    return refuse("precondition", rule, "data.pairs")


def requires_linked_persons(command: Command) -> Refusal | None:
    """Only persons that are linked are parted, or suspected to be one: a steward finds that they are not."""
    named = {Pair(pair.case, pair.person) for pair in command.data.pairs}
    groups = command.state.links if command.state else ()
    linked = {pair for group in groups for pair in group}
    suspected = command.state.suspicions if command.state else ()
    if named <= linked or any(named == each.pairs and not each.answered for each in suspected):
        return None
    rule = "Only persons linked in this stream are parted, or suspected in it to be one."
    return refuse("precondition", rule, "data.pairs")


PARTIES: dict[str, Guard] = {
    "DuplicateLinked": requires_persons_on_record,
    "DuplicateUnlinked": requires_linked_persons,
}


ORDER: dict[str, Guard] = {
    "CaseReopened": requires_closed_case,
}
