"""The same modus met in several cases: a warning without identity to the task forces concerned (Sc-1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case_state import CaseState
from domain.directory import TaskForce
from domain.events import Marks, RecordedEvent, read_event
from domain.ids import task_force_stream
from domain.matching import MatchKind
from domain.watch import WATCH, Sighting, repeated, task_forces_of
from server.clockwork.cases import cases_at_head, head_at
from server.clockwork.finding import Finding
from server.clockwork.met import Met, met_before
from server.clockwork.round import Turn

LOOKED_AT = 500  # sightings of one handle, the newest; so many in one window have long had their alert
# The fields that say how recruiting went and what for: codes, so an alert can name nobody.
RECRUITMENT, CHANNELS = "recruitment", "recruitment_apps"
EXPLOITATION = ("exploitation", "suspected_exploitation")


async def judge(turn: Turn, position: int) -> list[Finding]:
    """The alerts that the event at a position makes due, one for each task force concerned."""
    met = await met_before(turn, position, frozenset({MatchKind.HANDLE}), LOOKED_AT)
    if len({each.case for each in met}) < WATCH.modus.cases:
        return []
    cases = await cases_at_head(turn, {each.case for each in met})
    sightings = {each.position: _sighting(each, cases[each.case]) for each in met}
    window = repeated(sightings.values(), sightings[position], WATCH.modus)
    if not window:
        return []
    events = await _events(turn, window, cases)
    directory = turn.services.directory.current
    forces = task_forces_of((cases[each.case] for each in window), directory)
    return [modus_alert(turn.origin, directory.task_forces[force], window, events) for force in forces]


def modus_alert(
    origin: str, force: TaskForce, window: Sequence[Sighting], events: Sequence[RecordedEvent]
) -> Finding:
    """The alert of one task force, to all who sit on it; its cause is the event that made the window full."""
    filled = max(events, key=lambda event: event.position)
    data: dict[str, Any] = {
        "task_force": force.id,
        "recruitment": _codes(events, (RECRUITMENT,)),
        "channels": _codes(events, (CHANNELS,)),
        "exploitation": _codes(events, EXPLOITATION),
        "window_days": WATCH.modus.days,
        "window_ends": max(each.at for each in window).date(),
        "count": len({each.case for each in window}),
        "to": sorted({force.lead, *force.members}),
    }
    at = filled.recordedat.astimezone(filled.occurred.tzinfo)
    causes = (force.id, filled.agency, filled.id)
    return Finding("ModusAlertIssued", task_force_stream(origin, force.id), at, causes, data)


def _sighting(met: Met, case: CaseState) -> Sighting:
    return Sighting(_happened(case, met.position), met.case, met.position)


def _happened(case: CaseState, position: int) -> datetime:
    head = head_at(case, position)
    return head.recordedat if head.marks & Marks.CLOCK_SUSPECT else head.occurred


async def _events(
    turn: Turn, window: Iterable[Sighting], cases: Mapping[UUID, CaseState]
) -> list[RecordedEvent]:
    places = [(each.case, head_at(cases[each.case], each.position).version) for each in window]
    return [read_event(row) for row in await turn.services.reader.at_versions(places)]


def _codes(events: Iterable[RecordedEvent], fields: Iterable[str]) -> list[str]:
    return sorted(
        {str(code) for event in events for field in fields for code in getattr(event.data, field, ())}
    )
