"""The case conference of KUHAP 2025 art 62: who must be there, when it is due, and what may follow it.

A voluntary conference, under either code, is recorded with whoever came.
"""

from __future__ import annotations

from domain.catalogue.agencies import AgencyKind
from domain.catalogue.conference_codes import ConferenceForm, ConferenceRole, Continuation
from domain.command import Command
from domain.fold.conference import conference_of
from domain.fold.experts import is_engaged
from domain.guards import Guard
from domain.preconditions.disputes import requires_right_to_open_the_case
from domain.preconditions.files import (
    requires_investigator_of_the_file,
    requires_no_mandatory_prosecution,
    requires_prosecutor_of_the_file,
)
from domain.problems import Refusal, refuse
from domain.shapes.conference import Conference
from domain.shapes.files import PoliceFile

# Who makes the quorum, each from an office of its own kind (KUHAP 2025 art 62(2)).
QUORUM: dict[ConferenceRole, AgencyKind] = {
    ConferenceRole.INVESTIGATOR: AgencyKind.POLRES,
    ConferenceRole.INVESTIGATOR_SUPERVISOR: AgencyKind.POLRES,
    ConferenceRole.PROSECUTOR: AgencyKind.KEJARI,
    ConferenceRole.PROSECUTOR_SUPERVISOR: AgencyKind.KEJARI,
    ConferenceRole.EXPERT: AgencyKind.EXPERT,
}
SECOND_RETURN = 2


def requires_police_and_a_time_box(command: Command) -> Refusal | None:
    """The investigator calls the statutory conference (KUHAP 2025 art 62(2)); an expert comes for a time."""
    data = command.data
    if data.expert is not None:
        if command.directory.kind_of(data.expert) != AgencyKind.EXPERT:
            return refuse("invalid_field", "The expert named is registered as one.", "data.expert")
        if data.expert_until is None:
            rule = "What is opened to an expert has an end (reference/domain.md 3.2)."
            return refuse("missing_field", rule, "data.expert_until")
        return requires_right_to_open_the_case(command) or _requires_police(command)
    return _requires_police(command)


def requires_quorum_of_five(command: Command) -> Refusal | None:
    """Investigator, prosecutor, the supervisor of each and an expert, or it was no statutory conference
    (KUHAP 2025 art 62(2)); the expert one who is engaged and has stated no conflict of interest. Every office
    that is said to have been there is named, so that it can answer."""
    named = {*command.data.with_agencies, command.agency}
    if not {each.agency for each in command.data.present if each.agency} <= named:
        rule = "Every office present is named as a party, so that it can confirm or contest the minutes."
        return refuse("invalid_field", rule, "data.with_agencies")
    missing = _missing(command) if _is_statutory(command) else ()
    if missing:
        roles = ", ".join(f"{role.label_en} ({role.label_id})" for role in missing)
        rule = f"A statutory case conference has all five roles (KUHAP 2025 art 62(2)); missing: {roles}."
        return refuse("precondition", rule, "data.present")
    return _requires_police(command) or _requires_engaged_expert(command)


def requires_second_return(command: Command) -> Refusal | None:
    """The statutory conference is due once the file came back a second time (KUHAP 2025 art 62(1)-(2))."""
    if not _is_statutory(command):
        return None
    file = _file(command)
    if file is not None and file.regime == "KUHAP1981":
        rule = "A file under KUHAP 1981 has no statutory conference; a voluntary one is recorded as such."
        return refuse("precondition", rule, "data.form")
    if file is None or file.returns < SECOND_RETURN:
        rule = "The statutory conference follows the second return of the file (KUHAP 2025 art 62(1)-(2))."
        return refuse("precondition", rule, "data.file")
    return None


def requires_presence_at_the_conference(command: Command) -> Refusal | None:
    """What a conference came to is recorded by an office that was there (KUHAP 2025 art 62(3)-(5))."""
    conference, state = _conference(command), command.state
    act = state.joint_acts.get(conference.event) if state and conference and conference.event else None
    if act is None or command.agency in (act.agency, *act.named):
        return None
    rule = "What a conference came to is recorded by an office that its minutes name."
    return refuse("authority_missing", rule, "data.conference")


def requires_conference_held(command: Command) -> Refusal | None:
    """A conference decides once, after it was held; under KUHAP 2025 the statutory one alone (art 62)."""
    conference, file = _conference(command), _file(command)
    if conference is None or not conference.held_at or conference.file != command.data.file:
        rule = "No conference of this id was held on this file (KUHAP 2025 art 62(2))."
        return refuse("precondition", rule, "data.conference")
    if conference.outcome is not None:
        return refuse("precondition", "What this conference came to is on record already.", "data.conference")
    if _under_2025(file) and conference.form != ConferenceForm.STATUTORY:
        rule = "Under KUHAP 2025 only the statutory conference decides on a file (art 62(2)-(5))."
        return refuse("precondition", rule, "data.conference")
    return None


def requires_undecided_conference(command: Command) -> Refusal | None:
    """A handover in spite of the prosecutor follows a conference without agreement (KUHAP 2025 art 62(5))."""
    state, file = command.state, _file(command)
    if file is not None and file.regime == "KUHAP1981":
        rule = "KUHAP 1981 knows no handover in spite of the prosecutor; it is of KUHAP 2025 art 62(5)."
        return refuse("precondition", rule, "data.file")
    if file is not None and file.completed_at:
        return refuse("precondition", "The file is declared complete: it is handed over so.", "data.file")
    if _last_outcome(command) != "undecided":
        rule = "The file's last conference ended without agreement (KUHAP 2025 art 62(5))."
        return refuse("precondition", rule, "data.file")
    if state is not None and command.data.file in state.disputed_handovers:
        return refuse("precondition", "The disputed handover is on record already.", "data.file")
    return None


def requires_disputed_handover(command: Command) -> Refusal | None:
    """The prosecutor decides once whether to go on, after a disputed handover (KUHAP 2025 art 62(6))."""
    handover = command.state.disputed_handovers.get(command.data.file) if command.state else None
    if handover is None:
        rule = "No disputed handover of this file is on record (KUHAP 2025 art 62(5)-(6))."
        return refuse("precondition", rule, "data.file")
    if handover.decided_at:
        return refuse("precondition", "The continuation of this file is decided already.", "data.file")
    if command.data.decision == Continuation.NOT_CONTINUED:
        return requires_no_mandatory_prosecution(command)
    return None


PARTIES: dict[str, Guard] = {
    "CaseConferenceInvited": requires_police_and_a_time_box,
    "CaseConferenceHeld": requires_quorum_of_five,
    "ConferenceDecidedComplete": requires_presence_at_the_conference,
    "ConferenceDecidedTerminate": requires_presence_at_the_conference,
    "ConferenceUndecided": requires_presence_at_the_conference,
    "DisputedHandoverMade": requires_investigator_of_the_file,
    "ContinuationDecided": requires_prosecutor_of_the_file,
}


ORDER: dict[str, Guard] = {
    "CaseConferenceInvited": requires_second_return,
    "CaseConferenceHeld": requires_second_return,
    "ConferenceDecidedComplete": requires_conference_held,
    "ConferenceDecidedTerminate": requires_conference_held,
    "ConferenceUndecided": requires_conference_held,
    "DisputedHandoverMade": requires_undecided_conference,
    "ContinuationDecided": requires_disputed_handover,
}


def _requires_police(command: Command) -> Refusal | None:
    if not _is_statutory(command) or command.kind == AgencyKind.POLRES:
        return None
    rule = "The investigator calls and minutes the statutory conference (KUHAP 2025 art 62(2))."
    return refuse("authority_missing", rule, "data.form")


def _missing(command: Command) -> tuple[ConferenceRole, ...]:
    """The roles of the quorum that nobody filled from an office of the right kind."""
    filled = {
        each.role
        for each in command.data.present
        if each.agency and command.directory.kind_of(each.agency) == QUORUM.get(each.role)
    }
    return tuple(role for role in QUORUM if role not in filled)


def _requires_engaged_expert(command: Command) -> Refusal | None:
    named = (each.agency for each in command.data.present if each.role == ConferenceRole.EXPERT)
    state = command.state
    if not _is_statutory(command) or state is None or any(is_engaged(state, each or "") for each in named):
        return None
    rule = "The expert is engaged without a conflict of interest (ExpertEngaged; KUHAP 2025 art 62(2))."
    return refuse("precondition", rule, "data.present")


def _is_statutory(command: Command) -> bool:
    return bool(command.data.form == ConferenceForm.STATUTORY)


def _under_2025(file: PoliceFile | None) -> bool:
    return file is not None and file.regime == "KUHAP2025"


def _last_outcome(command: Command) -> str | None:
    """What the conference of the file that was decided last came to; one still to be held decides nothing."""
    conferences = command.state.conferences if command.state else ()
    decided = (each for each in conferences if each.file == command.data.file and each.outcome)
    last = max(decided, key=lambda each: each.decided_at, default=None)
    return last.outcome if last else None


def _conference(command: Command) -> Conference | None:
    return conference_of(command.state, command.data.conference) if command.state else None


def _file(command: Command) -> PoliceFile | None:
    return command.state.files.get(command.data.file) if command.state else None
