"""What in a case ends by itself, and when: access given for a time, consents with a last day.

Access ends at that moment whether or not anybody writes it down (`domain/access.py`); clockwork does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from domain.case_state import CaseState


class Expiry(NamedTuple):
    """`agency`: whose access ends, or who recorded the consent. `position`: of the event that gave it."""

    kind: Literal["access", "consent"]
    agency: str
    position: int
    at: datetime


def expiries(state: CaseState) -> tuple[Expiry, ...]:
    """What ends by itself and is not on record as ended; what ended before its time is left out."""
    if state.kind != "case":
        return ()
    access = (
        Expiry("access", party.agency, relation.since_position, relation.until)
        for party in state.parties.values()
        for relation in party.relations
        if relation.until is not None and not relation.ended
    )
    stopped = {each.withdrawal for each in state.stopped_processing}
    consents = (
        Expiry("consent", consent.event[0], consent.position, consent.ends)
        for consent in state.consents
        if consent.ends is not None and not consent.withdrawn and consent.event not in stopped
    )
    return (*access, *consents)
