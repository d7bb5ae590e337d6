"""A case as one agency sees it: folded from the events it may see, and from nothing else.

What it may not see therefore cannot show, not even by its consequences. A moment in the past is the same
question about fewer events; by when things happened, about the same events in another order.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.access import stage_row
from domain.case import evolve
from domain.case_state import CaseState
from domain.events import EventHead, Marks, RecordedEvent
from domain.fold.corrections import entry_of
from domain.matrix import BODY_LEVEL, STAGE_LEVEL
from domain.shapes.corrections import Entry
from domain.worklist import open_items
from projections.case_file.facts import GROUPS, Sources, plain
from projections.case_file.rows import as_counted, stated_stage

Opened = Mapping[int, Mapping[str, Any]]
NOTHING_OPENED: Opened = MappingProxyType({})


class Reading(NamedTuple):
    """What an agency of that kind may read of one case.

    events: those whose body it may see, in the order in which they are to count. bare: the heads of those of
    which it may see the stage row only. opened: by log position, the disclosed fields it may see. withdrawn:
    the entries taken back, for those who see of that a bare row: they must not take a stage for standing.
    """

    agency: str
    kind: str
    events: Sequence[RecordedEvent]
    bare: Sequence[EventHead] = ()
    opened: Opened = NOTHING_OPENED
    withdrawn: frozenset[Entry] = frozenset()


def case_view(case: UUID, reading: Reading) -> dict[str, Any]:
    """The case as JSON has it. Things of one sort stand under its name (`parties`, `persons`, `services`,
    `referrals`, `files` with their `steps`, `consents`, `reports`, `joint_acts`), each with `positions`: the
    log position of the event from which each of its fields comes. `open_items` are the reader's own."""
    state, sources = fold_visible(case, reading.events)
    heads = [event.head for event in reading.events] + list(reading.bare)
    view: dict[str, Any] = {
        "case": str(case),
        "last_position": max([head.position for head in heads], default=0),
        "opened": _opening(reading.events),
        "legal_stage": _legal_stage(reading, state),
        "bare": [bare_row(head) for head in reading.bare],
        "disclosed": [],
    }
    case_facts, *groups = GROUPS
    for group in groups:
        view[group.name] = sources.told(group, state) if state else []
    if state is not None:
        view |= sources.told(case_facts, state)[0]
        view["open_items"] = [item._asdict() for item in open_items(state, reading.agency, reading.kind)]
    _add_steps(view, reading)
    return view


def fold_visible(case: UUID, events: Sequence[RecordedEvent]) -> tuple[CaseState | None, Sources]:
    """The state that some events of a case make, counted as if there were no others.

    The event that opened the case comes first, if it is among them; if not, nobody opened it.
    """
    sources, state = Sources(), None
    if events and not any(event.version == 1 for event in events):
        state = _unopened(case, events[0])
    for number, event in enumerate(_opening_first(events), 2 if state else 1):
        after = evolve(state, msgspec.structs.replace(event, head=event.head._replace(version=number)))
        sources.note(state, after, event.position)
        state = after
    return state, sources


def _opening_first(events: Sequence[RecordedEvent]) -> Iterator[RecordedEvent]:
    yield from (event for event in events if event.version == 1)
    yield from (event for event in events if event.version != 1)


def _unopened(case: UUID, first: RecordedEvent) -> CaseState:
    return CaseState(
        id=case,
        kind="case",
        version=1,
        position=0,
        opened_at=first.occurred,
        opened_by="",
        latest_occurred=first.occurred,
        events=(),
    )


def _opening(events: Sequence[RecordedEvent]) -> dict[str, Any] | None:
    first = next((event for event in events if event.version == 1), None)
    if first is None:
        return None
    at = first.occurred.isoformat()
    return {"at": at, "by": first.agency, "type": first.type, "position": first.position}


def _legal_stage(reading: Reading, state: CaseState | None) -> dict[str, Any] | None:
    seen = [(event.head, BODY_LEVEL) for event in reading.events]
    seen += [(head, STAGE_LEVEL) for head in reading.bare if entry_of(head) not in reading.withdrawn]
    if state is not None:
        seen = as_counted(state, seen)
    stage = stated_stage(sorted(seen, key=lambda each: each[0].position))
    if stage is None:
        return None
    code, on, position = stage
    return {"code": code, "on": on.isoformat(), "position": position}


def bare_row(head: EventHead) -> dict[str, Any]:
    """That something happened, for those who need to know that, not what."""
    row = stage_row(head)
    return {"code": row.code, "on": row.on.isoformat(), "position": row.position}


def _add_steps(view: dict[str, Any], reading: Reading) -> None:
    """Puts each event that names a file among the file's steps, and what was disclosed where it belongs: to
    the step, to the victim it is about, or to the case."""
    files = {file["id"]: file.setdefault("steps", []) for file in view["files"]}
    persons = {person["id"]: person.setdefault("disclosed", []) for person in view["persons"]}
    for event in reading.events:
        fields = dict(reading.opened.get(event.position, {}))
        steps = files.get(str(getattr(event.data, "file", None)))
        if steps is not None:
            steps.append(step_of(event) | {"disclosed": fields})
        elif fields:
            said = {"position": event.position, "type": event.type, "fields": fields}
            persons.get(str(event.person), view["disclosed"]).append(said)


def step_of(event: RecordedEvent) -> dict[str, Any]:
    """One event as a step of the file that it names, with both clocks and what its body says."""
    about = event.event_type
    return {
        "position": event.position,
        "type": event.type,
        "label_id": about.label_id,
        "label_en": about.label_en,
        "legal_code": about.legal_code,
        "agency": event.agency,
        "occurred": event.occurred.isoformat(),
        "recordedat": event.recordedat.isoformat(),
        "effectedon": plain("", event.effectedon),
        "marks": [mark.name.lower() for mark in Marks if mark & event.marks and mark.name],
        "data": msgspec.to_builtins(event.data),
    }
