"""What each step of a file changes in it, by event type; a step takes file and event and gives the members.

One type of the conference is among them: its chapter asks for it through `file_changes`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from domain.catalogue import EventType
from domain.catalogue.agencies import POLICE, PROSECUTOR
from domain.events import RecordedEvent
from domain.fold.file_passages import (
    coordinated,
    ordered,
    received,
    resubmitted,
    spdp_received,
    spdp_returned,
    spdp_sent,
    submitted,
)
from domain.fold.file_rounds import answered, returned, satisfied
from domain.fold.file_views import elements_assessed
from domain.fold.steps import happened
from domain.regimes import row_of
from domain.shapes.files import PoliceFile, Termination, Transfer

Members = dict[str, Any]
FileStep = Callable[[PoliceFile, RecordedEvent], Members]

_POLICE, _PROSECUTOR = frozenset(POLICE), frozenset(PROSECUTOR)


def offices(file: PoliceFile, event: RecordedEvent) -> Members:
    """A step that only one kind of office takes tells which office has the file where nothing has."""
    agency, kinds = event.agency, event.event_type.agencies
    if kinds == _POLICE and agency not in file.investigators:
        return {
            "investigated_by": file.investigated_by or agency,
            "investigators": file.investigators | {agency},
        }
    if kinds == _PROSECUTOR and agency not in file.prosecutors:
        return {"prosecutor": file.prosecutor or agency, "prosecutors": file.prosecutors | {agency}}
    return {}


def persons(file: PoliceFile, event: RecordedEvent) -> Members:
    """Every victim and suspect that a step names belongs to the file."""
    members: Members = {}
    for member, field in _naming(event.event_type):
        value = getattr(event.data, field)
        if value:
            known: frozenset[UUID] = members.get(member, getattr(file, member))
            members[member] = known.union(value if isinstance(value, tuple) else (value,))
    return members


@cache
def _naming(event_type: EventType) -> tuple[tuple[str, str], ...]:
    """Which fields of a type name persons, and the member of the file that collects them."""
    naming = (
        ("victims", "victims"),
        ("victims", "person"),
        ("suspects", "suspects"),
        ("suspects", "suspect"),
    )
    return tuple(each for each in naming if each[1] in event_type.fields)


def _first(member: str) -> FileStep:
    return lambda file, event: {member: getattr(file, member) or event.position}


def _last(member: str) -> FileStep:
    return lambda file, event: {member: event.position}


def _progress_requested(file: PoliceFile, event: RecordedEvent) -> Members:
    return {"progress_requests": (*file.progress_requests, event.position)}


def _spdp_returned(file: PoliceFile, event: RecordedEvent) -> Members:
    return spdp_returned(file, event, event.data.reason)


def _supplementary_overdue(file: PoliceFile, event: RecordedEvent) -> Members:
    """Whether the SPDP goes back with it is for the code that the file follows (rules/regimes.toml)."""
    row = row_of(file.regime)
    if row is None or not row.supplementary_overdue_returns_spdp:
        return {}
    return spdp_returned(file, event, "supplementary_overdue")


def _completed(file: PoliceFile, event: RecordedEvent) -> Members:
    return {
        "decisions": file.decisions + 1,
        "completed_at": file.completed_at or event.position,
        "complete_since": file.complete_since or happened(event),
        "completions": (*file.completions, event.position),
    }


def _deemed_complete(file: PoliceFile, event: RecordedEvent) -> Members:
    """From one of the two sides it completes the file, where its code lets silence do that; from the
    clockwork it is a proposal to them. On paper under another code it is on record, and a discrepancy."""
    deemed = {"deemed_complete": file.deemed_complete or event.position}
    row = row_of(file.regime)
    by_law = row is None or row.silence_completes
    if not by_law or event.agency not in file.investigators | file.prosecutors:
        return deemed
    return {**_completed(file, event), **deemed}


def _returned_no_handover(file: PoliceFile, event: RecordedEvent) -> Members:
    """File and SPDP are back with police: the file is not complete any more (B-310, SOP FORM-7)."""
    return {
        **spdp_returned(file, event, "no_handover"),
        "completed_at": 0,
        "complete_since": None,
    }


def _terminated(file: PoliceFile, event: RecordedEvent) -> Members:
    data = event.data
    by_conference = data.by_conference or bool(file.conference_terminates)
    at = happened(event)
    return {"terminated": Termination(event.position, event.agency, at, str(data.ground), by_conference)}


def _termination_voided(file: PoliceFile, event: RecordedEvent) -> Members:
    """Where a conference had decided the termination, prosecution is mandatory (KUHAP 2025 art 27)."""
    if file.terminated is None or file.terminated.voided:
        return {}
    voided = msgspec.structs.replace(file.terminated, voided=event.position)
    mandatory = event.position if voided.by_conference else file.prosecution_mandatory
    return {"terminated": voided, "prosecution_mandatory": mandatory}


def _transferred(file: PoliceFile, event: RecordedEvent) -> Members:
    data = event.data
    transfer = Transfer(event.position, event.agency, happened(event), data.from_agency, data.to_agency)
    return {"transfers": (*file.transfers, transfer)}


def _transfer_acknowledged(file: PoliceFile, event: RecordedEvent) -> Members:
    """Acknowledged by the side that did not state it: from now on the new office has the file."""
    transfer = file.pending_transfer
    if transfer is None or event.agency != transfer.acknowledged_by:
        return {}
    done = msgspec.structs.replace(transfer, acknowledged=event.position)
    members: Members = {"transfers": (*file.transfers[:-1], done)}
    if transfer.from_agency in file.prosecutors:
        return {
            **members,
            "prosecutor": transfer.to_agency,
            "prosecutors": file.prosecutors | {transfer.to_agency},
        }
    return {
        **members,
        "investigated_by": transfer.to_agency,
        "investigators": file.investigators | {transfer.to_agency},
    }


def _to_court(file: PoliceFile, event: RecordedEvent) -> Members:
    return {"court": event.data.court, "sent_to_court": file.sent_to_court or event.position}


def _verdict(file: PoliceFile, event: RecordedEvent) -> Members:
    return {
        "court": file.court or event.agency,
        "verdict": event.position,
        "restitution_awarded": event.data.restitution_awarded,
    }


FILE_STEPS: dict[str, FileStep] = {
    "InvestigationOrdered": ordered,
    "SpdpSent": spdp_sent,
    "SpdpReceived": spdp_received,
    "SpdpReturned": _spdp_returned,
    "ProsecutorAppointed": _first("prosecutor_appointed"),
    "ProgressRequested": _progress_requested,
    "CoordinationHeld": coordinated,
    "ElementsAssessed": elements_assessed,
    "FileSubmitted": submitted,
    "FileReceived": received,
    "FileFoundIncomplete": _last("found_incomplete"),
    "FileReturned": returned,
    "InstructionAnswered": answered,
    "InstructionSatisfied": satisfied,
    "FileResubmitted": resubmitted,
    "SupplementaryOverdue": _supplementary_overdue,
    "FileComplete": _completed,
    "FileDeemedComplete": _deemed_complete,
    "HandedOver": _first("handed_over"),
    "FileReturnedNoHandover": _returned_no_handover,
    "ConferenceDecidedTerminate": _last("conference_terminates"),
    "InvestigationTerminated": _terminated,
    "TerminationVoided": _termination_voided,
    "JurisdictionTransferred": _transferred,
    "TransferAcknowledged": _transfer_acknowledged,
    "IndictmentFiled": _first("indicted"),
    "SentToCourt": _to_court,
    "VerdictGiven": _verdict,
}
