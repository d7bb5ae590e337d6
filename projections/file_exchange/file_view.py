"""One police file in two columns, as one agency may see it: folded from the events it may see, and no others.

Like a case (docs/adr/0045): what the agency may not see cannot show by its consequences. So there are no rows
to keep: a column is what its side has recorded.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, PoliceFile
from domain.discrepancies.passages import day, passed
from domain.events import EventHead, RecordedEvent
from domain.fold.corrections import entry_of
from domain.shapes.files import Item, ItemAnswer, Passage, Round
from projections.case_file.case_view import Reading, bare_row, fold_visible, step_of
from projections.file_exchange.sides import SIDES, KindOf, articles_stated, element_views, side_of

COLUMNS = ("police", "prosecutor", "others")

Things = list[dict[str, Any]]


def file_view(case: UUID, file: UUID, reading: Reading, kind_of: KindOf) -> dict[str, Any] | None:
    """The file as JSON has it; None where nothing of it is open to the reader.

    `police`, `prosecutor`, `others`: the steps as each states them. `bare`: rows for those who need to know
    that something happened, not what. Everything else is what the visible steps come to.
    """
    steps = [event for event in reading.events if _names(event, file)]
    bare = [head for head in reading.bare if head.about == file]
    if not steps and not bare:
        return None
    state, _ = fold_visible(case, reading.events)
    columns: dict[str, Things] = {name: [] for name in COLUMNS}
    for event in steps:
        side = side_of(event.agency, kind_of)
        opened = dict(reading.opened.get(event.position, {}))
        told = step_of(event) | {"disclosed": opened} | (_standing(state, event) if state else {})
        columns[side if side in columns else "others"].append(told)
    known = state.files.get(file) if state else None
    last = max(head.position for head in _heads(steps, bare))
    view = {"case": str(case), "file": str(file), "last_position": last, **columns}
    view["bare"] = [bare_row(head) for head in bare]
    return view | (_stated(state, known, kind_of) if state and known else {})


def _names(event: RecordedEvent, file: UUID) -> bool:
    return getattr(event.data, "file", None) == file


def _heads(steps: Iterable[RecordedEvent], bare: Iterable[EventHead]) -> Iterator[EventHead]:
    yield from (event.head for event in steps)
    yield from bare


def _standing(state: CaseState, event: RecordedEvent) -> dict[str, Any]:
    """Whether a step still counts, and as what; of a joint act who else has confirmed or contested it: until
    all have, it is stated by its publisher alone (DESIGN section 2)."""
    entry = entry_of(event.head)
    act = state.joint_acts.get(entry)
    joint = act and {
        "confirmed": list(act.confirmed),
        "contested": list(act.contested),
        "awaited": list(act.awaited),
    }
    return {
        "withdrawn": entry in state.withdrawn,
        "corrected_at": [each.position for each in state.corrections if each.of == entry],
        "joint": joint,
    }


def _stated(state: CaseState, file: PoliceFile, kind_of: KindOf) -> dict[str, Any]:
    history = articles_stated(file, kind_of)
    return {
        "regime": file.regime,
        "ordered_on": file.ordered_on and file.ordered_on.isoformat(),
        "stage": file.stage,
        "investigated_by": file.investigated_by,
        "with_prosecutor": file.prosecutor,
        "court": file.court,
        "passages": [
            {"round": each.round, "sent": _passages(each.sent), "received": _passages(each.received)}
            for each in passed(file)
        ],
        "rounds": [_round(each) for each in file.rounds],
        "elements": _elements(state, file, kind_of),
        "articles": {held.side: _plain(held) for held in history},
        "article_history": [_plain(held) for held in history],
        "conferences": [_plain(each) for each in state.conferences if each.file == file.id],
        "disputes": list(_disputes(state, file)),
    }


def _passages(passages: Iterable[Passage]) -> Things:
    return [
        {
            "position": each.position,
            "agency": each.agency,
            "at": each.at.isoformat(),
            "on": day(each).isoformat(),
            "sha256": each.sha256,
        }
        for each in passages
    ]


def _round(this: Round) -> dict[str, Any]:
    return {
        "number": this.number,
        "instrument": this.instrument,
        "position": this.position,
        "agency": this.agency,
        "at": this.at.isoformat(),
        "items": [_item(item) for item in this.items],
    }


def _item(item: Item) -> dict[str, Any]:
    continues = item.continues
    return {
        "number": item.number,
        "reason": item.reason,
        "element": item.element,
        "raised_in": item.raised_in,
        "new": item.new,
        "continues": {"round": continues.round, "number": continues.number} if continues else None,
        "contested": item.contested,
        "satisfied_at": item.satisfied_at or None,
        "answers": [_answer(answer) for answer in item.answers],
    }


def _answer(answer: ItemAnswer) -> dict[str, Any]:
    return {
        "position": answer.position,
        "agency": answer.agency,
        "answer": answer.answer,
        "reason": answer.reason,
        "cites": list(answer.cites),
    }


def _elements(state: CaseState, file: PoliceFile, kind_of: KindOf) -> Things:
    """The checklist: process, means and purpose, with what each side holds and the events that it cites."""
    views = element_views(state, file, kind_of)
    return [
        {"element": element, **{side: _plain(views.get((element, side))) for side in SIDES}}
        for element in sorted({element for element, _ in views})
    ]


def _disputes(state: CaseState, file: PoliceFile) -> Iterator[dict[str, Any]]:
    for dispute in state.disputes.values():
        if dispute.file == file.id:
            yield {
                "dispute": str(dispute.id),
                "status": dispute.status,
                "ref": dispute.ref._asdict() if dispute.ref else None,
                "opened_by": dispute.opened_by,
                "parties": list(dispute.parties),
                "opened_at": dispute.opened_at,
                "ended_at": dispute.ended_at or None,
            }


def _plain(thing: Any) -> Any:
    return msgspec.to_builtins(thing)
