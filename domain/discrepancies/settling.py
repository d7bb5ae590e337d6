"""What settles a discrepancy of any kind: one side gives way, or both accept how a dispute about it ends."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case_state import CaseState
from domain.discrepancies.shape import Discrepancy

Name = tuple[str, str]


def settled(state: CaseState, found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The discrepancies, with those ended that a dispute has settled after they arose."""
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
        for held in dispute.positions:
            ref = held.ref or dispute.ref
            if ref and held.on == "discrepancy" and held.holds == "conceded":
                ends.setdefault((ref.kind, ref.key), []).append((held.position, held.agency))
    return ends
