"""Where the lapse of a clock stands on record: it stays there, whatever comes later."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.shapes.clockwork import Lapse


def lapse_of(state: CaseState, rule: str, started: tuple[str, str]) -> Lapse | None:
    """The last lapse of the clock that this event (agency, id) started; None where none is on record."""
    for lapse in reversed(state.lapses):
        if lapse.rule == rule and lapse.started == started:
            return lapse
    return None
