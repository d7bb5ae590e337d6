"""Requests of persons for their own data: asked for, given, refused."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.case_state import CaseState, SubjectAccess
from domain.events import RecordedEvent
from domain.fold.steps import Changes, Step


def subject_access_requested(state: CaseState, event: RecordedEvent) -> Changes:
    """A request waits for its answer."""
    data = event.data
    return _access(
        state,
        event,
        asked_by=data.asked_by,
        guardian=data.guardian_relation,
        requested=event.position,
        requested_by=event.agency,
    )


def subject_access_given(state: CaseState, event: RecordedEvent) -> Changes:
    """A copy may be made of what is on record up to here."""
    withheld = tuple((str(each.data_class), str(each.ground)) for each in event.data.withheld)
    return _access(state, event, given=event.position, given_by=event.agency, withheld=withheld)


def subject_access_refused(state: CaseState, event: RecordedEvent) -> Changes:
    """Refused with its ground; what was given before is closed again."""
    return _access(state, event, refused=event.position, refused_because=event.data.ground)


def _access(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    data = event.data
    known = state.subject_accesses.get(data.access) or SubjectAccess(data.access, data.person)
    changed = msgspec.structs.replace(known, **members)
    return {"subject_accesses": {**state.subject_accesses, known.id: changed}}


STEPS: dict[str, Step] = {
    "SubjectAccessRequested": subject_access_requested,
    "SubjectAccessGiven": subject_access_given,
    "SubjectAccessRefused": subject_access_refused,
}
