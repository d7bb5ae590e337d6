"""What each agency has to do next in a case, read off its state. Pure; the worklist view keeps it in rows.

A closed case has no open items: whoever has more to do reopens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from domain.case_state import CaseState, JointAct, PoliceFile, Referral, Report
from domain.catalogue import REGISTRY
from domain.fold.intake import TAKES_UP


class OpenItem(NamedTuple):
    """One thing to do: what it is about (`ref`), since which log position, and the types that answer it."""

    kind: str
    ref: str
    since_position: int
    label_id: str
    label_en: str
    answers: tuple[str, ...]


class ItemKind(NamedTuple):
    """A kind of open item: its code, its labels, the types that answer it."""

    code: str
    label_id: str
    label_en: str
    answers: tuple[str, ...]


TAKE_UP_REPORT = ItemKind(
    "take_up_report",
    "Telaah laporan yang diteruskan",
    "Take up the report routed to you",
    TAKES_UP,
)
ANSWER_REFERRAL = ItemKind(
    "answer_referral", "Jawab rujukan", "Answer the referral", ("ReferralAccepted", "ReferralDeclined")
)
RECEIVE_SPDP = ItemKind(
    "receive_spdp", "Catat penerimaan SPDP", "Record receipt of the SPDP", ("SpdpReceived",)
)
RECEIVE_FILE = ItemKind(
    "receive_file", "Catat penerimaan berkas", "Record receipt of the file", ("FileReceived",)
)
DECIDE_FILE = ItemKind(
    "decide_file",
    "Teliti berkas: P-19 atau P-21",
    "Study the file: P-19 or P-21",
    ("FileReturned", "FileComplete"),
)
RESUBMIT_FILE = ItemKind(
    "resubmit_file",
    "Lengkapi dan kirim kembali berkas",
    "Complete and resubmit the file",
    ("FileResubmitted",),
)
HAND_OVER = ItemKind(
    "hand_over",
    "Serahkan tersangka dan barang bukti (Tahap II)",
    "Hand over suspect and evidence",
    ("HandedOver",),
)
CONFIRM_JOINT_ACT = ItemKind(
    "confirm_joint_act",
    "Benarkan atau sanggah catatan bersama",
    "Confirm or contest the joint act",
    ("RecordConfirmed", "RecordContested"),
)
# Nothing its publisher records answers it: it ends when the party that contested the act confirms it.
SETTLE_CONTESTED_ACT = ItemKind(
    "settle_contested_act",
    "Catatan bersama disanggah: selesaikan dengan pihak lain",
    "The joint act is contested: settle it with the other party",
    (),
)
ITEM_KINDS = (
    *(TAKE_UP_REPORT, ANSWER_REFERRAL, RECEIVE_SPDP, RECEIVE_FILE, DECIDE_FILE, RESUBMIT_FILE, HAND_OVER),
    *(CONFIRM_JOINT_ACT, SETTLE_CONTESTED_ACT),
)

_Owed = tuple[str, OpenItem]


def open_items(state: CaseState, agency: str, kind: str) -> tuple[OpenItem, ...]:
    """What this agency has to do, oldest first, with those answers only that its kind may record."""
    return tuple(
        item._replace(answers=tuple(name for name in item.answers if kind in REGISTRY[name].agencies))
        for item in open_items_by_agency(state).get(agency, ())
    )


def open_items_by_agency(state: CaseState) -> dict[str, tuple[OpenItem, ...]]:
    """What every agency has to do, oldest first; agencies with nothing to do are not named."""
    if state.closed or state.kind != "case":
        return {}
    owed: dict[str, list[OpenItem]] = {}
    for agency, item in _all(state):
        owed.setdefault(agency, []).append(item)
    return {agency: tuple(sorted(items, key=_age)) for agency, items in owed.items()}


def _all(state: CaseState) -> Iterator[_Owed]:
    for report in state.reports:
        yield from _of_report(report)
    for referral in state.referrals.values():
        yield from _of_referral(referral)
    for file in state.files.values():
        yield from _of_prosecutor(file)
        yield from _of_police(file)
    for act in state.joint_acts.values():
        yield from _of_joint_act(act)


def _of_report(report: Report) -> Iterator[_Owed]:
    for agency in report.routed_to:
        if agency not in report.taken_up:
            yield agency, _item(TAKE_UP_REPORT, report.event[1], report.position)


def _of_referral(referral: Referral) -> Iterator[_Owed]:
    if referral.status == "offered":
        yield referral.to, _item(ANSWER_REFERRAL, referral.id, referral.position)


def _of_prosecutor(file: PoliceFile) -> Iterator[_Owed]:
    if file.prosecutor is None or file.completed_at:
        return
    if file.spdp_sent and not file.spdp_received:
        yield file.prosecutor, _item(RECEIVE_SPDP, file.id, file.spdp_sent)
    if max(file.submissions, file.receipts) <= file.decisions:
        return
    if file.receipts < file.submissions:
        yield file.prosecutor, _item(RECEIVE_FILE, file.id, file.submitted_at)
    else:
        yield file.prosecutor, _item(DECIDE_FILE, file.id, file.received_at)


def _of_police(file: PoliceFile) -> Iterator[_Owed]:
    police = file.investigated_by
    if police is None:
        return
    if file.completed_at:
        if not file.handed_over:
            yield police, _item(HAND_OVER, file.id, file.completed_at)
    elif file.returns > file.resubmissions:
        yield police, _item(RESUBMIT_FILE, file.id, file.returned_at)


def _of_joint_act(act: JointAct) -> Iterator[_Owed]:
    ref = f"{act.agency}/{act.event[1]}"
    for agency in act.awaited:
        yield agency, _item(CONFIRM_JOINT_ACT, ref, act.position)
    if act.contested:
        yield act.agency, _item(SETTLE_CONTESTED_ACT, ref, act.position)


def _item(kind: ItemKind, ref: UUID | str, since: int) -> OpenItem:
    return OpenItem(kind.code, str(ref), since, kind.label_id, kind.label_en, kind.answers)


def _age(item: OpenItem) -> tuple[int, str, str]:
    return item.since_position, item.kind, item.ref
