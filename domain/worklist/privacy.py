"""What is owed for people's data: glass that was broken, erasures and copies that were asked for."""

from __future__ import annotations

import msgspec

from domain.case_reads import case_owner
from domain.case_state import BreakGlass, CaseState, Erasure
from domain.catalogue.consent_codes import NoticeSubject
from domain.catalogue.privacy.break_glass import CONFIRMS_BROKEN_GLASS
from domain.worklist.items import ItemKind, Owed, any_of, item

REVIEW_BREAK_GLASS = ItemKind(
    "review_break_glass",
    "Periksa pembukaan data darurat",
    "Review the emergency opening of data",
    ("BreakGlassReviewed",),
    "UU 27/2022 arts 31, 53; reference/domain.md 3.2 (B)",
)
CONFIRM_BREAK_GLASS = ItemKind(
    "confirm_break_glass",
    "Setujui atau biarkan tertutup pembukaan lokasi dalam keadaan darurat",
    "Confirm the emergency opening of a location, or leave it closed",
    ("BreakGlassConfirmed",),
    "reference/evidence.md 5 (two persons of two agencies); reference/domain.md 3.2 (B)",
)
KNOW_BREAK_GLASS = ItemKind(
    "know_break_glass",
    "Ketahui bahwa data kasus ini dibuka dalam keadaan darurat",
    "Take note that data of this case were opened in an emergency",
    (),
    "UU 27/2022 arts 31, 46; reference/evidence.md 5 (notice to the owner of the case)",
)
REVIEW_ERASURE = ItemKind(
    "review_erasure",
    "Periksa dasar permintaan penghapusan data",
    "Review on what ground data are to be erased or kept",
    ("ErasureApproved",),
    "UU 27/2022 arts 8, 15, 43-44, 50",
)
CONFIRM_PURGE = ItemKind(
    "confirm_purge",
    "Hapus salinan data yang telah dihapus, lalu konfirmasikan",
    "Purge the copies of what was erased, and confirm it",
    (),
    "UU 27/2022 arts 43-45; DESIGN section 7 (confirmation of `shredded`)",
)
ANSWER_SUBJECT_ACCESS = ItemKind(
    "answer_subject_access",
    "Jawab permintaan akses atas data sendiri",
    "Answer the request for access to own data",
    ("SubjectAccessGiven", "SubjectAccessRefused"),
    "UU 27/2022 arts 7, 32, 33",
)
NOTIFY_ERASURE = ItemKind(
    "notify_erasure",
    "Beri tahu orangnya bahwa datanya telah dihapus",
    "Tell the person that the data were erased",
    ("SubjectNotified",),
    "UU 27/2022 art 45; scenario Sc-6",
)
# Who owes a purge the ledgers say, and no state of a case (server/erasure/purges.py).
KINDS = (
    REVIEW_BREAK_GLASS,
    CONFIRM_BREAK_GLASS,
    KNOW_BREAK_GLASS,
    REVIEW_ERASURE,
    NOTIFY_ERASURE,
    CONFIRM_PURGE,
    ANSWER_SUBJECT_ACCESS,
)


def owed(state: CaseState) -> Owed:
    """By every data protection officer, until one of them has done it; the owner of the case is told."""
    for opened in state.break_glass.values():
        if not opened.reviewed:
            yield from _of_glass(state, opened)
    for erasure in state.erasures.values():
        if erasure.requested and not erasure.approved_position:
            yield any_of("dpo"), item(REVIEW_ERASURE, erasure.id, erasure.requested)
        if lifted := _stopped_by_a_hold(state, erasure):
            yield any_of("dpo"), item(REVIEW_ERASURE, erasure.id, lifted)
        if erasure.shredded_position and not told_of_erasure(state, erasure):
            yield any_of("dpo"), item(NOTIFY_ERASURE, erasure.id, erasure.shredded_position)
    for access in state.subject_accesses.values():
        if access.requested and not (access.given or access.refused):
            answer = item(ANSWER_SUBJECT_ACCESS, access.id, access.requested)
            yield any_of("dpo"), answer
            if state.case_manager is not None:
                yield state.case_manager, answer


def _stopped_by_a_hold(state: CaseState, erasure: Erasure) -> int:
    """Since when nothing holds any more what an approval took and a hold has kept: 0 where nothing was, or
    something is. The basis is reviewed anew then (docs/adr/0108)."""
    stopped = (erasure.approved or 0) & ~erasure.shredded
    after = [
        msgspec.structs.replace(hold, lifted=0)
        for hold in state.legal_holds.values()
        if hold.position > erasure.approved_position
    ]
    held = [hold.id for hold in after if stopped and hold.holds(erasure.person, stopped)]
    lifted = [state.legal_holds[hold].lifted for hold in held]
    return max(lifted, default=0) if all(lifted) else 0


def told_of_erasure(state: CaseState, erasure: Erasure) -> int:
    """The log position of the notice to the person that these data were erased; 0 where there is none, nor a
    record that the person could not be reached."""
    person = state.persons.get(erasure.person)
    notices = person.notices if person is not None else ()
    since = erasure.shredded_position
    told = (each for each in notices if each.subject == NoticeSubject.DATA_ERASED and each.position > since)
    return next((each.position for each in told), 0)


def _of_glass(state: CaseState, opened: BreakGlass) -> Owed:
    """The agency that answers for the case is told of what another opened."""
    ref, since = "/".join(opened.event), opened.position
    yield any_of("dpo"), item(REVIEW_BREAK_GLASS, ref, since)
    owner = case_owner(state)
    if owner != opened.agency:
        yield owner, item(KNOW_BREAK_GLASS, ref, since)
    if opened.awaits_another:
        for kind in CONFIRMS_BROKEN_GLASS:
            yield any_of(kind), item(CONFIRM_BREAK_GLASS, ref, since)
