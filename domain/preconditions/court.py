"""The end of a prosecution, its resumption, and requests for restitution."""

from __future__ import annotations

from domain.command import Command
from domain.guards import Guard
from domain.preconditions.files import (
    requires_no_mandatory_prosecution,
    requires_prosecutor_of_the_file,
)
from domain.problems import Refusal, refuse
from domain.shapes.court import Proceedings

# Grounds on which KUHAP 2025 art 71 lets a prosecution end; want of proof is for the court to find.
LAPSE_GROUNDS = frozenset(
    {
        "suspect_died",
        "time_barred",
        "decided_already",
        "complaint_withdrawn",
        "amnesty",
        "law_repealed",
    }
)


def requires_ground_that_the_regime_knows(command: Command) -> Refusal | None:
    """Under KUHAP 2025 art 71 it ends on grounds of lapse alone; by the office that has the file."""
    refusal, state = requires_prosecutor_of_the_file(command), command.state
    file = state.files.get(command.data.file) if state else None
    if refusal is not None or file is None or file.regime != "KUHAP2025":
        return refusal
    if command.data.reason in LAPSE_GROUNDS:
        return None
    rule = "Under KUHAP 2025 art 71 a prosecution ends on grounds of lapse alone."
    return refuse("precondition", rule, "data.reason")


def requires_file_not_in_court(command: Command) -> Refusal | None:
    """A prosecution is ended before the file goes to court (KUHAP 1981 arts 140, 144; 2025 art 71), and not
    at all where the court has made it mandatory (KUHAP 2025 art 27)."""
    state, known = command.state, _proceedings(command)
    file = state.files.get(command.data.file) if state else None
    if file is not None and (file.sent_to_court or file.verdict):
        return refuse("precondition", "The file is before the court.", "data.file")
    if known is not None and known.terminated:
        return refuse("precondition", "The prosecution of the file is terminated already.", "data.file")
    return requires_no_mandatory_prosecution(command)


def requires_terminated_prosecution(command: Command) -> Refusal | None:
    """Only a prosecution that was terminated is resumed (KUHAP 1981 art 140(2)(d))."""
    known = _proceedings(command)
    if known is not None and known.terminated:
        return None
    return refuse("precondition", "No termination of the prosecution stands.", "data.file")


def requires_unused_request_id(command: Command) -> Refusal | None:
    """A request for restitution has an id of its own for good."""
    known = command.state.restitutions.get(command.data.restitution) if command.state else None
    if known is None or not known.requested:
        return None
    return refuse("precondition", "The id of a request is used for one request only.", "data.restitution")


def requires_same_victim(command: Command) -> Refusal | None:
    """A step of a request is about the victim whose request it is."""
    known = command.state.restitutions.get(command.data.restitution) if command.state else None
    if known is None or known.person in (None, command.data.person):
        return None
    return refuse("precondition", "The request is another victim's.", "data.person")


PARTIES: dict[str, Guard] = {
    "ProsecutionTerminated": requires_ground_that_the_regime_knows,
    "ProsecutionResumed": requires_prosecutor_of_the_file,
    "RestitutionRequested": requires_unused_request_id,
    "RestitutionRequestChecked": requires_same_victim,
    "RestitutionRequestCompleted": requires_same_victim,
    "RestitutionAssessed": requires_same_victim,
}

ORDER: dict[str, Guard] = {
    "ProsecutionTerminated": requires_file_not_in_court,
    "ProsecutionResumed": requires_terminated_prosecution,
}


def _proceedings(command: Command) -> Proceedings | None:
    return command.state.proceedings.get(command.data.file) if command.state else None
