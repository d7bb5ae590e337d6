"""What each agency has to do next in a case, read off its state. Pure; the worklist view keeps it in rows.

A closed case has no open items: whoever has more to do reopens it.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.worklist import files, joint_acts, referrals, reports
from domain.worklist.items import ItemKind, OpenItem, Owed

_CHAPTERS: tuple[Callable[[CaseState], Owed], ...] = (
    reports.owed,
    referrals.owed,
    files.owed,
    joint_acts.owed,
)
ITEM_KINDS: tuple[ItemKind, ...] = (*reports.KINDS, *referrals.KINDS, *files.KINDS, *joint_acts.KINDS)


def open_items(state: CaseState, agency: str, kind: str) -> tuple[OpenItem, ...]:
    """What this agency has to do, oldest first, with those answers only that its kind may record."""
    return tuple(
        item._replace(answers=tuple(name for name in item.answers if kind in REGISTRY[name].agencies))
        for item in open_items_by_agency(state).get(agency, ())
    )


def open_items_by_agency(state: CaseState) -> dict[str, tuple[OpenItem, ...]]:
    """What every agency has to do, oldest first; agencies with nothing to do are not named."""
    if state.closed or state.kind != "case":
        return {}
    owed: dict[str, list[OpenItem]] = {}
    for chapter in _CHAPTERS:
        for agency, item in chapter(state):
            owed.setdefault(agency, []).append(item)
    return {agency: tuple(sorted(items, key=_age)) for agency, items in owed.items()}


def _age(item: OpenItem) -> tuple[int, str, str]:
    return item.since_position, item.kind, item.ref


__all__ = ["ITEM_KINDS", "ItemKind", "OpenItem", "open_items", "open_items_by_agency"]
