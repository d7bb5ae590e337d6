"""Police files from the order to investigate to the verdict, each step as the side that took it states it.

Agencies contradict each other and report late, so no step presupposes another: a receipt may be recorded
before the sending. What counts is how often each side says it did its part.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, PoliceFile
from domain.events import RecordedEvent
from domain.fold.file_steps import FILE_STEPS, offices, persons
from domain.fold.file_views import with_articles, with_articles_in_force
from domain.fold.parties import add_relation, end_relations, relation_of
from domain.fold.steps import Changes, Step, happened

# Steps that move the stage of a file (reference/domain.md 2.4); receipts and minutes do not.
STAGES = frozenset(
    {
        *("PoliceReportFiled", "InquiryOrdered", "InquiryConferenceDecided", "InvestigationOrdered"),
        *(
            "SpdpSent",
            "SpdpReturned",
            "ProsecutorAppointed",
            "FileSubmitted",
            "FileReturned",
            "FileResubmitted",
        ),
        *("SupplementaryOverdue", "FileComplete", "FileDeemedComplete", "FileReturnedNoHandover"),
        *("DisputedHandoverMade", "ContinuationDecided", "HandedOver", "InvestigationTerminated"),
        *("TerminationVoided", "IndictmentFiled", "SentToCourt", "HearingHeld", "VerdictGiven"),
        *("AppealLodged", "JudgmentFinal", "ProsecutionTerminated", "ProsecutionResumed"),
        "SubstituteImposed",
    }
)
# Steps whose articles are those that the office holds which takes them.
STATES_ARTICLES = frozenset(
    {
        *("PoliceReportFiled", "InvestigationOrdered", "ArticleChanged", "SpdpSent", "FileSubmitted"),
        *("FileReturned", "FileComplete", "ContinuationDecided", "IndictmentFiled", "VerdictGiven"),
    }
)
# Members of a file by which it shows who holds which articles, and whose are in force.
MOVES_ARTICLES = frozenset({"prosecutors", "court", "handed_over", "indicted", "sent_to_court", "verdict"})
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
    members = {**offices(file, event), **persons(file, event), **_file_stage(file, event)}
    if step is not None:
        members.update(step(file, event))
    after = msgspec.structs.replace(file, **members) if members else file
    if event.type in STATES_ARTICLES and event.data.articles:
        return with_articles(after, event)
    return after if MOVES_ARTICLES.isdisjoint(members) else with_articles_in_force(after)


def prosecutor_joins(state: CaseState, event: RecordedEvent) -> Changes:
    """From the SPDP on the prosecutor has a statutory place in the case (KUHAP 2025 art 60).

    An office that sent the SPDP back, and whose it is no more, has none unless another file gives it one.
    """
    changes, office = _with_statutory(state, event, event.data.prosecutor), event.data.prosecutor
    before = state.files.get(event.data.file)
    left = before.prosecutor if before and before.returned_spdp else None
    if left and left != office and not _has_other_file(state, left, event.data.file):
        parties = changes.get("parties", state.parties)
        changes["parties"] = end_relations(parties, left, lambda relation: relation.kind == "statutory")
    return changes


def court_joins(state: CaseState, event: RecordedEvent) -> Changes:
    """From the transfer on the court has a statutory place in the case (KUHAP 2025 art 75)."""
    return _with_statutory(state, event, event.data.court)


def suspect_designated(state: CaseState, event: RecordedEvent) -> Changes:
    """The suspects of the case, in the order they were designated."""
    suspects: tuple[UUID, ...] = (*state.suspects, event.data.suspect)
    return {**file_changes(state, event), "suspects": tuple(dict.fromkeys(suspects))}


def _with_statutory(state: CaseState, event: RecordedEvent, agency: str) -> Changes:
    changes = file_changes(state, event)
    if not _reads_all(state, agency):
        changes["parties"] = add_relation(state.parties, agency, relation_of("statutory", event.head))
    return changes


def pretrial_filed(state: CaseState, event: RecordedEvent) -> Changes:
    """The court asked has a place in the case from here on, not in its past (KUHAP 2025 art 158)."""
    changes, court = file_changes(state, event), event.data.court
    party = state.parties.get(court)
    if party is None or party.ended:
        relation = relation_of("statutory", event.head, reads_from=event.position, history="from_now")
        changes["parties"] = add_relation(state.parties, court, relation)
    return changes


def _has_other_file(state: CaseState, office: str, file: UUID) -> bool:
    return any(each.prosecutor == office for each in state.files.values() if each.id != file)


def _reads_all(state: CaseState, agency: str) -> bool:
    """Whether it has a statutory place that opens the whole past: that of a pretrial ruling does not."""
    party = state.parties.get(agency)
    return party is not None and any(
        each.kind == "statutory" and not each.ended and not each.reads_from for each in party.relations
    )


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


# Steps that change nothing but what every step may: persons, offices, articles and the stage.
STEPS_WITHOUT_MORE = (
    *("InquiryOrdered", "InquiryConferenceDecided", "ArticleChanged", "EvidenceReceived", "HearingHeld"),
    *("CompletenessReminder", "CoordinationOverdueReported"),
)
# PoliceReportFiled stands with the intake: it also brings police into the case. Types of the conference and
# suspects stand in chapters of their own, whose steps call `file_changes`.
STEPS: dict[str, Step] = {
    **dict.fromkeys(FILE_STEPS, file_changes),
    **dict.fromkeys(STEPS_WITHOUT_MORE, file_changes),
    "SpdpSent": prosecutor_joins,
    "SentToCourt": court_joins,
    "PretrialFiled": pretrial_filed,
    "SuspectDesignated": suspect_designated,
}
