"""Suspects at large, detained, moved: by when it happened, because late reports must not undo later facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from domain.case_state import CaseState, Custody, Detention
from domain.events import RecordedEvent
from domain.fold.files import file_changes
from domain.fold.steps import Changes, Step, happened
from domain.shapes.custody import Extension, Pursuit

_replace = msgspec.structs.replace
NEXT_STAGE = "next_stage"


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

    def ends_earlier(each: Detention) -> Detention:
        if each.suspect != new.suspect or each.ended_at is not None or each.started_at > began:
            return each
        return _replace(each, ended_at=began, ended_position=event.position, ended_reason=NEXT_STAGE)

    earlier = tuple(map(ends_earlier, state.detentions))
    changes = {**file_changes(state, event), "detentions": (*earlier, new)}
    return changes | (_kept(state, event, data.place_kind, began) if data.place_kind else {})


def detention_extended(state: CaseState, event: RecordedEvent) -> Changes:
    """Days are added to the last detention of the suspect at that stage."""
    data = event.data
    extension = Extension(event.position, event.agency, happened(event), data.days, str(data.ground))
    return _detention_changes(
        state,
        event,
        lambda each: each.stage == data.stage,
        lambda each: _replace(each, extensions=(*each.extensions, extension)),
    )


def detention_ended(state: CaseState, event: RecordedEvent) -> Changes:
    """The detention that stands ends, or the one of the stage named."""
    data = event.data
    at = data.ended_at or happened(event)
    changes = _detention_changes(
        state,
        event,
        lambda each: each.stage == data.stage if data.stage else each.ended_at is None,
        lambda each: _replace(
            each, ended_at=at, ended_position=event.position, ended_reason=str(data.reason)
        ),
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


def _detention_changes(
    state: CaseState,
    event: RecordedEvent,
    meant: Callable[[Detention], bool],
    change: Callable[[Detention], Detention],
) -> Changes:
    """The change of the last detention of the suspect that is meant; none where none is on record."""
    changes = file_changes(state, event)
    suspect, detentions = event.data.suspect, list(state.detentions)
    for place in reversed(range(len(detentions))):
        if detentions[place].suspect == suspect and meant(detentions[place]):
            detentions[place] = change(detentions[place])
            changes["detentions"] = tuple(detentions)
            break
    return changes


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
