"""The case conference after the second return, and what follows from how it ended (KUHAP 2025 art 62)."""

from __future__ import annotations

from domain.case_state import CaseState, Conference, PoliceFile
from domain.worklist.items import ItemKind, Owed, item

RETURNS_BEFORE_CONFERENCE = 2  # KUHAP 2025 art 62(1)-(2)

HOLD_CONFERENCE = ItemKind(
    "hold_conference",
    "Laksanakan gelar perkara bersama (pengembalian kedua)",
    "Hold the case conference (second return)",
    ("CaseConferenceInvited", "CaseConferenceHeld"),
    "KUHAP 2025 art 62(2)",
)
ANSWER_INVITATION = ItemKind(
    "answer_invitation",
    "Jawab undangan sebagai ahli",
    "Answer the invitation as an expert",
    ("ExpertEngaged",),
    "KUHAP 2025 arts 1 no. 51, 62(2)",
)
CONCLUDE_CONFERENCE = ItemKind(
    "conclude_conference",
    "Catat hasil gelar perkara",
    "Record the outcome of the case conference",
    ("ConferenceDecidedComplete", "ConferenceDecidedTerminate", "ConferenceUndecided"),
    "KUHAP 2025 art 62(3)-(5)",
)
RESUBMIT_AFTER_CONFERENCE = ItemKind(
    "resubmit_after_conference",
    "Kirim kembali berkas sesuai hasil gelar perkara",
    "Resubmit the file as the conference decided",
    ("FileResubmitted",),
    "KUHAP 2025 art 62(4)",
)
TERMINATE_INVESTIGATION = ItemKind(
    "terminate_investigation",
    "Hentikan penyidikan sesuai hasil gelar perkara (SP3)",
    "Terminate the investigation as the conference decided",
    ("InvestigationTerminated",),
    "KUHAP 2025 arts 24, 62(3)",
)
GO_ON_UNDECIDED = ItemKind(
    "go_on_undecided",
    "Tentukan langkah setelah gelar perkara tanpa kesepakatan",
    "Decide how to go on after a conference without agreement",
    ("DisputedHandoverMade", "FileResubmitted", "InvestigationTerminated"),
    "KUHAP 2025 art 62(5)",
)
DECIDE_CONTINUATION = ItemKind(
    "decide_continuation",
    "Putuskan: perkara diteruskan atau tidak",
    "Decide whether the prosecution goes on",
    ("ContinuationDecided",),
    "KUHAP 2025 art 62(6)",
)
KINDS = (
    *(HOLD_CONFERENCE, ANSWER_INVITATION, CONCLUDE_CONFERENCE, RESUBMIT_AFTER_CONFERENCE),
    *(TERMINATE_INVESTIGATION, GO_ON_UNDECIDED, DECIDE_CONTINUATION),
)
_AFTER = {
    "complete": RESUBMIT_AFTER_CONFERENCE,
    "terminate": TERMINATE_INVESTIGATION,
    "undecided": GO_ON_UNDECIDED,
}


def owed(state: CaseState) -> Owed:
    """Who calls it, who comes, who says what came of it, who acts on that."""
    for file in state.files.values():
        if not file.completed_at and not file.stands_terminated:
            yield from _due(state, file)
    for each in state.conferences:
        yield from _of_expert(state, each)
        yield from _of_outcome(state, each)
    for handover in state.disputed_handovers.values():
        prosecutor = state.files[handover.file].prosecutor
        if prosecutor is not None and not handover.decided_at:
            yield prosecutor, item(DECIDE_CONTINUATION, handover.file, handover.position)


def calls_for_conference(state: CaseState, file: PoliceFile) -> bool:
    """Whether the next step of a returned file is the conference and no further resubmission: its second
    return under KUHAP 2025, until a conference was held on it and said otherwise."""
    second = _second_return(file)
    if not second or file.id in state.disputed_handovers:
        return False
    return file.submitted_at < second


def _due(state: CaseState, file: PoliceFile) -> Owed:
    second = _second_return(file)
    held = any(each.file == file.id and each.held_at > second for each in state.conferences)
    if calls_for_conference(state, file) and not held and file.investigated_by is not None:
        yield file.investigated_by, item(HOLD_CONFERENCE, file.id, second)


def _second_return(file: PoliceFile) -> int:
    """Position of the return that calls for a conference, 0 where there is none."""
    if file.regime != "KUHAP2025" or len(file.rounds) < RETURNS_BEFORE_CONFERENCE:
        return 0
    return sorted(each.position for each in file.rounds)[RETURNS_BEFORE_CONFERENCE - 1]


def _of_expert(state: CaseState, each: Conference) -> Owed:
    """An expert that was invited says whether it may act, and what interests it has."""
    engaged = any(
        engagement.expert == each.expert and engagement.position > each.invited_at
        for engagement in state.engagements
    )
    if each.expert is not None and each.invited_at and not each.held_at and not engaged:
        yield each.expert, item(ANSWER_INVITATION, each.id, each.invited_at)


def _of_outcome(state: CaseState, each: Conference) -> Owed:
    file = state.files.get(each.file)
    if not each.held_at or file is None or file.completed_at or file.stands_terminated:
        return
    if each.outcome is None:
        if each.event is not None:
            yield each.event[0], item(CONCLUDE_CONFERENCE, each.id, each.held_at)
        return
    acted = file.submitted_at > each.decided_at or file.id in state.disputed_handovers
    if not acted and file.investigated_by is not None:
        yield file.investigated_by, item(_AFTER[each.outcome], file.id, each.decided_at)
