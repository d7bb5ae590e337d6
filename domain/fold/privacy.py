"""Glass broken, confirmed and reviewed, erasures step by step, legal holds."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.case_state import BreakGlass, CaseState, Erasure, LegalHold
from domain.catalogue.fields import DataClass
from domain.catalogue.privacy_codes import BreakGlassMeasure
from domain.erasure import reached
from domain.events import RecordedEvent
from domain.fold.consent import class_mask
from domain.fold.steps import Changes, Step
from domain.ids import agency_of

# Two persons of two agencies open it (DESIGN section 6; reference/evidence.md section 5).
OPENED_JOINTLY = int(DataClass.LOCATION)


def break_glass_opened(state: CaseState, event: RecordedEvent) -> Changes:
    """Kept under the event that opened it."""
    data = event.data
    opened = BreakGlass(
        event=(event.agency, event.id),
        agency=event.agency,
        person=data.person,
        classes=(asked := class_mask(data.classes)),
        reason=data.reason,
        until=data.until,
        position=event.position,
        joint=asked & OPENED_JOINTLY,
        people=frozenset(filter(None, (event.actor, str(data.second)))),
    )
    return {"break_glass": {**state.break_glass, opened.event: opened}}


def break_glass_confirmed(state: CaseState, event: RecordedEvent) -> Changes:
    """The first confirmation by another agency counts."""
    opened = state.break_glass.get(glass_of(event.data))
    if opened is None or opened.confirmed or opened.agency == event.agency:
        return {}
    confirmed = msgspec.structs.replace(
        opened,
        confirmed=event.position,
        confirmed_by=event.agency,
        people=opened.people | frozenset(filter(None, (event.actor,))),
    )
    return {"break_glass": {**state.break_glass, opened.event: confirmed}}


def break_glass_reviewed(state: CaseState, event: RecordedEvent) -> Changes:
    """The last review stands; what one has ended stays ended."""
    data = event.data
    opened = state.break_glass.get(glass_of(data))
    if opened is None:
        return {}
    reviewed = msgspec.structs.replace(
        opened,
        reviewed=event.position,
        finding=data.finding,
        measures=data.measures,
        ended=opened.ended or BreakGlassMeasure.ACCESS_ENDED in data.measures,
    )
    return {"break_glass": {**state.break_glass, opened.event: reviewed}}


def glass_of(data: Any) -> tuple[str, str]:
    """The key of the break-glass that a confirmation or a review names."""
    return agency_of(data.opened_source), data.opened_id


def erasure_requested(state: CaseState, event: RecordedEvent) -> Changes:
    """An erasure begins; no class named means all."""
    data = event.data
    asked = class_mask(data.classes) or class_mask(_ALL)
    return _erasure(
        state,
        event,
        ground=data.ground,
        requested=event.position,
        requested_by=event.agency,
        requested_classes=asked,
    )


def erasure_approved(state: CaseState, event: RecordedEvent) -> Changes:
    """What is to be erased, and what is kept on which ground. One approval adds to another: an approval is
    not taken back, for it may have been carried out."""
    data = event.data
    known = state.erasures.get(data.erasure)
    before = known.approved or 0 if known else 0
    kept = tuple((str(each.data_class), str(each.ground)) for each in data.kept)
    return _erasure(
        state,
        event,
        approved=before | class_mask(data.classes),
        approved_position=event.position,
        kept=kept,
    )


def key_shredded(state: CaseState, event: RecordedEvent) -> Changes:
    """What is gone is gone: classes add up, and no event discloses what was taken from it."""
    data, asked = event.data, class_mask(event.data.classes)
    known = state.erasures.get(data.erasure)
    gone = (known.shredded if known else 0) | asked
    taken = reached(state, data.person, asked, data.through, data.of_the_case)
    left = tuple(
        head._replace(classes=head.classes & ~taken[head.position]) if head.position in taken else head
        for head in state.events
    )
    changes = _erasure(state, event, shredded=gone, shredded_position=event.position)
    return {**changes, "events": left} if taken else changes


def erasure_completed(state: CaseState, event: RecordedEvent) -> Changes:
    """Who confirmed, and who is still awaited, as said last."""
    data = event.data
    return _erasure(
        state,
        event,
        completed=event.position,
        confirmed_by=data.confirmed_by,
        awaited=data.awaited,
        unreadable_from=data.unreadable_from,
    )


def legal_hold_placed(state: CaseState, event: RecordedEvent) -> Changes:
    """A hold stands until it is lifted."""
    data = event.data
    hold = LegalHold(
        id=data.hold,
        placed_by=event.agency,
        person=data.person,
        classes=class_mask(data.classes),
        ground=data.ground,
        until=data.until,
        position=event.position,
    )
    return {"legal_holds": {**state.legal_holds, hold.id: hold}}


def legal_hold_lifted(state: CaseState, event: RecordedEvent) -> Changes:
    """The hold stays on record as lifted."""
    hold = state.legal_holds.get(event.data.hold)
    if hold is None:
        return {}
    lifted = msgspec.structs.replace(hold, lifted=event.position, lifted_because=event.data.reason)
    return {"legal_holds": {**state.legal_holds, hold.id: lifted}}


def _erasure(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    data = event.data
    known = state.erasures.get(data.erasure) or Erasure(data.erasure, data.person)
    return {"erasures": {**state.erasures, known.id: msgspec.structs.replace(known, **members)}}


_ALL = (
    *("victim_identity", "suspect_identity", "reporter_identity", "health", "psychosocial"),
    *("legal_file", "location", "evidence", "narrative"),
)

STEPS: dict[str, Step] = {
    "BreakGlassOpened": break_glass_opened,
    "BreakGlassConfirmed": break_glass_confirmed,
    "BreakGlassReviewed": break_glass_reviewed,
    "ErasureRequested": erasure_requested,
    "ErasureApproved": erasure_approved,
    "KeyShredded": key_shredded,
    "ErasureCompleted": erasure_completed,
    "LegalHoldPlaced": legal_hold_placed,
    "LegalHoldLifted": legal_hold_lifted,
}
