"""Restitution that was not paid in its time: put on record with the lapse, with what is left (Sc-11)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from domain.case_state import CaseState
from domain.clocks.clock import Clock
from domain.clocks.place import ZONES
from server.clockwork.finding import Finding, instant

# The general time to pay; that of UU 21/2007 beside it is the minimum, after which the court warns (art 50).
GENERAL = frozenset({"KUHAP2025.restitution_pay", "PP7_2018.restitution_pay"})


def restitution_defaulted(state: CaseState, clock: Clock, due: datetime) -> list[Finding]:
    """What is owed after the time to pay (KUHAP 2025 art 181; PP 7/2018), none where nothing is left.

    Named for the victim where the file has one request alone.
    """
    known = state.proceedings.get(UUID(clock.ref)) if clock.rule in GENERAL else None
    if known is None or known.restitution_awarded is None:
        return []
    balance = known.restitution_awarded - known.paid - known.auctioned
    if balance <= 0:
        return []
    local = due.astimezone(ZONES[clock.zone])
    data: dict[str, Any] = {"file": known.file, "balance": balance, "due_on": local.date()}
    requests = [each for each in state.restitutions.values() if each.file == known.file]
    if len(requests) == 1:
        data |= {"restitution": requests[0].id, "victim": requests[0].person}
    causes = (str(state.id), clock.rule, clock.ref, *clock.started, instant(due))
    return [Finding("RestitutionDefaulted", state.id, local, causes, data)]
