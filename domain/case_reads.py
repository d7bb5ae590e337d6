"""Who is told who read a case, and which reads glass that was broken had opened: pure.

Access includes who processed the data (UU 27/2022 arts 7, 31-32); glass is broken under review
(reference/domain.md 3.2, letter B).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from domain.access import visible
from domain.case import fold
from domain.case_state import BreakGlass, CaseState
from domain.matrix import Matrix

DATA_PROTECTION_OFFICER = "dpo"


class Glass(NamedTuple):
    """Glass that was broken, with the moment from which on it was."""

    opened: BreakGlass
    since: datetime


class Past:
    """A case as it stood at moments of its past, each told from its entries once."""

    def __init__(self, state: CaseState) -> None:
        self._entries = state.entries
        self._told: dict[int, CaseState | None] = {}

    def at(self, moment: datetime) -> CaseState | None:
        """The case after all that was recorded by then; None where there was nothing yet."""
        count = bisect_right(self._entries, moment, key=lambda entry: entry.recordedat)
        if count not in self._told:
            self._told[count] = fold(self._entries[:count])
        return self._told[count]


def case_owner(state: CaseState) -> str:
    """The agency that answers for the case: its case manager, before there is one the one that opened it."""
    return state.case_manager or state.opened_by


def broken_glass(state: CaseState) -> tuple[Glass, ...]:
    """All glass ever broken in the case, in the order of the log."""
    since = {head.position: head.recordedat for head in state.events}
    ordered = sorted(state.break_glass.values(), key=lambda opened: opened.position)
    return tuple(Glass(opened, since[opened.position]) for opened in ordered)


def read_through(
    past: Past,
    glass: Iterable[Glass],
    reader: tuple[str, str],
    at: datetime,
    served: Iterable[tuple[int, int]],
    matrix: Matrix,
) -> int | None:
    """The log position of the BreakGlassOpened that opened any of these (position, classes) at that moment to
    a reader, an agency and its kind; None where all of them were open to it without."""
    agency, kind = reader
    broken = [each.opened for each in glass if each.opened.agency == agency and each.since <= at]
    state = past.at(at) if any(at < each.until for each in broken) else None
    if state is None:
        return None
    heads = {head.position: head for head in state.events}
    without = replace(state, break_glass={})
    owed = [
        (heads[position], classes & ~visible(without, agency, kind, heads[position], matrix, at).classes)
        for position, classes in served
        if classes > 0 and position in heads
    ]
    for opened in (state.break_glass[each.event] for each in broken):
        if any(mask & opened.opens(at) and opened.person in (None, head.person) for head, mask in owed):
            return opened.position
    return None
