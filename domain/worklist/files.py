"""Police files between police and prosecutor: each step has one who owes it."""

from __future__ import annotations

from domain.case_state import CaseState, PoliceFile
from domain.worklist.items import ItemKind, Owed, item

RECEIVE_SPDP = ItemKind(
    "receive_spdp",
    "Catat penerimaan SPDP",
    "Record receipt of the SPDP",
    ("SpdpReceived",),
    "KUHAP 1981 art 109(1); KUHAP 2025 art 60",
)
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
RESUBMIT_FILE = ItemKind(
    "resubmit_file",
    "Lengkapi dan kirim kembali berkas",
    "Complete and resubmit the file",
    ("FileResubmitted",),
    "KUHAP 1981 art 138(2); KUHAP 2025 art 61(3)",
)
HAND_OVER = ItemKind(
    "hand_over",
    "Serahkan tersangka dan barang bukti (Tahap II)",
    "Hand over suspect and evidence",
    ("HandedOver",),
    "KUHAP 1981 art 8(3)(b); KUHAP 2025 art 59(8)",
)
KINDS = (RECEIVE_SPDP, RECEIVE_FILE, DECIDE_FILE, RESUBMIT_FILE, HAND_OVER)


def owed(state: CaseState) -> Owed:
    """What prosecutor and police owe each other on every file."""
    for file in state.files.values():
        yield from _of_prosecutor(file)
        yield from _of_police(file)


def _of_prosecutor(file: PoliceFile) -> Owed:
    if file.prosecutor is None or file.completed_at:
        return
    if file.spdp_sent and not file.spdp_received:
        yield file.prosecutor, item(RECEIVE_SPDP, file.id, file.spdp_sent)
    if max(file.submissions, file.receipts) <= file.decisions:
        return
    if file.receipts < file.submissions:
        yield file.prosecutor, item(RECEIVE_FILE, file.id, file.submitted_at)
    else:
        yield file.prosecutor, item(DECIDE_FILE, file.id, file.received_at)


def _of_police(file: PoliceFile) -> Owed:
    police = file.investigated_by
    if police is None:
        return
    if file.completed_at:
        if not file.handed_over:
            yield police, item(HAND_OVER, file.id, file.completed_at)
    elif file.returns > file.resubmissions:
        yield police, item(RESUBMIT_FILE, file.id, file.returned_at)
