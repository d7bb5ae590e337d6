"""Police files between police and prosecutor."""

from __future__ import annotations

from domain.command import Command
from domain.guards import Guard
from domain.problems import Refusal, refuse
from domain.shapes.files import PoliceFile


def requires_prosecutor_of_the_file(command: Command) -> Refusal | None:
    """The office that the SPDP went to decides on the file (KUHAP 2025 arts 59-61)."""
    file = _file(command)
    if file is None or file.prosecutor in (None, command.agency):
        return None
    rule = "Another prosecutor's office has this file: its SPDP names the office that decides."
    return refuse("authority_missing", rule, "data.file")


def requires_submitted_file(command: Command) -> Refusal | None:
    """A file is returned or declared complete after it was submitted (KUHAP 1981 art 110; 2025 art 61)."""
    file = _file(command)
    if file is None or not (file.submissions or file.receipts):
        return refuse("precondition", "The file has not been submitted to the prosecutor.", "data.file")
    if file.completed_at:
        return refuse("precondition", "The file is declared complete already.", "data.file")
    return None


PARTIES: dict[str, Guard] = {
    "FileReturned": requires_prosecutor_of_the_file,
    "FileComplete": requires_prosecutor_of_the_file,
}


ORDER: dict[str, Guard] = {
    "FileReturned": requires_submitted_file,
    "FileComplete": requires_submitted_file,
}


def _file(command: Command) -> PoliceFile | None:
    return command.state.files.get(command.data.file) if command.state else None
