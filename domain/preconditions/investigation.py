"""Inquiry, investigation and its end, files that pass to other offices, and who detains at which stage."""

from __future__ import annotations

from domain.command import Command
from domain.fold.corrections import heads_that_count
from domain.fold.custody import standing_detention
from domain.guards import Guard
from domain.limits import Detaining
from domain.preconditions.files import file_of, requires_no_mandatory_prosecution
from domain.problems import Refusal, refuse


def requires_running_inquiry(command: Command) -> Refusal | None:
    """An inquiry was ordered and nothing was decided of it yet (Perkap 6/2019 art 9; KUHAP 2025 art 19).
    One ordered before there was a file may be of any."""
    file = command.data.file
    steps = [
        head.type
        for head in (heads_that_count(command.state) if command.state else ())
        if head.type in ("InquiryOrdered", "InquiryConferenceDecided")
        and (file is None or head.about in (None, file))
    ]
    if steps and steps[-1] == "InquiryOrdered":
        return None
    return refuse("precondition", "No inquiry is running: none was ordered, or it is decided.", "data.file")


def requires_running_investigation(command: Command) -> Refusal | None:
    """Police terminate what they investigate: not twice, not after a handover, and not where the court has
    made prosecution mandatory (KUHAP 1981 art 109(2); KUHAP 2025 arts 24, 27)."""
    file = file_of(command)
    if file is None or file.ordered_on is None:
        return refuse("precondition", "No investigation of this file was ordered.", "data.file")
    if file.stands_terminated:
        return refuse("precondition", "The investigation of this file is terminated already.", "data.file")
    if file.handed_over or (command.state and file.id in command.state.disputed_handovers):
        rule = "Suspect and evidence are handed over: the prosecutor decides."
        return refuse("precondition", rule, "data.file")
    return requires_no_mandatory_prosecution(command)


def requires_standing_termination(command: Command) -> Refusal | None:
    """A court voids a termination that stands (KUHAP 2025 arts 27, 158)."""
    file = file_of(command)
    if file is not None and file.stands_terminated:
        return None
    return refuse("precondition", "No termination of this file stands.", "data.file")


def requires_offices_of_the_transfer(command: Command) -> Refusal | None:
    """A file passes from the office that has it to another of its kind; one of the two states it
    (KUHAP 2025 art 19(4))."""
    file, data = file_of(command), command.data
    if command.agency not in (data.from_agency, data.to_agency):
        rule = "A transfer is stated by the office that passes the file on or the one that takes it over."
        return refuse("authority_missing", rule, "data.from_agency")
    if file is None or data.from_agency not in (file.investigated_by, file.prosecutor):
        return refuse("authority_missing", "The office named does not have this file.", "data.from_agency")
    kind = command.directory.kind_of(data.to_agency)
    if data.from_agency == data.to_agency or kind != command.directory.kind_of(data.from_agency):
        rule = "A file passes to another office of the same kind."
        return refuse("invalid_field", rule, "data.to_agency")
    return None


def requires_no_pending_transfer(command: Command) -> Refusal | None:
    """A file passes on once the transfer before is acknowledged (reference/domain.md 2.5 no. 50)."""
    file = file_of(command)
    if file is None or file.pending_transfer is None:
        return None
    return refuse("precondition", "A transfer of this file waits to be acknowledged.", "data.file")


def requires_other_side_of_the_transfer(command: Command) -> Refusal | None:
    """A transfer is acknowledged once, by the side that did not state it (reference/domain.md 2.5 no. 50)."""
    file = file_of(command)
    transfer = file.pending_transfer if file else None
    if transfer is not None and transfer.acknowledged_by == command.agency:
        return None
    rule = "No transfer of this file waits for this office to acknowledge it."
    return refuse("authority_missing", rule, "data.file")


def requires_office_that_detains(command: Command) -> Refusal | None:
    """Each stage has its office that detains (KUHAP 1981 arts 20, 24-28; KUHAP 2025 arts 99-106)."""
    stage = _stage(command)
    if stage is None or command.kind in stage.started_by:
        return None
    return refuse("authority_missing", f"Another office detains at this stage ({stage.basis}).", "data.stage")


def requires_office_that_extends(command: Command) -> Refusal | None:
    """Each stage has its offices that add days (KUHAP 1981 arts 24-29; KUHAP 2025 arts 102-107)."""
    stage = _stage(command)
    if stage is None or command.kind in stage.extended_by:
        return None
    return refuse(
        "authority_missing", f"Another office adds days at this stage ({stage.basis}).", "data.stage"
    )


def requires_standing_detention(command: Command) -> Refusal | None:
    """Days are added to a detention that stands (KUHAP 1981 arts 24-29; KUHAP 2025 arts 102-107)."""
    data, state = command.data, command.state
    if state is not None and standing_detention(state, data.suspect, data.stage) is not None:
        return None
    return refuse("precondition", "No detention of this suspect stands at this stage.", "data.suspect")


def _stage(command: Command) -> Detaining | None:
    return command.limits.detention.get(command.data.stage)


PARTIES: dict[str, Guard] = {
    "JurisdictionTransferred": requires_offices_of_the_transfer,
    "TransferAcknowledged": requires_other_side_of_the_transfer,
    "DetentionStarted": requires_office_that_detains,
    "DetentionExtended": requires_office_that_extends,
}


ORDER: dict[str, Guard] = {
    "InquiryConferenceDecided": requires_running_inquiry,
    "InvestigationTerminated": requires_running_investigation,
    "TerminationVoided": requires_standing_termination,
    "JurisdictionTransferred": requires_no_pending_transfer,
    "DetentionExtended": requires_standing_detention,
}
