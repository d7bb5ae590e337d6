"""Persons of several cases who look to be one."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.worklist.items import ItemKind, Owed, item

CHECK_DUPLICATE = ItemKind(
    "check_duplicate",
    "Periksa dugaan duplikat: tautkan atau lepaskan",
    "Check the suspected duplicate: link or part",
    ("DuplicateLinked", "DuplicateUnlinked"),
    "UU 27/2022 art 6",
)
KINDS = (CHECK_DUPLICATE,)


def owed(state: CaseState) -> Owed:
    """The stewards named find out, once for all that is suspected in the stream; the answer of one serves."""
    first: dict[str, int] = {}
    for suspicion in state.suspicions:
        if not suspicion.answered:
            for steward in suspicion.stewards:
                first.setdefault(steward, suspicion.position)
    for steward, position in first.items():
        yield steward, item(CHECK_DUPLICATE, state.id, position)
