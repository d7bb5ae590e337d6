"""Who is told who read a case, and which reads glass that was broken had opened: pure.

Access includes who processed the data (UU 27/2022 arts 7, 31-32); glass is broken under review
(reference/domain.md 3.2, letter B).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.case_state import BreakGlass, CaseState
from domain.events import EventHead

DATA_PROTECTION_OFFICER = "dpo"


class Glass(NamedTuple):
    """Glass that was broken, with the moment from which on it was."""

    opened: BreakGlass
    since: datetime


def case_owner(state: CaseState) -> str:
    """The agency that answers for the case: its case manager, before there is one the one that opened it."""
    return state.case_manager or state.opened_by


def broken_glass(state: CaseState) -> tuple[Glass, ...]:
    """All glass ever broken in the case, in the order of the log."""
    since = {head.position: head.recordedat for head in state.events}
    ordered = sorted(state.break_glass.values(), key=lambda opened: opened.position)
    return tuple(Glass(opened, since[opened.position]) for opened in ordered)


def read_through(
    glass: Iterable[Glass],
    heads: Mapping[int, EventHead],
    agency: str,
    at: datetime,
    served: Iterable[tuple[int, int]],
) -> int | None:
    """The log position of the BreakGlassOpened under which an agency read any of these (position, classes)
    at that moment; None where it was under none."""
    pairs = [(heads[position], classes) for position, classes in served if classes > 0]
    for opened, since in glass:
        if opened.agency != agency or not since <= at < opened.until:
            continue
        if any(classes & opened.classes and opened.person in (None, head.person) for head, classes in pairs):
            return opened.position
    return None
