"""Instructions of a returned file over all rounds: contested, or raised for the first time in a later round.

A return says what is still missing (B-3326/E/EJP/11/2011), so an instruction that a later return does not
repeat is missing no more, and none is once the file is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.case_state import CaseState, PoliceFile
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies.shape import Discrepancy, Kind, between, side_at
from domain.shapes.files import Item, ItemAnswer, ItemKey, Round

ITEM_CONTESTED = Kind(
    DiscrepancyKind.ITEM_CONTESTED,
    "KUHAP 1981 art 138(2); KUHAP 2025 arts 61(2)-(3), 62(1)",
)
ITEM_RAISED_LATE = Kind(
    DiscrepancyKind.ITEM_RAISED_LATE,
    "B-3326/E/EJP/11/2011 (P-19 once); KUHAP 2025 art 61(2)",
)
KINDS = (ITEM_CONTESTED, ITEM_RAISED_LATE)


class Thread(NamedTuple):
    """One instruction in every round that names it; `root` is where it was first raised."""

    root: ItemKey
    items: tuple[tuple[Round, Item], ...]


def threads(file: PoliceFile) -> tuple[Thread, ...]:
    """The instructions of a file over its rounds, in the order in which they were first raised."""
    roots: dict[ItemKey, ItemKey] = {}
    found: dict[ItemKey, list[tuple[Round, Item]]] = {}
    for each in file.rounds:
        for item in each.items:
            key = ItemKey(each.number, item.number)
            root = roots.get(item.continues, key) if item.continues else key
            roots[key] = root
            found.setdefault(root, []).append((each, item))
    return tuple(Thread(root, tuple(items)) for root, items in found.items())


def of_case(state: CaseState) -> Iterator[Discrepancy]:
    """What is contested and what was raised late, in every file."""
    for file in state.files.values():
        for thread in threads(file):
            ended = _ended(file, thread)
            yield from _raised_late(state, file, thread, ended)
            yield from _contested(state, file, thread, ended)


def _ended(file: PoliceFile, thread: Thread) -> int:
    """The position from which the instruction is missing no more; 0 while it is."""
    last, item = thread.items[-1]
    ends = [each.position for each in file.rounds if each.number > last.number]
    ends += [item.satisfied_at, *file.completions]
    return min((position for position in ends if position > last.position), default=0)


def _raised_late(state: CaseState, file: PoliceFile, thread: Thread, ended: int) -> Iterator[Discrepancy]:
    raised, item = thread.items[0]
    before = [each for each in file.rounds if each.number < raised.number]
    if not item.new or not before:
        return
    sides = side_at(state, before[-1].position), side_at(state, raised.position, *_says(item))
    yield between(ITEM_RAISED_LATE, _ref(file, thread), sides, settled_by=ended, file=file.id)


def _contested(state: CaseState, file: PoliceFile, thread: Thread, ended: int) -> Iterator[Discrepancy]:
    found = _last_contest(thread)
    if found is None:
        return
    raised, item, contest, given_up = found
    sides = (
        side_at(state, raised.position, *_says(item)),
        side_at(state, contest.position, "contested", *((str(contest.reason),) if contest.reason else ())),
    )
    settled_by = min((end for end in (ended, given_up) if end > contest.position), default=0)
    yield between(ITEM_CONTESTED, _ref(file, thread), sides, settled_by=settled_by, file=file.id)


def _last_contest(thread: Thread) -> tuple[Round, Item, ItemAnswer, int] | None:
    """The last time that the instruction was contested, and the later answer that gave the contest up."""
    answers = [(each, item, answer) for each, item in thread.items for answer in item.answers]
    contests = [place for place, (_, _, answer) in enumerate(answers) if answer.answer == "contested"]
    if not contests:
        return None
    raised, item, contest = answers[contests[-1]]
    after = answers[contests[-1] + 1 :]
    return raised, item, contest, after[0][2].position if after else 0


def _says(item: Item) -> tuple[str, ...]:
    return (str(item.reason), str(item.element)) if item.element else (str(item.reason),)


def _ref(file: PoliceFile, thread: Thread) -> str:
    return f"{file.id}/{thread.root.round}/{thread.root.number}"
