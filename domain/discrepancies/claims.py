"""Claims of several sides about one thing: when they last held different things, and what made them agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.case_state import CaseState
from domain.events import RecordedEvent
from domain.fold.corrections import as_they_count


class Claim(NamedTuple):
    """What one side says, by the event at a log position."""

    side: str
    value: object
    position: int


class Apart(NamedTuple):
    """What the sides held when they last differed; `ended`: where they came to hold the same, 0 before."""

    claims: tuple[Claim, ...]
    ended: int


def last_apart(claims: Iterable[Claim]) -> Apart | None:
    """The last time that the sides held different things; `claims` in the order in which they were made."""
    held: dict[str, Claim] = {}
    apart: Apart | None = None
    for claim in claims:
        held[claim.side] = claim
        if len({each.value for each in held.values()}) > 1:
            apart = Apart(tuple(held.values()), 0)
        elif apart is not None and not apart.ended:
            apart = apart._replace(ended=claim.position)
    return apart


def entries_of(state: CaseState, *types: str) -> Iterable[RecordedEvent]:
    """The events of these types that count, as they count."""
    if state.withdrawn or state.corrections:
        counted = (each for _, each in as_they_count(state.entries, state.withdrawn) if each is not None)
        return (each for each in counted if each.type in types)
    return (each for each in state.entries if each.type in types)
