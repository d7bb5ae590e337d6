"""What the rules of the deployment may put on record: what has come to pass, about what is on record."""

from __future__ import annotations

from domain.command import Command
from domain.fold.clockwork import position_of
from domain.fold.corrections import heads_that_count
from domain.guards import Guard
from domain.problems import Refusal, refuse

ENDS_CONSENT = frozenset({"ConsentWithdrawn", "ConsentScopeChanged"})


def requires_passed_due_time(command: Command) -> Refusal | None:
    """A deadline lapses once it is due, and no earlier (DESIGN section 5)."""
    if command.data.due <= command.now:
        return None
    return refuse("precondition", "A deadline that is not due has not lapsed.", "data.due")


def requires_relation_that_ran_out(command: Command) -> Refusal | None:
    """Access expires where a relation was given for a time, and that time is over."""
    data, state = command.data, command.state
    party = state.parties.get(data.agency) if state else None
    since = position_of(state, data.granted_source, data.granted_id) if state else None
    for relation in party.relations if party else ():
        if relation.since_position == since and relation.until is not None and relation.until <= command.now:
            return None
    rule = "No relation of this agency that arose with the event named has run out."
    return refuse("precondition", rule, "data.granted_id")


def requires_end_of_consent_on_record(command: Command) -> Refusal | None:
    """Processing stops because a consent was withdrawn or narrowed, or its last day is over: what said so is
    named (UU 27/2022 arts 9, 40)."""
    data, state = command.data, command.state
    named = position_of(state, data.withdrawn_source, data.withdrawn_id) if state else None
    if state and any(
        head.position == named and head.type in ENDS_CONSENT for head in heads_that_count(state)
    ):
        return None
    if state and any(
        consent.position == named and consent.ends is not None and consent.ends <= command.now
        for consent in state.consents
    ):
        return None
    rule = "The event named is no withdrawal of consent, and no consent that has run out."
    return refuse("precondition", rule, "data.withdrawn_id")


PARTIES: dict[str, Guard] = {
    "DeadlineLapsed": requires_passed_due_time,
    "AccessExpired": requires_relation_that_ran_out,
    "ProcessingStopped": requires_end_of_consent_on_record,
}
