"""Which events of a case count, and as what, once some were taken back, corrected or erased."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.catalogue import REGISTRY
from tests.server.need_to_know.places import CLASSES, Told

OF_ANYBODY = {"health", "psychosocial", "location"}
OWN = {"person": OF_ANYBODY | {"victim_identity"}, "suspect": OF_ANYBODY | {"suspect_identity"}}


def counting(events: Sequence[Told]) -> list[Told]:
    """Without what its publisher took back, the opening of the case aside; with later corrections made."""
    gone = {
        (each.agency, each.data["event_id"])
        for each in events
        if each.type == "EntryWithdrawn"
        and any(one[3:5] == (each.agency, each.data["event_id"]) and one.version > 1 for one in events)
    }
    left = [each for each in events if (each.agency, each.id) not in gone]
    return [_corrected(each, left) for each in left]


def _corrected(entry: Told, events: Iterable[Told]) -> Told:
    said = {
        name: each.data[name]
        for each in events
        if each.type == "FactCorrected" and each.position > entry.position
        if (each.data["event_id"], each.data["event_source"]) == (entry.id, f"/agencies/{entry.agency}")
        for name in each.data["fields"]
    }
    return entry._replace(data={**entry.data, **said}) if said else entry


def erased(events: Sequence[Told]) -> dict[int, set[str]]:
    """By position the classes whose keys were destroyed: of all on record then, as the case stood then."""
    gone: dict[int, set[str]] = {}
    for shredding in events:
        if shredding.type != "KeyShredded":
            continue
        before = [each for each in events if each.position < shredding.position]
        alone = {each.person for each in counting(before) if _about_a_victim(each)} <= {shredding.person}
        for each in before:
            theirs = _of_the_person(each, shredding.person, alone=alone)
            gone.setdefault(each.position, set()).update(theirs & set(shredding.data["classes"]))
    return gone


def _about_a_victim(event: Told) -> bool:
    return event.person is not None and REGISTRY[event.type].person_field == "person"


def _of_the_person(event: Told, person: str | None, *, alone: bool) -> set[str]:
    """What of an event is the person's: its own of an event about it, the text of one that names it; all that
    is nobody else's where the case has no other victim."""
    own = OWN.get(REGISTRY[event.type].person_field or "", OF_ANYBODY) if event.person else set()
    theirs = set(own) if event.person == person else set[str]()
    if _names(event.data, person) or (alone and event.person is None):
        theirs.add("narrative")
    return theirs | (set(CLASSES) - own - {"narrative"} if alone else set())


def _names(value: Any, person: str | None) -> bool:
    if isinstance(value, dict):
        return any(_names(each, person) for each in value.values())
    return any(_names(each, person) for each in value) if isinstance(value, list) else value == person
