"""Duplicate links: which persons of which cases a steward holds for one. Nothing is merged or granted."""

from __future__ import annotations

from domain.case_state import CaseState, Pair
from domain.events import RecordedEvent
from domain.fold.steps import Changes, Step

Links = tuple[frozenset[Pair], ...]


def pairs_of(event: RecordedEvent) -> frozenset[Pair]:
    """The persons that the event names."""
    return frozenset(Pair(each.case, each.person) for each in event.data.pairs)


def duplicate_linked(state: CaseState, event: RecordedEvent) -> Changes:
    """Groups that share a person become one group."""
    joined = pairs_of(event)
    apart: list[frozenset[Pair]] = []
    for group in state.links:
        if group & joined:
            joined |= group
        else:
            apart.append(group)
    return {"links": (*apart, joined), **_answered(state, joined)}


def duplicate_unlinked(state: CaseState, event: RecordedEvent) -> Changes:
    """The persons named leave their groups; a group of one is none. Suspected ones are found to be two."""
    gone = pairs_of(event)
    left = (group - gone for group in state.links)
    return {"links": tuple(group for group in left if len(group) > 1), **_answered(state, gone)}


def _answered(state: CaseState, named: frozenset[Pair]) -> Changes:
    """The suspicions, with those about the persons named as answered."""
    return {
        "suspicions": tuple(
            each._replace(answered=each.answered or each.pairs <= named) for each in state.suspicions
        )
    }


STEPS: dict[str, Step] = {"DuplicateLinked": duplicate_linked, "DuplicateUnlinked": duplicate_unlinked}
