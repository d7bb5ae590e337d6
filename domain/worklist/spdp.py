"""The notice that an investigation has begun (SPDP), from the order to the prosecutor appointed."""

from __future__ import annotations

from domain.case_state import CaseState, PoliceFile
from domain.fold.corrections import heads_that_count
from domain.worklist.items import ItemKind, Owed, item

SEND_SPDP = ItemKind(
    "send_spdp",
    "Kirim SPDP kepada penuntut umum",
    "Send the SPDP to the prosecutor",
    ("SpdpSent",),
    "KUHAP 1981 art 109(1) (MK 130/PUU-XIII/2015); KUHAP 2025 art 60(1)",
)
RECEIVE_SPDP = ItemKind(
    "receive_spdp",
    "Catat penerimaan SPDP",
    "Record receipt of the SPDP",
    ("SpdpReceived",),
    "KUHAP 1981 art 109(1); KUHAP 2025 art 60",
)
APPOINT_PROSECUTOR = ItemKind(
    "appoint_prosecutor",
    "Tunjuk jaksa peneliti (P-16)",
    "Appoint the prosecutor (P-16)",
    ("ProsecutorAppointed",),
    "PER-036/A/JA/09/2011 art 8; B-310",
)
KINDS = (SEND_SPDP, RECEIVE_SPDP, APPOINT_PROSECUTOR)


def owed(state: CaseState) -> Owed:
    """Police send it, the prosecutor receives it and appoints who follows the investigation."""
    for file in state.files.values():
        if not file.completed_at and not file.stands_terminated:
            yield from _of_police(state, file)
            yield from _of_prosecutor(file)


def _of_police(state: CaseState, file: PoliceFile) -> Owed:
    """An SPDP that came back is sent again, also where the file came back with it; a file that is with the
    prosecutor needs none."""
    police = file.investigated_by
    if police is None or file.spdp_sent or file.spdp_received:
        return
    back = file.returned_spdp[-1].position if file.returned_spdp else 0
    if file.sent and back < file.submitted_at:
        return
    if back:
        yield police, item(SEND_SPDP, file.id, back)
        return
    orders = [
        head.position
        for head in heads_that_count(state)
        if head.type == "InvestigationOrdered" and head.about == file.id
    ]
    if orders:
        yield police, item(SEND_SPDP, file.id, orders[0])


def _of_prosecutor(file: PoliceFile) -> Owed:
    if file.prosecutor is None:
        return
    if file.spdp_sent and not file.spdp_received:
        yield file.prosecutor, item(RECEIVE_SPDP, file.id, file.spdp_sent)
    elif file.spdp_received and not file.prosecutor_appointed and not (file.sent or file.received):
        yield file.prosecutor, item(APPOINT_PROSECUTOR, file.id, file.spdp_received)
