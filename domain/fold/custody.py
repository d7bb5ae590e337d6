"""Suspects at large, detained, moved: by when it happened, because late reports must not undo later facts."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from domain.case_state import CaseState, Custody, Detention
from domain.events import RecordedEvent
from domain.fold.detentions import NEXT_STAGE, detentions_of
from domain.fold.files import file_changes
from domain.fold.steps import Changes, Step, happened
from domain.shapes.custody import DetentionAct, Ending, Extending, Extension, Pursuit


def suspect_at_large(state: CaseState, event: RecordedEvent) -> Changes:
    """A flag beside the stage: it stops no clock (reference/domain.md 2.5 no. 49)."""
    return {**file_changes(state, event), **_pursued(state, event, happened(event), at_large=True)}


def suspect_apprehended(state: CaseState, event: RecordedEvent) -> Changes:
    """The suspect is at large no more."""
    at = event.data.apprehended_at or happened(event)
    return {**file_changes(state, event), **_pursued(state, event, at, at_large=False)}


def detention_started(state: CaseState, event: RecordedEvent) -> Changes:
    """A detention of a later stage ends the one before it."""
    data = event.data
    began = data.started_at or happened(event)
    new = Detention(
        data.suspect,
        data.file,
        str(data.stage),
        event.agency,
        began,
        data.days,
        event.position,
        bool(data.child),
    )
    changes = _detention_changes(state, event, new)
    return changes | (_kept(state, event, data.place_kind, began) if data.place_kind else {})


def detention_extended(state: CaseState, event: RecordedEvent) -> Changes:
    """Days are added to the detention of the suspect at that stage that ran when they were ordered."""
    data = event.data
    extension = Extension(event.position, event.agency, _ordered_at(event), data.days, str(data.ground))
    return _detention_changes(state, event, Extending(data.suspect, str(data.stage), extension))


def detention_ended(state: CaseState, event: RecordedEvent) -> Changes:
    """The detention that stood then ends, or the one of the stage named."""
    data = event.data
    at = data.ended_at or happened(event)
    stage = str(data.stage) if data.stage else None
    changes = _detention_changes(
        state, event, Ending(data.suspect, stage, at, event.position, str(data.reason))
    )
    kept = state.custody.get(data.suspect)
    if kept is not None and data.reason != NEXT_STAGE and kept.at <= at:
        changes["custody"] = {who: each for who, each in state.custody.items() if who != data.suspect}
    return changes


def custody_transferred(state: CaseState, event: RecordedEvent) -> Changes:
    """The kind of place changes; which place it is stands in no state."""
    moved_at = event.data.moved_at or happened(event)
    return {**file_changes(state, event), **_kept(state, event, event.data.to_kind, moved_at)}


def standing_detention(state: CaseState, suspect: UUID, stage: str) -> Detention | None:
    """The detention of the suspect at that stage that nothing has ended, None where there is none."""
    return next(
        (
            each
            for each in reversed(state.detentions)
            if each.suspect == suspect and each.stage == stage and each.ended_at is None
        ),
        None,
    )


def _detention_changes(state: CaseState, event: RecordedEvent, act: DetentionAct) -> Changes:
    acts = (*state.detention_acts, act)
    return {**file_changes(state, event), "detention_acts": acts, "detentions": detentions_of(acts)}


def _ordered_at(event: RecordedEvent) -> datetime:
    """When an order was given: by the end of the day that its paper bears, where that is an earlier one."""
    at, day = happened(event), event.data.extended_on or event.head.effectedon
    if day is None or day >= at.date():
        return at
    return datetime.combine(day, time(23, 59, 59), at.tzinfo)


def _pursued(state: CaseState, event: RecordedEvent, at: datetime, *, at_large: bool) -> Changes:
    suspect = event.data.suspect
    known = state.pursuits.get(suspect)
    if known is not None and at < known.at:
        return {}
    pursuits = {**state.pursuits, suspect: Pursuit(at_large, at, event.position)}
    found = frozenset(who for who, pursuit in pursuits.items() if pursuit.at_large)
    return {"pursuits": pursuits, "suspects_at_large": found}


def _kept(state: CaseState, event: RecordedEvent, kind: str, at: datetime) -> Changes:
    suspect = event.data.suspect
    known = state.custody.get(suspect)
    if known is not None and at < known.at:
        return {}
    custody = Custody(suspect, str(kind), event.position, event.agency, at)
    return {"custody": {**state.custody, suspect: custody}}


STEPS: dict[str, Step] = {
    "SuspectAtLarge": suspect_at_large,
    "SuspectApprehended": suspect_apprehended,
    "DetentionStarted": detention_started,
    "DetentionExtended": detention_extended,
    "DetentionEnded": detention_ended,
    "CustodyTransferred": custody_transferred,
}
