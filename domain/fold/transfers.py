"""A file passes to another office: the place in the case that goes with it passes once it is acknowledged."""

from __future__ import annotations

from domain.case_state import CaseState, PoliceFile, RelationKind
from domain.events import RecordedEvent
from domain.fold.files import file_changes
from domain.fold.parties import Parties, add_relations, end_relations, relation_of
from domain.fold.steps import Changes, Step

# What rests on having the file; what was referred or granted for a task stands.
BY_JURISDICTION: tuple[RelationKind, ...] = ("owner", "assigned", "statutory")


def jurisdiction_transferred(state: CaseState, event: RecordedEvent) -> Changes:
    """The office that the file goes to is on the case from here on, so that it can acknowledge."""
    data = event.data
    file = state.files.get(data.file) or PoliceFile(data.file)
    relation = relation_of(_kind(file, data.from_agency), event.head)
    changes = file_changes(state, event)
    party = state.parties.get(data.to_agency)
    if event.agency != data.to_agency and (party is None or party.ended):
        changes["parties"] = add_relations(state.parties, (data.to_agency,), relation)
    return changes


def transfer_acknowledged(state: CaseState, event: RecordedEvent) -> Changes:
    """The new office takes the old one's place; the old one keeps it where it has another file of the case.

    An agency always reads its own events (domain/access.py), so those stay open to the old office.
    """
    changes = file_changes(state, event)
    file = state.files.get(event.data.file)
    transfer = file.pending_transfer if file else None
    if file is None or transfer is None or event.agency != transfer.acknowledged_by:
        return changes
    before, after = transfer.from_agency, transfer.to_agency
    keeps = any(
        before in (other.investigated_by, other.prosecutor)
        for other in state.files.values()
        if other.id != file.id
    )
    kinds: tuple[RelationKind, ...] = (_kind(file, before),)
    parties = state.parties
    if not keeps:
        kinds = _jurisdiction_of(parties, before) or kinds
        parties = end_relations(parties, before, lambda relation: relation.kind in BY_JURISDICTION)
    for kind in kinds:
        parties = add_relations(parties, (after,), relation_of(kind, event.head))
    return {**changes, "parties": parties}


def _kind(file: PoliceFile, agency: str) -> RelationKind:
    return "statutory" if agency in file.prosecutors else "assigned"


def _jurisdiction_of(parties: Parties, agency: str) -> tuple[RelationKind, ...]:
    party = parties.get(agency)
    held = {relation.kind for relation in party.relations if not relation.ended} if party else set()
    return tuple(kind for kind in BY_JURISDICTION if kind in held)


STEPS: dict[str, Step] = {
    "JurisdictionTransferred": jurisdiction_transferred,
    "TransferAcknowledged": transfer_acknowledged,
}
