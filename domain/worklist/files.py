"""The police file between police and prosecutor: each step has one who owes it."""

from __future__ import annotations

from domain.case_state import CaseState, PoliceFile
from domain.regimes import row_of
from domain.worklist.conference import calls_for_conference
from domain.worklist.items import ItemKind, Owed, item

SILENCE = "KUHAP1981.p19_return"  # the clock after which a file counts as complete (KUHAP 1981 art 110(4))

RECEIVE_FILE = ItemKind(
    "receive_file",
    "Catat penerimaan berkas",
    "Record receipt of the file",
    ("FileReceived",),
    "KUHAP 1981 art 110(1); KUHAP 2025 art 61(1)",
)
DECIDE_FILE = ItemKind(
    "decide_file",
    "Teliti berkas: P-19 atau P-21",
    "Study the file: P-19 or P-21",
    ("FileReturned", "FileComplete"),
    "KUHAP 1981 arts 110(4), 138(1); KUHAP 2025 art 61(1)",
)
ANSWER_INSTRUCTIONS = ItemKind(
    "answer_instructions",
    "Jawab petunjuk jaksa satu per satu",
    "Answer the prosecutor's instructions one by one",
    ("InstructionAnswered",),
    "KUHAP 1981 art 138(2); KUHAP 2025 art 61(3)",
)
RESUBMIT_FILE = ItemKind(
    "resubmit_file",
    "Lengkapi dan kirim kembali berkas",
    "Complete and resubmit the file",
    ("FileResubmitted",),
    "KUHAP 1981 art 138(2); KUHAP 2025 art 61(3)",
)
CONFIRM_DEEMED_COMPLETE = ItemKind(
    "confirm_deemed_complete",
    "Nyatakan sikap: berkas dianggap lengkap karena diam 14 hari",
    "State whether the file counts as complete after 14 days of silence",
    ("FileDeemedComplete", "FileComplete", "FileReturned"),
    "KUHAP 1981 art 110(4)",
)
HAND_OVER = ItemKind(
    "hand_over",
    "Serahkan tersangka dan barang bukti (Tahap II)",
    "Hand over suspect and evidence",
    ("HandedOver",),
    "KUHAP 1981 art 8(3)(b); KUHAP 2025 art 59(8)",
)
ACKNOWLEDGE_TRANSFER = ItemKind(
    "acknowledge_transfer",
    "Akui pelimpahan perkara",
    "Acknowledge the transfer of the case",
    ("TransferAcknowledged",),
    "KUHAP 2025 art 19(4)",
)
KINDS = (
    *(RECEIVE_FILE, DECIDE_FILE, ANSWER_INSTRUCTIONS, RESUBMIT_FILE, CONFIRM_DEEMED_COMPLETE, HAND_OVER),
    ACKNOWLEDGE_TRANSFER,
)


def owed(state: CaseState) -> Owed:
    """What prosecutor and police owe each other on every file."""
    for file in state.files.values():
        if file.pending_transfer is not None:
            transfer = file.pending_transfer
            yield transfer.acknowledged_by, item(ACKNOWLEDGE_TRANSFER, file.id, transfer.position)
        if not file.stands_terminated:
            yield from _of_prosecutor(file)
            yield from _of_police(state, file)
            yield from _of_both(state, file)


def _of_prosecutor(file: PoliceFile) -> Owed:
    if file.prosecutor is None or file.completed_at:
        return
    if max(file.submissions, file.receipts) <= file.decisions:
        return
    if file.receipts < file.submissions:
        yield file.prosecutor, item(RECEIVE_FILE, file.id, file.submitted_at)
    else:
        yield file.prosecutor, item(DECIDE_FILE, file.id, file.received_at)


def _of_police(state: CaseState, file: PoliceFile) -> Owed:
    police = file.investigated_by
    if police is None:
        return
    if file.completed_at:
        if not file.handed_over:
            yield police, item(HAND_OVER, file.id, file.completed_at)
    elif file.returns > file.resubmissions:
        yield from _of_return(police, file)
        if not calls_for_conference(state, file):
            yield police, item(RESUBMIT_FILE, file.id, file.returned_at)


def _of_return(police: str, file: PoliceFile) -> Owed:
    """The last return: one thing to do, whatever the number of its instructions."""
    if file.rounds:
        last = file.rounds[-1]
        if any(not each.answers and not each.satisfied_at for each in last.items):
            yield police, item(ANSWER_INSTRUCTIONS, f"{file.id}/{last.number}", last.position)


def _of_both(state: CaseState, file: PoliceFile) -> Owed:
    """The clockwork proposes, the two sides say (KUHAP 1981 alone: KUHAP 2025 art 61 deems nothing)."""
    row = row_of(file.regime)
    if file.completed_at or not (row is None or row.silence_completes):
        return
    proposed = file.deemed_complete or _silent_since(state, file)
    for side in (file.investigated_by, file.prosecutor) if proposed else ():
        if side is not None:
            yield side, item(CONFIRM_DEEMED_COMPLETE, file.id, proposed)


def _silent_since(state: CaseState, file: PoliceFile) -> int:
    """Log position of the lapse of the prosecutor's time for the file as it was received last; 0 for none."""
    receipt = file.last_receipt
    if receipt is None or max(file.submissions, file.receipts) <= file.decisions:
        return 0
    lapses = (
        lapse.position
        for lapse in state.lapses
        if (lapse.rule, lapse.ref) == (SILENCE, str(file.id)) and lapse.due > receipt.at
    )
    return max(lapses, default=0)
