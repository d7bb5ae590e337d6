"""What each agency has to do next in a case, read off its state. Pure; the worklist view keeps it in rows.

A closed case asks for no more work, whoever has more to do reopens it; what is owed for people's data stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from domain.access import OVERSIGHT
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.directory import Directory
from domain.worklist import (
    commitments,
    conference,
    disputes,
    duplicates,
    files,
    joint_acts,
    notices,
    persons,
    privacy,
    referrals,
    reports,
    restitution,
    spdp,
)
from domain.worklist.items import OF_KIND, ItemKind, OpenItem, Owed, any_of

_CHAPTERS = (
    *(reports, persons, referrals, spdp, files, conference, disputes),
    *(joint_acts, notices, restitution, privacy),
)
_BY_STREAM: dict[str, tuple[Callable[[CaseState], Owed], ...]] = {
    "case": tuple(chapter.owed for chapter in _CHAPTERS),
    "coordination": (commitments.owed,),
    "duplicates": (duplicates.owed,),
}
ITEM_KINDS: tuple[ItemKind, ...] = tuple(
    kind for chapter in (*_CHAPTERS, commitments, duplicates) for kind in chapter.KINDS
)


def open_items(state: CaseState, agency: str, kind: str) -> tuple[OpenItem, ...]:
    """What this agency has to do, oldest first, with those answers only that its kind may record."""
    owed = open_items_by_agency(state)
    mine = sorted((*owed.get(agency, ()), *owed.get(any_of(kind), ())), key=_age)
    return tuple(
        item._replace(answers=tuple(name for name in item.answers if kind in REGISTRY[name].agencies))
        for item in mine
    )


def open_items_by_agency(state: CaseState) -> dict[str, tuple[OpenItem, ...]]:
    """What every agency has to do, oldest first; agencies with nothing to do are not named.

    What a kind of office owes stands under `any_of` that kind.
    """
    chapters = (privacy.owed,) if state.closed else _BY_STREAM.get(state.kind, ())
    owed: dict[str, list[OpenItem]] = {}
    for chapter in chapters:
        for agency, item in chapter(state):
            owed.setdefault(agency, []).append(item)
    return {agency: tuple(sorted(items, key=_age)) for agency, items in owed.items()}


def owed_in(state: CaseState, directory: Directory) -> dict[str, tuple[OpenItem, ...]]:
    """What every agency has to do, oldest first, those named too for whom only their kind is."""
    return of_each(open_items_by_agency(state), state, directory)


def of_each(
    items_by_agency: Mapping[str, tuple[OpenItem, ...]], state: CaseState, directory: Directory
) -> dict[str, tuple[OpenItem, ...]]:
    """`open_items_by_agency` with agencies in place of kinds: what a kind owes is owed by each of it on the
    case, by each there is where the kind watches over all cases."""
    owed = dict(items_by_agency)
    for whose in [each for each in owed if each.startswith(OF_KIND)]:
        items = owed.pop(whose)
        for agency in _of_kind(state, directory, whose.removeprefix(OF_KIND)):
            owed[agency] = tuple(sorted((*owed.get(agency, ()), *items), key=_age))
    return owed


def _of_kind(state: CaseState, directory: Directory, kind: str) -> Iterable[str]:
    among = directory.agencies if kind in OVERSIGHT else state.parties
    return [agency for agency in among if directory.kind_of(agency) == kind]


def _age(item: OpenItem) -> tuple[int, str, str]:
    return item.since_position, item.kind, item.ref


__all__ = [
    *("ITEM_KINDS", "ItemKind", "OpenItem", "any_of"),
    *("of_each", "open_items", "open_items_by_agency", "owed_in"),
]
