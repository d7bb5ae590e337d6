"""Notices of progress: of each stage the proceedings have reached, whether the victim was told (art 36)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.access import stage_row
from domain.case_state import CaseState
from domain.events import EventHead, Marks, RecordedEvent
from domain.rights.items import NOTICE_TYPE, STAGES, Stage
from domain.rights.sight import Sight

PROGRESS = "case_progress"

_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)


class Reached(NamedTuple):
    """A stage the proceedings have reached, when, and the event that says so."""

    stage: Stage
    at: datetime
    position: int


class ProgressNotice(NamedTuple):
    """A stage that was reached and its notice: `given` at `position`, `missing`, or `not_open`."""

    stage: Stage
    reached_position: int
    status: str
    position: int | None = None


def progress_notices(
    seen: CaseState, bare: list[EventHead], person: UUID, sight: Sight
) -> tuple[ProgressNotice, ...]:
    """One for each stage reached, in the order in which they were. A notice tells of the stage that the
    proceedings had reached when it was given."""
    reached = stages_reached(seen, bare, person)
    known = seen.persons.get(person)
    told = [each for each in known.notices if each.subject == PROGRESS and each.reached] if known else []
    found = []
    for place, (stage, at, position) in enumerate(reached):
        until = reached[place + 1].at if place + 1 < len(reached) else None
        notice = next((each for each in told if at <= each.at and (until is None or each.at < until)), None)
        if notice is not None:
            found.append(ProgressNotice(stage, position, "given", notice.position))
        else:
            status = "missing" if sight.sees_all((NOTICE_TYPE,)) else "not_open"
            found.append(ProgressNotice(stage, position, status))
    return tuple(found)


def stages_reached(seen: CaseState, bare: list[EventHead], person: UUID) -> list[Reached]:
    """The stages reached by the files of a person, each when first; of bare rows the person is not known."""
    found: dict[str, Reached] = {}
    steps = [(entry.head, entry.type, None) for entry in seen.entries if concerns(seen, entry, person)]
    rows = [(head, None, stage_row(head).code) for head in bare]
    for head, name, code in (*steps, *rows):
        for stage in STAGES:
            if name in stage.types or (code is not None and code in stage.legal_codes):
                step = Reached(stage, happened(head), head.position)
                known = found.get(stage.code)
                if known is None or step.at < known.at:
                    found[stage.code] = step
    return sorted(found.values(), key=lambda each: each.at)


def concerns(seen: CaseState, entry: RecordedEvent, person: UUID) -> bool:
    """Whether a step counts and belongs to a file of this person: one that names it, or that names nobody."""
    if (entry.agency, entry.id) in seen.withdrawn:
        return False
    file = seen.files.get(entry.head.about) if entry.head.about else None
    return file is None or not file.victims or person in file.victims


def happened(head: EventHead) -> datetime:
    """When an event counts from: as dated, or from its recording where it is dated in the future."""
    return head.recordedat if head.marks & _CLOCK_SUSPECT else head.occurred
