"""Restitution, from the notice of the right to the last rupiah: each step has one who owes it."""

from __future__ import annotations

from uuid import UUID

from domain.case_state import CaseState, PoliceFile, Restitution
from domain.worklist.items import ItemKind, Owed, any_of, item

NOTIFY_RIGHTS = ItemKind(
    "notify_restitution_rights",
    "Beri tahu korban hak restitusi",
    "Tell the victims of the right to restitution",
    ("RestitutionRightsNotified",),
    "UU 21/2007 art 48; KUHAP 2025 art 179(1)-(2)",
)
CHECK_REQUEST = ItemKind(
    "check_restitution_request",
    "Periksa kelengkapan permohonan restitusi",
    "Review the restitution request",
    ("RestitutionRequestChecked",),
    "PP 43/2017 art 10; PP 7/2018 art 22",
)
COMPLETE_REQUEST = ItemKind(
    "complete_restitution_request",
    "Lengkapi permohonan restitusi",
    "Complete the restitution request",
    ("RestitutionRequestCompleted",),
    "PP 43/2017 art 10",
)
ASSESS = ItemKind(
    "assess_restitution",
    "Nilai kerugian korban (LPSK)",
    "Assess the restitution",
    ("RestitutionAssessed",),
    "UU 31/2014 arts 7A, 12A(1)(j); PP 43/2017 arts 12, 17",
)
CLAIM = ItemKind(
    "claim_restitution",
    "Cantumkan restitusi dalam tuntutan",
    "Claim the restitution",
    ("RestitutionClaimed",),
    "UU 21/2007 art 48; UU 31/2014 art 7A; KUHAP 2025 art 144",
)
SEND_JUDGMENT = ItemKind(
    "send_judgment_copy",
    "Kirim salinan putusan kepada terpidana, korban, dan LPSK",
    "Send the copy of the judgment to convict, victim and LPSK",
    ("JudgmentCopySent",),
    "KUHAP 2025 art 181(2)",
)
FOLLOW_PAYMENT = ItemKind(
    "follow_restitution_payment",
    "Laksanakan pembayaran restitusi",
    "See to the payment of the restitution",
    ("RestitutionPaid", "RestitutionDefaulted", "AssetAuctioned", "SubstituteImposed"),
    "UU 21/2007 art 50; PP 7/2018; KUHAP 2025 arts 181, 183",
)
KINDS = (NOTIFY_RIGHTS, CHECK_REQUEST, COMPLETE_REQUEST, ASSESS, CLAIM, SEND_JUDGMENT, FOLLOW_PAYMENT)


def owed(state: CaseState) -> Owed:
    """Of every file whose investigation is known to the prosecutor, and of every request."""
    for file in state.files.values():
        yield from _of_rights(state, file)
        yield from _of_judgment(state, file)
    for each in state.restitutions.values():
        file_of_it = _file_of(state, each)
        yield from _of_request(state, each, file_of_it)
        if file_of_it is not None and file_of_it.prosecutor is not None:
            yield from _of_prosecutor(state, each, file_of_it, file_of_it.prosecutor)


def _of_rights(state: CaseState, file: PoliceFile) -> Owed:
    office = file.prosecutor if file.handed_over else file.investigated_by
    since = file.spdp_sent or file.submitted_at
    if office is None or not since or file.verdict or file.stands_terminated:
        return
    told = {notice.person for notice in state.restitution_notices}
    if file.victims - told:
        yield office, item(NOTIFY_RIGHTS, file.id, since)


def _of_request(state: CaseState, each: Restitution, file: PoliceFile | None) -> Owed:
    if not each.requested or each.assessed_position:
        return
    if not each.checked or each.completed > each.checked:
        checker = _checker(state, each, file)
        if checker is not None:
            yield checker, item(CHECK_REQUEST, each.id, each.completed or each.requested)
    elif each.complete:
        yield any_of("lpsk"), item(ASSESS, each.id, each.checked)
    elif each.request is not None:
        yield each.request[0], item(COMPLETE_REQUEST, each.id, each.checked)


def _checker(state: CaseState, each: Restitution, file: PoliceFile | None) -> str | None:
    """The office through which the request was made; the investigator where it does not say."""
    request = next(entry for entry in state.entries if entry.position == each.requested)
    if request.data.route == "lpsk":
        return any_of("lpsk")
    if file is None:
        return None
    offices = {"prosecutor": file.prosecutor, "court": file.court}
    return offices.get(request.data.route, file.investigated_by)


def _of_prosecutor(state: CaseState, each: Restitution, file: PoliceFile, prosecutor: str) -> Owed:
    before_court = file.handed_over or file.indicted
    if each.assessed_position and not each.claimed_position and before_court and not file.verdict:
        yield prosecutor, item(CLAIM, each.id, each.assessed_position)
    proceedings = state.proceedings.get(file.id)
    due = each.awarded is not None and each.paid + each.asset_sales < each.awarded
    if proceedings and proceedings.final and due and not each.in_full and not each.substituted_position:
        yield prosecutor, item(FOLLOW_PAYMENT, each.id, proceedings.final)


def _of_judgment(state: CaseState, file: PoliceFile) -> Owed:
    proceedings = state.proceedings.get(file.id)
    if proceedings is None or not proceedings.final or proceedings.copies or file.prosecutor is None:
        return
    if proceedings.restitution_awarded or _awarded_to(state, file.victims):
        yield file.prosecutor, item(SEND_JUDGMENT, file.id, proceedings.final)


def _awarded_to(state: CaseState, victims: frozenset[UUID]) -> bool:
    return any(each.awarded for each in state.restitutions.values() if each.person in victims)


def _file_of(state: CaseState, each: Restitution) -> PoliceFile | None:
    """The file that the restitution names, else the first with its victim."""
    if each.file is not None:
        return state.files.get(each.file)
    return next((file for file in state.files.values() if each.person in file.victims), None)
