"""What the erasure of a person's data reaches: which classes of which events of a case. Pure.

Data that an event tells of the person it names are sealed under keys of that person and go with them. Text
that may name several people has a key of its event, so the texts of all events that name the person go, and
what those events tell of others stays (reference/evidence.md 3.2). All else is sealed under keys of the case:
it goes where the case has no other person, and stays where it would take others' data along.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent

ABOUT_ANY_PERSON = DataClass.HEALTH | DataClass.PSYCHOSOCIAL | DataClass.LOCATION
_ABOUT = {
    "person": ABOUT_ANY_PERSON | DataClass.VICTIM_IDENTITY,
    "suspect": ABOUT_ANY_PERSON | DataClass.SUSPECT_IDENTITY,
}
# What no event tells of the one person it names: it belongs to the case as a whole.
OF_THE_CASE = frozenset({"reporter_identity", "legal_file", "evidence"})


def about_the_person(person_field: str | None) -> DataClass:
    """The classes that an event tells of the person in its field of this name."""
    if person_field is None:
        return DataClass(0)
    return _ABOUT.get(person_field, ABOUT_ANY_PERSON)


def reached(
    state: CaseState, person: UUID, classes: int, through: int | None, of_the_case: bool | None = None
) -> dict[int, int]:
    """By log position the DataClass mask that an erasure takes from each event, none for one it leaves.

    `through`: the log position up to which it looked (None: all). `of_the_case`: whether the case had no
    other person then, so that what belongs to it as a whole goes too (None: as it is now). What an earlier
    erasure took is not told again.
    """
    alone = is_alone(state, person) if of_the_case is None else of_the_case
    pairs = zip(state.entries, state.events, strict=True)
    found = {
        entry.position: head.classes & classes & _of(entry, person, alone=alone)
        for entry, head in pairs
        if through is None or entry.position <= through
    }
    return {position: mask for position, mask in found.items() if mask}


def is_alone(state: CaseState, person: UUID) -> bool:
    """Whether the case has no other victim: then what belongs to the case belongs to nobody else."""
    return set(state.persons) <= {person}


def names(value: Any, person: UUID) -> bool:
    """Whether a value of an event's data names the person anywhere."""
    if isinstance(value, UUID):
        return value == person
    if isinstance(value, msgspec.Struct):
        return _any_names(msgspec.structs.astuple(value), person)
    return isinstance(value, tuple | list) and _any_names(value, person)


def _any_names(values: Iterable[Any], person: UUID) -> bool:
    return any(names(each, person) for each in values)


def _of(entry: RecordedEvent, person: UUID, *, alone: bool) -> int:
    """The classes of an event that are the person's to erase."""
    mask = 0
    own = int(about_the_person(entry.event_type.person_field)) if entry.person is not None else 0
    if entry.person == person:
        mask |= own
    if names(entry.data, person) or (alone and entry.person is None):
        mask |= int(DataClass.NARRATIVE)
    if alone:
        mask |= ~own & ~int(DataClass.NARRATIVE)
    return mask
