"""Returns of a file and their instructions: counted, continued, satisfied, overdue."""

from __future__ import annotations

from domain.command import Command
from domain.fold.file_rounds import item_of
from domain.guards import Guard
from domain.preconditions.files import file_of, requires_file_with_the_prosecutor
from domain.problems import Refusal, refuse
from domain.shapes.files import ItemKey, PoliceFile


def requires_return_in_turn(command: Command) -> Refusal | None:
    """Returns are numbered as they come; the second under KUHAP 2025 leads to the conference and is the last
    (art 62(1)-(2)). An instruction that continues another names one of an earlier return."""
    refusal, file = requires_file_with_the_prosecutor(command), file_of(command)
    if refusal is not None or file is None:
        return refusal
    quota = command.limits.of(file.regime).returns
    if quota is not None and quota.most is not None and file.returns >= quota.most:
        rule = f"After return {quota.most} the case conference decides on the file ({quota.basis})."
        return refuse("precondition", rule, "data.file")
    if command.data.return_number != file.returns + 1:
        rule = "Returns are numbered one after the other from 1."
        return refuse("precondition", rule, "data.return_number")
    return _requires_earlier_instructions(command, file)


def requires_open_instruction(command: Command) -> Refusal | None:
    """An instruction is held satisfied once, after it was given (KUHAP 2025 art 59(6))."""
    file, data = file_of(command), command.data
    item = item_of(file, ItemKey(data.return_number, data.number)) if file else None
    if item is None:
        return refuse("precondition", "No instruction of this number is on record.", "data.number")
    if item.satisfied_at:
        return refuse("precondition", "The instruction is held satisfied already.", "data.number")
    return None


def requires_overdue_supplement(command: Command) -> Refusal | None:
    """The time for supplementary investigation runs out after a return that nothing followed (form P-20;
    KUHAP 1981 art 138(2); KUHAP 2025 art 61(3))."""
    file = file_of(command)
    if file is None or not file.rounds or _has_come_back(file):
        return refuse("precondition", "No return of this file is unanswered.", "data.file")
    if command.data.return_number != file.rounds[-1].number:
        return refuse("precondition", "The time that runs is that of the last return.", "data.return_number")
    if file.stands_terminated:
        return refuse("precondition", "The investigation of this file is terminated (SP3).", "data.file")
    span = command.limits.of(file.regime).supplementary
    if span is not None and not span.has_passed(file.rounds[-1].at, command.proposed.occurred):
        rule = f"Police have {span.days} days from the return ({span.basis})."
        return refuse("precondition", rule, "data.file")
    return None


def _has_come_back(file: PoliceFile) -> bool:
    """Whether police say that they sent the file after its last return, or the prosecutor that it came."""
    return any(each.round >= file.rounds[-1].number for each in (*file.sent, *file.received))


def _requires_earlier_instructions(command: Command, file: PoliceFile) -> Refusal | None:
    continued = (each.continues for each in command.data.instructions if each.continues)
    if all(item_of(file, ItemKey(each.return_number, each.number)) for each in continued):
        return None
    rule = "An instruction that continues another names one of an earlier return of this file."
    return refuse("precondition", rule, "data.instructions")


ORDER: dict[str, Guard] = {
    "FileReturned": requires_return_in_turn,
    "InstructionSatisfied": requires_open_instruction,
    "SupplementaryOverdue": requires_overdue_supplement,
}
