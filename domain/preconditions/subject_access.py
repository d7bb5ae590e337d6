"""A person's request for its own data, answered once by those in charge, and never where it endangers."""

from __future__ import annotations

from domain.case_state import SubjectAccess
from domain.catalogue.privacy_codes import AccessAsker
from domain.command import Command
from domain.guards import Guard
from domain.problems import Refusal, refuse
from domain.subject_access import may_hand_out, refused_to


def requires_request_of_a_victim(command: Command) -> Refusal | None:
    """A request has an id of its own for good, is about a person of the case, and names who asks for it."""
    state, data = command.state, command.data
    if state is None or data.person not in state.persons:
        return refuse("precondition", "The case knows no such person.", "data.person")
    known = state.subject_accesses.get(data.access)
    if known is not None and known.requested:
        return refuse("precondition", "The id of a request is used for one request only.", "data.access")
    if (data.asked_by == AccessAsker.GUARDIAN) != (data.guardian_relation is not None):
        rule = "A guardian who asks, and nobody else, says in what relation to the child."
        return refuse("precondition", rule, "data.guardian_relation")
    return None


def requires_answer_by_those_in_charge(command: Command) -> Refusal | None:
    """The case manager's agency, or a data protection officer, answers a request on record."""
    state, access = command.state, _asked(command)
    if state is None or access is None:
        return refuse("precondition", "No such request of this person is on record.", "data.access")
    if may_hand_out(state, command.agency, command.kind):
        return None
    rule = "A request is answered by the case manager's agency or by a data protection officer."
    return refuse("authority_missing", rule, "type")


def requires_open_request(command: Command) -> Refusal | None:
    """A request is answered once; what was given may be refused later, where it has come to endanger."""
    access = _asked(command)
    answered = access is not None and (access.refused or (access.given and _gives(command)))
    if not answered:
        return None
    return refuse("precondition", "The request was answered; a new one is recorded first.", "data.access")


def requires_no_danger(command: Command) -> Refusal | None:
    """UU 27/2022 art 33: access that endangers the person or others must be refused."""
    access = _asked(command)
    if command.state is None or access is None or not _gives(command):
        return None
    ground = refused_to(command.state, access)
    if ground is None:
        return None
    rule = f"Access must be refused (UU 27/2022 art 33), ground {ground}: {ground.label_en}."
    return refuse("precondition", rule, "data.access")


def requires_open_request_without_danger(command: Command) -> Refusal | None:
    """Still unanswered, and no danger in the answer."""
    return requires_open_request(command) or requires_no_danger(command)


PARTIES: dict[str, Guard] = {
    "SubjectAccessRequested": requires_request_of_a_victim,
    "SubjectAccessGiven": requires_answer_by_those_in_charge,
    "SubjectAccessRefused": requires_answer_by_those_in_charge,
}
ORDER: dict[str, Guard] = {
    "SubjectAccessGiven": requires_open_request_without_danger,
    "SubjectAccessRefused": requires_open_request,
}


def _gives(command: Command) -> bool:
    return command.type.name == "SubjectAccessGiven"


def _asked(command: Command) -> SubjectAccess | None:
    """The request that an answer names, where it is on record and of the same person."""
    known = command.state.subject_accesses.get(command.data.access) if command.state else None
    if known is None or not known.requested or known.person != command.data.person:
        return None
    return known
