"""What a step of a case brings, and whether an agency still sees of the earlier events what it saw."""

from datetime import datetime

from domain.case_state import CaseState, Party
from domain.events import EventHead


def events_since(before: CaseState | None, after: CaseState) -> tuple[EventHead, ...]:
    """The events that made one state of a case into a later one."""
    return after.events[before.version :] if before else after.events


def same_sight(before: CaseState | None, after: CaseState, agency: str) -> bool:
    """Whether the agency sees of the earlier events as much as at `before`: its place in the case is what it
    was, and no relation of it ended by itself in between. How much is body, stage row or nothing; the classes
    of a body hang on more (consents)."""
    party = after.parties.get(agency)
    if before is None or before.parties.get(agency) is not party:
        return False
    return party is None or not _lapsed(party, before.events[-1].recordedat, after.events[-1].recordedat)


def _lapsed(party: Party, then: datetime, now: datetime) -> bool:
    return any(relation.until is not None and then < relation.until <= now for relation in party.relations)
