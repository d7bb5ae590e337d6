"""Entries taken back and facts corrected: which events of a case count, and as what.

An entry that is taken back, or corrected, stays in the log and in `events` as it was known. What is so in the
case is counted anew from all its entries, without those taken back and with those corrected as corrected: so
it holds for every chapter, whatever the entry had changed (docs/adr/0100).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from domain.case_state import CaseState
from domain.catalogue.identification_codes import DATES, MOMENTS
from domain.events import EventHead, Marks, RecordedEvent
from domain.facts import facts_reader
from domain.fold.parties import Parties
from domain.fold.persons import REGISTERED, VERIFIED, learn_age, update_person
from domain.fold.steps import Changes, Step
from domain.ids import agency_of
from domain.shapes.corrections import Correction, Entry
from domain.shapes.parties import Party, Relation

UNDOES = frozenset({"EntryWithdrawn", "FactCorrected"})
# Grounds as good as a register that was asked: what they show stands against what was merely stated.
_PROOF = frozenset({"register_extract", "persons_papers", "age_examination"})
_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)


def entry_of(head: EventHead) -> Entry:
    """The name of an event within its case: its publisher and its id."""
    return head.agency, head.id


def without_bytes(event: RecordedEvent) -> RecordedEvent:
    """The event as a case keeps it: the signed bytes stay in the log."""
    return msgspec.structs.replace(event, state=b"")


def corrected_entry(event: RecordedEvent) -> Entry:
    """The entry that a FactCorrected points at."""
    return agency_of(event.data.event_source), event.data.event_id


def head_undone(state: CaseState, head: EventHead) -> EventHead | None:
    """The head of the entry that an event of UNDOES takes back or corrects; None where none is on record."""
    undoing = next(each for each in state.entries if each.position == head.position)
    own = undoing.type == "EntryWithdrawn"
    entry = (undoing.agency, undoing.data.event_id) if own else corrected_entry(undoing)
    return next((each for each in state.events if entry_of(each) == entry), None)


def withdrawn_entries(entries: Iterable[RecordedEvent]) -> frozenset[Entry]:
    """The entries that their own publishers took back. The one that opened the case is none of them: a case
    opened in error is closed. Nor is one recorded after: only what is on record can be taken back."""
    known: dict[Entry, RecordedEvent] = {}
    undone: set[Entry] = set()
    for each in entries:
        if each.type == "EntryWithdrawn":
            entry = known.get((each.agency, each.data.event_id))
            if entry is not None and entry.version != 1:
                undone.add(entry_of(entry.head))
        else:
            known[entry_of(each.head)] = each
    return frozenset(undone)


def corrections_of(entries: Iterable[RecordedEvent], withdrawn: frozenset[Entry]) -> tuple[Correction, ...]:
    """The corrections that were not themselves taken back, in the order of recording."""
    return tuple(
        Correction(
            corrected_entry(each),
            entry_of(each.head),
            each.position,
            tuple(str(field) for field in each.data.fields),
            each.data.person,
        )
        for each in entries
        if each.type == "FactCorrected" and entry_of(each.head) not in withdrawn
    )


def as_they_count(
    entries: tuple[RecordedEvent, ...], withdrawn: frozenset[Entry]
) -> Iterator[tuple[RecordedEvent, RecordedEvent | None]]:
    """Each entry as recorded, and as it counts: None for one taken back."""
    said: dict[Entry, list[RecordedEvent]] = {}
    for each in entries:
        if each.type == "FactCorrected" and entry_of(each.head) not in withdrawn:
            said.setdefault(corrected_entry(each), []).append(each)
    for each in entries:
        key = entry_of(each.head)
        later = [one for one in said.get(key, ()) if one.version > each.version]
        yield each, None if key in withdrawn else _corrected(each, later)


def heads_that_count(state: CaseState) -> tuple[EventHead, ...]:
    """The heads of the events that count, with times and facts as corrected: what clocks are read off."""
    if not state.withdrawn and not state.corrections:
        return state.events
    return tuple(
        counted.head for _, counted in as_they_count(state.entries, state.withdrawn) if counted is not None
    )


def places_kept(before: Parties, after: Parties) -> Parties:
    """The parties counted anew; a relation that rested on an entry taken back stays named, as ended."""
    kept = dict(after)
    for agency, party in before.items():
        now = {_place(each): each for each in after[agency].relations} if agency in after else {}
        ended = [each for each in party.relations if _place(each) not in now]
        if ended:
            over = tuple(msgspec.structs.replace(each, ended=True) for each in ended)
            kept[agency] = Party(agency, (*now.values(), *over))
    return kept


def fact_corrected(state: CaseState, event: RecordedEvent) -> Changes:
    """Who corrects the age of a person also states it: UU 21/2007 art 17 hangs on it (Sc-8)."""
    if event.data.person is None:
        return {}
    rank = VERIFIED if event.data.reason in _PROOF else REGISTERED
    return update_person(state, learn_age(state.persons.get(event.data.person), event, rank))


def _corrected(entry: RecordedEvent, said: Iterable[RecordedEvent]) -> RecordedEvent:
    for correction in said:
        entry = _as_corrected(entry, correction.data)
    return entry


def _as_corrected(entry: RecordedEvent, said: Any) -> RecordedEvent:
    members = {
        name: value
        for name, value in ((str(field), _value(said, str(field))) for field in said.fields)
        if hasattr(entry.data, name) and (value is not None or not entry.event_type.fields[name].required)
    }
    data = msgspec.structs.replace(entry.data, **members)
    head = _at(entry.head, said) if "time" in said.fields and said.time is not None else entry.head
    read = facts_reader(entry.event_type)
    return msgspec.structs.replace(entry, data=data, head=head._replace(facts=read(data) if read else None))


def _value(said: Any, field: str) -> Any:
    if field in MOMENTS:
        return said.time
    return said.date if field in DATES else getattr(said, field, None)


def _at(head: EventHead, said: Any) -> EventHead:
    return head._replace(occurred=said.time, marks=head.marks & ~_CLOCK_SUSPECT)


def _place(relation: Relation) -> tuple[Any, ...]:
    return relation.kind, relation.since_position, relation.referral


STEPS: dict[str, Step] = {"FactCorrected": fact_corrected}
