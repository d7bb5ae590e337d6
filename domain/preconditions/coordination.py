"""Who speaks for a task force, whose a commitment is, and what is named once for good."""

from __future__ import annotations

from domain.command import Command
from domain.guards import Guard
from domain.problems import Refusal, refuse
from domain.shapes.coordination import Commitment

SECRETARIAT = "coordinator"


def requires_later_version(command: Command) -> Refusal | None:
    """A task force is configured anew under no lower version than before."""
    known = command.directory.task_forces.get(command.data.task_force)
    if known is None or command.data.version >= known.version:
        return None
    return refuse("precondition", "A later configuration has a version no lower.", "data.version")


def requires_lead_or_secretariat(command: Command) -> Refusal | None:
    """The lead agency and the secretariat speak for the task force."""
    if _leads(command):
        return None
    rule = "The lead agency and the secretariat of the task force record this."
    return refuse("authority_missing", rule, "type")


def requires_new_commitment_of_a_member(command: Command) -> Refusal | None:
    """A commitment is its owner's, who sits on the task force; its id names it for good."""
    state, owner = command.state, command.data.owner
    if owner != command.agency and not _leads(command):
        rule = "A commitment is recorded by its owner, the lead agency or the secretariat."
        return refuse("authority_missing", rule, "data.owner")
    if state is None or owner not in state.parties or state.parties[owner].ended:
        return refuse("invalid_field", "The owner of a commitment sits on the task force.", "data.owner")
    if command.data.commitment in state.commitments:
        return refuse("precondition", "The id of a commitment is used once only.", "data.commitment")
    return None


def requires_own_commitment(command: Command) -> Refusal | None:
    """How far a commitment is, is said by its owner or the secretariat."""
    commitment = _commitment(command)
    if commitment is not None and (commitment.owner == command.agency or _leads(command)):
        return None
    rule = "No commitment of this id is this agency's to report on."
    return refuse("precondition", rule, "data.commitment")


def requires_new_set_of_figures(command: Command) -> Refusal | None:
    """Figures given out are frozen: the same id is never given to others."""
    refusal, state = requires_lead_or_secretariat(command), command.state
    if refusal is not None or state is None:
        return refusal
    given = {*state.frozen_figures, *(each.id for each in state.restatements)}
    if command.data.figures in given:
        return refuse("precondition", "The id of a set of figures is used once only.", "data.figures")
    return None


PARTIES: dict[str, Guard] = {
    "TaskForceConfigured": requires_later_version,
    "MeetingHeld": requires_lead_or_secretariat,
    "CommitmentMade": requires_new_commitment_of_a_member,
    "CommitmentProgressed": requires_own_commitment,
    "CommitmentFulfilled": requires_own_commitment,
    "IndicatorsFrozen": requires_new_set_of_figures,
    "RestatementIssued": requires_new_set_of_figures,
}


def _leads(command: Command) -> bool:
    party = command.party
    return command.kind == SECRETARIAT or (
        party is not None and party.holds(frozenset({"owner"}), command.now)
    )


def _commitment(command: Command) -> Commitment | None:
    return command.state.commitments.get(command.data.commitment) if command.state else None
