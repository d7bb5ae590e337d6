"""A file before the courts: verdicts, appeals, the final judgment, a prosecution ended and resumed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, PoliceFile, Proceedings
from domain.events import RecordedEvent
from domain.fold.file_views import with_articles_in_force
from domain.fold.files import file_changes
from domain.fold.restitution import put_proceedings
from domain.fold.steps import Changes, Step, happened
from domain.fold.verdicts import as_awarded, in_order, verdict_of
from domain.shapes.court import Appeal, CopySent, Verdict


def verdict_given(state: CaseState, event: RecordedEvent) -> Changes:
    """Each court's verdict is kept; what the one that counts awards takes the place of what others did, in
    whatever order they were recorded."""
    file = event.data.file
    known = proceedings_of(state, file)
    verdicts = in_order((*known.verdicts, verdict_of(event, state.restitutions)))
    stands = verdicts[-1].restitution_awarded
    amount = _first(known.final_awarded, stands) if known.final else known.restitution_awarded
    changes = _moved(state, event, verdicts=verdicts, restitution_awarded=amount)
    files = {**changes["files"], file: _as_judged(changes["files"][file], verdicts)}
    restitutions = as_awarded(state.restitutions, changes["proceedings"])
    return {**changes, "files": files, "restitutions": restitutions}


def appeal_lodged(state: CaseState, event: RecordedEvent) -> Changes:
    """Prosecutor and defence may both appeal."""
    data = event.data
    appeal = Appeal(data.instance, data.lodged_by, data.lodged_on, event.position)
    return _moved(state, event, appeals=(*proceedings_of(state, data.file).appeals, appeal))


def judgment_final(state: CaseState, event: RecordedEvent) -> Changes:
    """The amount that became final counts from here on, where it is stated."""
    data, known = event.data, proceedings_of(state, event.data.file)
    return _moved(
        state,
        event,
        final=event.position,
        final_on=data.final_on,
        final_instance=data.instance,
        final_awarded=data.restitution_awarded,
        restitution_awarded=_first(data.restitution_awarded, _last_award(known)),
    )


def judgment_copy_sent(state: CaseState, event: RecordedEvent) -> Changes:
    """Each copy is kept: to pay, the convict has from the day of receipt."""
    data = event.data
    copy = CopySent(data.to, data.sent_on, data.received_on, happened(event), event.position)
    return _moved(state, event, copies=(*proceedings_of(state, data.file).copies, copy))


def prosecution_terminated(state: CaseState, event: RecordedEvent) -> Changes:
    """The prosecution of the file has ended."""
    return _moved(state, event, terminated=event.position, termination_reason=event.data.reason)


def prosecution_resumed(state: CaseState, event: RecordedEvent) -> Changes:
    """It goes on."""
    return _moved(state, event, terminated=0, termination_reason=None, resumed=event.position)


def proceedings_of(state: CaseState, file: UUID) -> Proceedings:
    """The file before the courts as known, or one of which nothing is known yet."""
    return state.proceedings.get(file) or Proceedings(file)


def _moved(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    known = msgspec.structs.replace(proceedings_of(state, event.data.file), **members)
    return {**file_changes(state, event), **put_proceedings(state, known)}


def _as_judged(file: PoliceFile, verdicts: tuple[Verdict, ...]) -> PoliceFile:
    """The file by the verdict that counts; its court is where it was sent, else that of the lowest one."""
    stands = verdicts[-1]
    judged = msgspec.structs.replace(
        file,
        court=file.court if file.sent_to_court else verdicts[0].agency,
        verdict=stands.position,
        restitution_awarded=stands.restitution_awarded,
    )
    return with_articles_in_force(judged)


def _last_award(known: Proceedings) -> int | None:
    return known.verdicts[-1].restitution_awarded if known.verdicts else None


def _first(stated: int | None, before: int | None) -> int | None:
    return before if stated is None else stated


STEPS: dict[str, Step] = {
    "VerdictGiven": verdict_given,
    "AppealLodged": appeal_lodged,
    "JudgmentFinal": judgment_final,
    "JudgmentCopySent": judgment_copy_sent,
    "ProsecutionTerminated": prosecution_terminated,
    "ProsecutionResumed": prosecution_resumed,
}
