"""Closing and reopening a case, and which persons are one."""

from __future__ import annotations

from domain.command import Command
from domain.guards import Guard
from domain.problems import Refusal, refuse


def requires_closed_case(command: Command) -> Refusal | None:
    """Only a closed case is reopened."""
    if command.state is not None and command.state.closed:
        return None
    return refuse("precondition", "The case is not closed.")


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
    """Only persons that are linked are parted."""
    linked = {pair for group in command.state.links for pair in group} if command.state else set()
    if {(pair.case, pair.person) for pair in command.data.pairs} <= linked:
        return None
    return refuse("precondition", "Only persons linked in this stream are parted.", "data.pairs")


PARTIES: dict[str, Guard] = {
    "DuplicateLinked": requires_persons_on_record,
    "DuplicateUnlinked": requires_linked_persons,
}


ORDER: dict[str, Guard] = {
    "CaseReopened": requires_closed_case,
}
