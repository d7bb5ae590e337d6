"""Who is on the case: relations are added and ended, never removed, because the past is evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from domain.case_state import Party, Relation, RelationKind
from domain.events import EventHead

Parties = dict[str, Party]


def relation_of(kind: RelationKind, head: EventHead, **members: Any) -> Relation:
    """A relation that arises with this event."""
    return Relation(kind, head.position, head.version, **members)


def add_relation(parties: Parties, agency: str, relation: Relation) -> Parties:
    """The parties with one relation more."""
    known = parties.get(agency)
    relations = (*known.relations, relation) if known else (relation,)
    return {**parties, agency: Party(agency, relations)}


def add_relations(parties: Parties, agencies: Iterable[str], relation: Relation) -> Parties:
    """The parties with this relation for each of the agencies that does not hold one of its kind already."""
    for agency in agencies:
        if not _holds(parties.get(agency), relation.kind):
            parties = add_relation(parties, agency, relation)
    return parties


def end_relations(parties: Parties, agency: str, ends: Callable[[Relation], bool]) -> Parties:
    """The parties with those relations of the agency ended that `ends` names."""
    known = parties.get(agency)
    if known is None or not any(ends(relation) and not relation.ended for relation in known.relations):
        return parties
    relations = tuple(
        msgspec.structs.replace(relation, ended=True) if ends(relation) else relation
        for relation in known.relations
    )
    return {**parties, agency: Party(agency, relations)}


def _holds(party: Party | None, kind: RelationKind) -> bool:
    return party is not None and any(each.kind == kind and not each.ended for each in party.relations)
