"""Police files from the order to investigate to the verdict, each step as the side that took it states it.

Agencies contradict each other and report late, so no step presupposes another: a receipt may be recorded
before the sending. What counts is how often each side says it did its part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, PoliceFile
from domain.events import RecordedEvent
from domain.fold.file_passages import (
    coordinated,
    of_prosecutor,
    ordered,
    received,
    resubmitted,
    spdp_received,
    spdp_sent,
    submitted,
)
from domain.fold.file_rounds import returned
from domain.fold.file_views import with_articles
from domain.fold.parties import add_relations, relation_of
from domain.fold.steps import Changes, Step, happened

FileStep = Callable[[PoliceFile, RecordedEvent], dict[str, Any]]

# Steps that move the stage of a file (reference/domain.md 2.4); receipts and minutes do not.
STAGES = frozenset(
    {
        "PoliceReportFiled",
        "InvestigationOrdered",
        "SpdpSent",
        "ProsecutorAppointed",
        "FileSubmitted",
        "FileReturned",
        "FileResubmitted",
        "FileComplete",
        "HandedOver",
        "IndictmentFiled",
        "SentToCourt",
        "HearingHeld",
        "VerdictGiven",
        *("AppealLodged", "JudgmentFinal", "ProsecutionTerminated", "ProsecutionResumed", "SubstituteImposed"),
    }
)
RESUBMITTED_AGAIN = "Tahap I"  # FileResubmitted has no code of its own: the file is with the prosecutor again


def file_changes(state: CaseState, event: RecordedEvent) -> Changes:
    """The file of the event after it, and the legal stage of the case."""
    changes = _stage_changes(state, event)
    file_id = event.data.file
    if file_id is None:
        return changes
    file = state.files.get(file_id) or PoliceFile(file_id)
    changes["files"] = {**state.files, file_id: file_after(file, event)}
    return changes


def file_after(file: PoliceFile, event: RecordedEvent) -> PoliceFile:
    """The file after one step of it, whoever recorded it and whatever is on record before it."""
    step = FILE_STEPS.get(event.type)
    members = {**(step(file, event) if step else {}), **_persons(file, event), **_file_stage(file, event)}
    return with_articles(msgspec.structs.replace(file, **members), event)


def prosecutor_joins(state: CaseState, event: RecordedEvent) -> Changes:
    """From the SPDP on the prosecutor has a statutory place in the case (KUHAP 2025 art 60)."""
    return _with_statutory(state, event, event.data.prosecutor)


def court_joins(state: CaseState, event: RecordedEvent) -> Changes:
    """From the transfer on the court has a statutory place in the case (KUHAP 2025 art 75)."""
    return _with_statutory(state, event, event.data.court)


def suspect_designated(state: CaseState, event: RecordedEvent) -> Changes:
    """The suspects of the case, in the order they were designated."""
    suspects: tuple[UUID, ...] = (*state.suspects, event.data.suspect)
    return {**file_changes(state, event), "suspects": tuple(dict.fromkeys(suspects))}


def _with_statutory(state: CaseState, event: RecordedEvent, agency: str) -> Changes:
    parties = add_relations(state.parties, (agency,), relation_of("statutory", event.head))
    return {**file_changes(state, event), "parties": parties}


def _stage_changes(state: CaseState, event: RecordedEvent) -> Changes:
    at = happened(event)
    if event.type not in STAGES or (state.legal_stage_at is not None and at < state.legal_stage_at):
        return {}
    return {"legal_stage": _code(event), "legal_stage_at": at}


def _file_stage(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    at = happened(event)
    if event.type not in STAGES or (file.stage_at is not None and at < file.stage_at):
        return {}
    return {"stage": _code(event), "stage_at": at}


def _code(event: RecordedEvent) -> str:
    return event.event_type.legal_code or RESUBMITTED_AGAIN


def _first(member: str) -> FileStep:
    return lambda file, event: {member: getattr(file, member) or event.position}


def _first_of_prosecutor(member: str) -> FileStep:
    return lambda file, event: {**of_prosecutor(file, event), member: getattr(file, member) or event.position}


def _reported(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {"investigated_by": file.investigated_by or event.agency}


def _returned(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {**of_prosecutor(file, event), **returned(file, event)}


def _completed(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        **of_prosecutor(file, event),
        "decisions": file.decisions + 1,
        "completed_at": file.completed_at or event.position,
        "complete_since": file.complete_since or happened(event),
    }


def _to_court(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        **of_prosecutor(file, event),
        "court": event.data.court,
        "sent_to_court": file.sent_to_court or event.position,
    }


def _verdict(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        "court": file.court or event.agency,
        "verdict": event.position,
        "restitution_awarded": event.data.restitution_awarded,
    }


def _persons(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    """Every victim and suspect that a step names belongs to the file."""
    members: dict[str, Any] = {}
    for member, one in (("victims", "person"), ("suspects", "suspect")):
        named = {*getattr(event.data, member, ()), getattr(event.data, one, None)} - {None}
        if named:
            members[member] = getattr(file, member) | named
    return members


FILE_STEPS: dict[str, FileStep] = {
    "PoliceReportFiled": _reported,
    "InvestigationOrdered": ordered,
    "SpdpSent": spdp_sent,
    "SpdpReceived": spdp_received,
    "ProsecutorAppointed": _first_of_prosecutor("prosecutor_appointed"),
    "CoordinationHeld": coordinated,
    "FileSubmitted": submitted,
    "FileReceived": received,
    "FileReturned": _returned,
    "FileResubmitted": resubmitted,
    "FileComplete": _completed,
    "HandedOver": _first("handed_over"),
    "IndictmentFiled": _first_of_prosecutor("indicted"),
    "SentToCourt": _to_court,
    "VerdictGiven": _verdict,
}

# PoliceReportFiled stands with the intake: it also brings police into the case.
STEPS: dict[str, Step] = {
    **dict.fromkeys(FILE_STEPS.keys() - {"PoliceReportFiled"}, file_changes),
    "ArticleChanged": file_changes,
    "HearingHeld": file_changes,
    "SpdpSent": prosecutor_joins,
    "SentToCourt": court_joins,
    "SuspectDesignated": suspect_designated,
}
