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
    step = FILE_STEPS.get(event.type)
    members = {**(step(file, event) if step else {}), **_file_stage(file, event)}
    changes["files"] = {**state.files, file_id: msgspec.structs.replace(file, **members)}
    return changes


def spdp_sent(state: CaseState, event: RecordedEvent) -> Changes:
    """From the SPDP on the prosecutor has a statutory place in the case (KUHAP 2025 art 60)."""
    return _with_statutory(state, event, event.data.prosecutor)


def sent_to_court(state: CaseState, event: RecordedEvent) -> Changes:
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


def _articles(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {"articles": event.data.articles or file.articles}


def _reported(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {**_articles(file, event), "investigated_by": file.investigated_by or event.agency}


def _first(member: str) -> FileStep:
    return lambda file, event: {member: getattr(file, member) or event.position}


def _ordered(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        "ordered_on": event.data.ordered_on,
        "articles": event.data.articles,
        "investigated_by": event.agency,
    }


def _spdp(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        "prosecutor": event.data.prosecutor,
        "spdp_sent": file.spdp_sent or event.position,
        "investigated_by": file.investigated_by or event.agency,
    }


def _submitted(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        "submissions": file.submissions + 1,
        "submitted_at": event.position,
        "investigated_by": file.investigated_by or event.agency,
    }


def _resubmitted(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {**_submitted(file, event), "resubmissions": file.resubmissions + 1}


def _received(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        "receipts": file.receipts + 1,
        "received_at": event.position,
        "prosecutor": file.prosecutor or event.agency,
    }


def _returned(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {
        "decisions": file.decisions + 1,
        "returns": file.returns + 1,
        "returned_at": event.position,
    }


def _completed(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {"decisions": file.decisions + 1, "completed_at": file.completed_at or event.position}


def _to_court(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {"court": event.data.court, "sent_to_court": file.sent_to_court or event.position}


def _verdict(file: PoliceFile, event: RecordedEvent) -> dict[str, Any]:
    return {"verdict": event.position, "restitution_awarded": event.data.restitution_awarded}


FILE_STEPS: dict[str, FileStep] = {
    "PoliceReportFiled": _reported,
    "InvestigationOrdered": _ordered,
    "ArticleChanged": _articles,
    "SpdpSent": _spdp,
    "SpdpReceived": _first("spdp_received"),
    "ProsecutorAppointed": _first("prosecutor_appointed"),
    "FileSubmitted": _submitted,
    "FileReceived": _received,
    "FileReturned": _returned,
    "FileResubmitted": _resubmitted,
    "FileComplete": _completed,
    "HandedOver": _first("handed_over"),
    "IndictmentFiled": _first("indicted"),
    "SentToCourt": _to_court,
    "VerdictGiven": _verdict,
}

# PoliceReportFiled stands with the intake: it also brings police into the case.
STEPS: dict[str, Step] = {
    **dict.fromkeys(FILE_STEPS.keys() - {"PoliceReportFiled"}, file_changes),
    "HearingHeld": file_changes,
    "CoordinationHeld": file_changes,
    "SpdpSent": spdp_sent,
    "SentToCourt": sent_to_court,
    "SuspectDesignated": suspect_designated,
}
