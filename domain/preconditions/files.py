"""Police files between police and prosecutor: whose each step is, and what must have come before it.

What a code limits (how often, how long) is data: rules/limits.toml, by the code that the file follows.
"""

from __future__ import annotations

from domain.command import Command
from domain.guards import Guard
from domain.limits import Procedure
from domain.problems import Refusal, refuse
from domain.shapes.files import PoliceFile


def requires_prosecutor_of_the_file(command: Command) -> Refusal | None:
    """The office that the SPDP went to decides on the file (KUHAP 2025 arts 59-61)."""
    file = file_of(command)
    if file is None or file.prosecutor in (None, command.agency):
        return None
    rule = "Another prosecutor's office has this file: its SPDP names the office that decides."
    return refuse("authority_missing", rule, "data.file")


def requires_investigator_of_the_file(command: Command) -> Refusal | None:
    """The unit that investigates answers and terminates (KUHAP 1981 arts 109-110; KUHAP 2025 arts 24, 61)."""
    file = file_of(command)
    if file is None or file.investigated_by in (None, command.agency):
        return None
    return refuse("authority_missing", "Another unit investigates this file.", "data.file")


def requires_side_of_the_file(command: Command) -> Refusal | None:
    """Silence is stated by the clockwork or by a side of the file (KUHAP 1981 art 110(4))."""
    file = file_of(command)
    sides = (file.investigated_by, file.prosecutor) if file else ()
    if command.kind == "deployment" or command.agency in sides:
        return None
    rule = "That a file counts as complete is stated by the unit that sent it or the office that has it."
    return refuse("authority_missing", rule, "data.file")


def requires_file_with_the_prosecutor(command: Command) -> Refusal | None:
    """A file is decided on once each time it reached the prosecutor (KUHAP 1981 art 110; 2025 art 61)."""
    file = file_of(command)
    if file is None or not (file.submissions or file.receipts):
        return refuse("precondition", "The file has not been submitted to the prosecutor.", "data.file")
    if file.completed_at:
        return refuse("precondition", "The file is declared complete already.", "data.file")
    if file.stands_terminated:
        return refuse("precondition", "The investigation of this file is terminated (SP3).", "data.file")
    if max(file.submissions, file.receipts) <= file.decisions:
        rule = "The file was decided on and has not been sent to the prosecutor again."
        return refuse("precondition", rule, "data.file")
    return None


def requires_first_finding(command: Command) -> Refusal | None:
    """That a file is incomplete is found once each time it is sent (KUHAP 1981 art 138(1))."""
    file = file_of(command)
    refusal = requires_file_with_the_prosecutor(command)
    if refusal is None and file is not None and file.found_incomplete > file.submitted_at:
        return refuse("precondition", "The file was found incomplete already.", "data.file")
    return refusal


def requires_silence_of_kuhap_1981(command: Command) -> Refusal | None:
    """A file counts as complete after 14 days' silence, under KUHAP 1981 alone (art 110(4)); KUHAP 2025
    art 61 has no such rule."""
    file, span = file_of(command), _procedure(command).deemed_complete
    if file is None or span is None:
        rule = "Only a file under KUHAP 1981 counts as complete by silence (KUHAP 1981 art 110(4))."
        return refuse("precondition", rule, "data.file")
    refusal = requires_file_with_the_prosecutor(command)
    if refusal is not None:
        return refusal
    receipt = file.last_receipt
    if receipt is None or not span.has_passed(receipt.at, command.proposed.occurred):
        rule = f"The prosecutor has {span.days} days from receipt of the file ({span.basis})."
        return refuse("precondition", rule, "data.file")
    return None


def requires_missing_handover(command: Command) -> Refusal | None:
    """A complete file goes back where suspect and evidence did not come in time (B-310, SOP FORM-7)."""
    file, span = file_of(command), _procedure(command).handover
    if file is None or not file.completed_at or file.complete_since is None:
        return refuse("precondition", "The file is not declared complete.", "data.file")
    if file.handed_over:
        return refuse("precondition", "Suspect and evidence are handed over.", "data.file")
    if span is None:
        rule = "Only under KUHAP 2025 does a complete file go back for want of a handover (B-310)."
        return refuse("precondition", rule, "data.file")
    if not span.has_passed(file.complete_since, command.proposed.occurred):
        rule = f"Police have {span.days} days from the P-21 for the handover ({span.basis})."
        return refuse("precondition", rule, "data.file")
    return None


def requires_spdp_to_return(command: Command) -> Refusal | None:
    """An SPDP goes back while it is with the prosecutor; for want of a file, after two requests (B-310)."""
    file, quota = file_of(command), _procedure(command).progress_requests
    if file is None or not (file.spdp_sent or file.spdp_received):
        return refuse("precondition", "No SPDP of this file is with the prosecutor.", "data.file")
    if command.data.reason != "stale":
        return None
    if file.sent or file.received:
        return refuse("precondition", "A file has come: the SPDP is not stale.", "data.reason")
    if quota and quota.least is not None and len(file.progress_requests) < quota.least:
        rule = f"An SPDP is stale after {quota.least} requests for progress ({quota.basis})."
        return refuse("precondition", rule, "data.reason")
    return None


def requires_coordination_left(command: Command) -> Refusal | None:
    """One coordination after the file is sent (KUHAP 2025 art 59(5)); before it, any number."""
    file, quota = file_of(command), _procedure(command).coordinations_after_file
    if file is None or quota is None or quota.most is None:
        return None
    after = file.is_after_file(command.data.stage, command.proposed.occurred)
    if not after or file.coordinations_after_file < quota.most:
        return None
    rule = f"After the file there is {quota.most} coordination and no more ({quota.basis})."
    return refuse("precondition", rule, "data.stage")


def requires_no_mandatory_prosecution(command: Command) -> Refusal | None:
    """A court voided the termination that a conference had decided: the prosecutor must prosecute
    (KUHAP 2025 art 27)."""
    file = file_of(command)
    if file is None or not file.prosecution_mandatory:
        return None
    rule = "The court voided the termination decided in conference: prosecution is mandatory (art 27)."
    return refuse("precondition", rule, "data.file")


def file_of(command: Command) -> PoliceFile | None:
    """The file that the event names, None where it names none or none is on record."""
    return command.state.files.get(command.data.file) if command.state else None


def _procedure(command: Command) -> Procedure:
    file = file_of(command)
    return command.limits.of(file.regime if file else None)


PARTIES: dict[str, Guard] = {
    **dict.fromkeys(
        (
            *("SpdpReturned", "ProgressRequested", "CoordinationOverdueReported", "FileFoundIncomplete"),
            *("FileReturned", "InstructionSatisfied", "SupplementaryOverdue", "FileComplete"),
            *("CompletenessReminder", "FileReturnedNoHandover"),
        ),
        requires_prosecutor_of_the_file,
    ),
    **dict.fromkeys(("InstructionAnswered", "InvestigationTerminated"), requires_investigator_of_the_file),
    "FileDeemedComplete": requires_side_of_the_file,
}


ORDER: dict[str, Guard] = {
    "SpdpReturned": requires_spdp_to_return,
    "CoordinationHeld": requires_coordination_left,
    "FileFoundIncomplete": requires_first_finding,
    "FileComplete": requires_file_with_the_prosecutor,
    "FileDeemedComplete": requires_silence_of_kuhap_1981,
    "FileReturnedNoHandover": requires_missing_handover,
}
