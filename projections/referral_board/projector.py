"""How each referral stands, as far as an agency may see the events that say so.

An agency that may not see the last event about a referral is told how it stood before: so neither a row nor
its place in the list tells of an event that the agency may not see.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.access import visible
from domain.case_state import CaseState, Referral
from domain.events import EventHead
from domain.fold.corrections import entry_of
from domain.matrix import BODY_LEVEL, Matrix
from projections.engine import Transition
from projections.sight import events_since, same_sight
from projections.tables import RowChange, Table
from projections.view import View

REFERRALS = Table(
    "referrals",
    (
        ("case_id", "uuid"),
        ("agency", "text"),
        ("referral", "uuid"),
        ("offered_by", "text"),
        ("offered_to", "text"),
        ("service", "text"),
        ("person", "uuid"),
        ("urgency", "text"),
        ("status", "text"),
        ("awaits", "text"),
        ("offered_position", "bigint"),
        ("offered_at", "timestamptz"),
        ("last_position", "bigint"),
        ("last_at", "timestamptz"),
        ("answered", "boolean"),
        ("place", "bigint"),
    ),
    key=3,
)
# What each event says of the referral that it is about, to those who may not see the one that came after it.
STATUSES = {
    "ReferralOffered": "offered",
    "ReferralAccepted": "accepted",
    "ReferralDeclined": "declined",
    "ReferralWithdrawn": "withdrawn",
    "ReferralReturned": "returned",
    "ReferralCompleted": "completed",
}


class Sight(NamedTuple):
    """An agency of that kind looking at a case at one moment."""

    agency: str
    kind: str
    at: datetime


class ReferralBoard(View):
    """The view behind the board of referrals."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__("referral_board", (REFERRALS,))
        self._matrix = matrix

    def prepare(self, transition: Transition) -> list[RowChange]:
        """The rows of every agency for which a referral moved, or whose sight of the case changed."""
        before, event, after, directory = transition
        was, now = before.referrals if before else {}, after.referrals
        if after.kind != "case" or not (was or now):
            return []
        moved = _moved(before, after)
        readers = _readers(before) | _readers(after)
        changes = [_gone(after, agency, each) for each in was.keys() - now.keys() for agency in readers]
        for agency in readers:
            told = moved if same_sight(before, after, agency) else list(now.values())
            if told:
                sight = Sight(agency, directory.kind_of(agency) or "", event.recordedat)
                changes += self._rows(after, sight, told)
        return changes

    def _rows(self, state: CaseState, sight: Sight, referrals: list[Referral]) -> Iterator[RowChange]:
        steps = _steps(state, {referral.id for referral in referrals})
        for referral in referrals:
            seen = [head for head in steps[referral.id] if self._sees(state, sight, head)]
            yield RowChange(REFERRALS, (state.id, sight.agency, referral.id), _values(referral, seen))

    def _sees(self, state: CaseState, sight: Sight, head: EventHead) -> bool:
        agency, kind, at = sight
        return visible(state, agency, kind, head, self._matrix, at).level == BODY_LEVEL


def _moved(before: CaseState | None, after: CaseState) -> list[Referral]:
    """The referrals that are not what they were, or about which something was recorded or taken back."""
    was, now = before.referrals if before else {}, after.referrals
    if before is not None and before.withdrawn != after.withdrawn:
        return list(now.values())
    about = {head.about for head in events_since(before, after) if head.type in STATUSES}
    return [
        each
        for each in now.values()
        if each.id in about or (was.get(each.id) is not each and was.get(each.id) != each)
    ]


def _readers(state: CaseState | None) -> dict[str, None]:
    """Who may see the body of a referral: the agencies on the case, and those between which it stands."""
    if state is None:
        return {}
    sides = [side for each in state.referrals.values() for side in (each.offered_by, each.to)]
    return dict.fromkeys((*state.parties, *sides))


def _steps(state: CaseState, referrals: set[UUID]) -> dict[UUID, list[EventHead]]:
    """The events about each referral that were not taken back, from its offer on."""
    steps: dict[UUID, list[EventHead]] = {referral: [] for referral in referrals}
    for head in state.events:
        known = steps.get(head.about) if head.about and head.type in STATUSES else None
        if known is not None and _counts(state, head):
            known.append(head)
    return steps


def _counts(state: CaseState, head: EventHead) -> bool:
    assert head.about is not None, "the event is about a referral"
    return head.position >= state.referrals[head.about].position and entry_of(head) not in state.withdrawn


def _values(referral: Referral, seen: list[EventHead]) -> tuple[Any, ...] | None:
    """The row by the events seen; None where the offer is not among them: it says what the referral is."""
    if not seen or seen[0].position != referral.position:
        return None
    moved_at = max(referral.position, referral.answered, referral.returned)
    last = next((head for head in seen if head.position == moved_at), None)
    if last is not None:
        status, awaits, since = referral.status, referral.awaits, referral.waiting_since
    else:
        last = [head for head in seen if head.position < moved_at][-1]
        status, since = STATUSES[last.type], last.position
        awaits = {"offered": referral.to, "returned": referral.offered_by}.get(status)
    return (
        referral.offered_by,
        referral.to,
        str(referral.service),
        referral.person,
        str(referral.urgency),
        status,
        awaits,
        referral.position,
        seen[0].recordedat,
        last.position,
        last.recordedat,
        awaits is None,
        -last.position if awaits is None else since,
    )


def _gone(state: CaseState, agency: str, referral: UUID) -> RowChange:
    return RowChange(REFERRALS, (state.id, agency, referral), None)
