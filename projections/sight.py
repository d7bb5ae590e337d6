"""What a step of a case brings, and whether an agency still sees of the earlier events what it saw."""

from datetime import datetime

from domain.case_state import CaseState, Party
from domain.events import EventHead


def events_since(before: CaseState | None, after: CaseState) -> tuple[EventHead, ...]:
    """The events that made one state of a case into a later one."""
    return after.events[before.version :] if before else after.events


def same_sight(before: CaseState | None, after: CaseState, agency: str) -> bool:
    """Whether the agency sees of the earlier events as much as at `before`: its place in the case is what it
    was, no relation of it ended by itself in between, and no consent moved that one rests on. How much is
    body, stage row or nothing; the classes of a body hang on more (consents)."""
    party = after.parties.get(agency)
    if before is None or before.parties.get(agency) is not party:
        return False
    if party is None:
        return True
    then, now = before.events[-1].recordedat, after.events[-1].recordedat
    if any(relation.on_consent and not relation.ended for relation in party.relations):
        return _same_consents(before, after, then, now) and not _lapsed(party, then, now)
    return not _lapsed(party, then, now)


def _same_consents(before: CaseState, after: CaseState, then: datetime, now: datetime) -> bool:
    same = before.consents is after.consents and before.persons is after.persons
    return same and not any(each.ends is not None and then < each.ends <= now for each in after.consents)


def _lapsed(party: Party, then: datetime, now: datetime) -> bool:
    return any(relation.until is not None and then < relation.until <= now for relation in party.relations)
