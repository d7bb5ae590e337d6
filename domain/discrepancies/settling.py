"""What settles a discrepancy of any kind: one side gives way, or both accept how a dispute about it ends."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case_state import CaseState
from domain.discrepancies.claims import entries_of
from domain.discrepancies.shape import Discrepancy
from domain.events import RecordedEvent

Name = tuple[str, str]


def settled(state: CaseState, found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The discrepancies, with those ended that a dispute, or a side, has settled after they arose."""
    found = list(found)
    if all(each.settled for each in found):
        return found
    ends = _ends(state)
    return [each if each.settled else _ended(each, ends.get((each.kind, each.ref), ())) for each in found]


def _ended(found: Discrepancy, ends: Iterable[tuple[int, str | None]]) -> Discrepancy:
    sides = {side.agency for side in found.sides}
    positions = [
        position
        for position, agency in ends
        if position > found.since_position and (agency is None or agency in sides)
    ]
    return found._replace(settled_by=min(positions)) if positions else found


def _ends(state: CaseState) -> dict[Name, list[tuple[int, str | None]]]:
    """By kind and ref: the events that settle it, with the side that gives way, None where both agreed."""
    ends: dict[Name, list[tuple[int, str | None]]] = {}
    for dispute in state.disputes.values():
        if dispute.ref and dispute.status == "agreed":
            ends.setdefault((dispute.ref.kind, dispute.ref.key), []).append((dispute.ended_at, None))
    for event in entries_of(state, "PositionRecorded"):
        name = _named(state, event)
        if name is not None and event.data.on == "discrepancy" and event.data.holds == "conceded":
            ends.setdefault(name, []).append((event.position, event.agency))
    return ends


def _named(state: CaseState, event: RecordedEvent) -> Name | None:
    """The discrepancy that a position names, or that its dispute is about."""
    if event.data.discrepancy is not None:
        return event.data.discrepancy.kind, event.data.discrepancy.ref
    dispute = state.disputes.get(event.data.dispute)
    return (dispute.ref.kind, dispute.ref.key) if dispute and dispute.ref else None
