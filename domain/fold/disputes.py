"""Disputes: opened, argued with positions, proposed to end, ended. What is open to experts ends with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, Dispute, PoliceFile, Relation
from domain.catalogue.conference_codes import PositionHeld, PositionSubject
from domain.events import RecordedEvent
from domain.fold.file_views import side_of, with_articles
from domain.fold.parties import end_relations
from domain.fold.steps import Changes, Step, happened
from domain.shapes.conference import DisputeRef, DisputeStatus, Position, Proposal, Turn
from domain.shapes.files import ElementView

_replace = msgspec.structs.replace


def dispute_opened(state: CaseState, event: RecordedEvent) -> Changes:
    """A dispute id names one dispute; a second opening under it changes nothing."""
    data = event.data
    if data.dispute in state.disputes:
        return {}
    dispute = Dispute(
        id=data.dispute,
        ref=_ref(data.discrepancy),
        file=data.file,
        element=data.element,
        opened_by=event.agency,
        parties=data.sides,
        opened_at=event.position,
        events=(event.position,),
        turns=(Turn(event.position, "open"),),
    )
    return {"disputes": {**state.disputes, dispute.id: dispute}}


def position_recorded(state: CaseState, event: RecordedEvent) -> Changes:
    """What a side holds of its file, and an argument in a dispute where it names one."""
    data = event.data
    held = Position(
        position=event.position,
        agency=event.agency,
        on=data.on,
        holds=data.holds,
        file=data.file,
        element=data.element,
        articles=data.articles or (),
        role=data.role,
        ref=_ref(data.discrepancy),
        cites=data.cites,
        legal_basis=data.legal_basis,
    )
    dispute = state.disputes.get(data.dispute)
    members = {"positions": (*dispute.positions, held)} if dispute else {}
    return {**_held_of_file(state, event), **belonging(state, event, data.dispute, **members)}


def outcome_proposed(state: CaseState, event: RecordedEvent) -> Changes:
    """The last proposal stands; what was accepted of an earlier one counts no more."""
    data, dispute = event.data, state.disputes.get(event.data.dispute)
    if dispute is None or dispute.ended:
        return {}
    proposal = Proposal(data.proposal, event.position, event.agency, data.outcome, data.cites)
    proposals, turns = (*dispute.proposals, proposal), _turned(dispute, event, "proposed")
    return belonging(state, event, dispute.id, proposals=proposals, accepted_by=(), turns=turns)


def outcome_accepted(state: CaseState, event: RecordedEvent) -> Changes:
    """Agreed when both sides have accepted the proposal that stands; nobody else counts."""
    dispute = state.disputes.get(event.data.dispute)
    if dispute is None or dispute.ended or event.agency not in dispute.parties:
        return {}
    if dispute.proposal is None or dispute.proposal.id != event.data.proposal:
        return belonging(state, event, dispute.id)
    accepted = tuple(dict.fromkeys((*dispute.accepted_by, event.agency)))
    if set(accepted) == set(dispute.parties):
        return _ended(state, event, dispute, "agreed", accepted_by=accepted)
    return belonging(state, event, dispute.id, accepted_by=accepted)


def dispute_escalated(state: CaseState, event: RecordedEvent) -> Changes:
    """Those above the two offices take it on."""
    dispute = state.disputes.get(event.data.dispute)
    if dispute is None or dispute.ended:
        return {}
    return _ended(state, event, dispute, "escalated", escalated_to=event.data.to)


def dispute_withdrawn(state: CaseState, event: RecordedEvent) -> Changes:
    """Only the office that opened a dispute takes it back."""
    dispute = state.disputes.get(event.data.dispute)
    if dispute is None or dispute.ended or dispute.opened_by != event.agency:
        return {}
    return _ended(state, event, dispute, "withdrawn")


def belonging(state: CaseState, event: RecordedEvent, dispute: UUID | None, **members: Any) -> Changes:
    """The change that puts an event among those of a dispute; a dispute not on record has none.

    A member given as None is left as it was.
    """
    known = state.disputes.get(dispute) if dispute else None
    if known is None:
        return {}
    said = {name: value for name, value in members.items() if value is not None}
    changed = _replace(known, events=(*known.events, event.position), **said)
    return {"disputes": {**state.disputes, known.id: changed}}


def _held_of_file(state: CaseState, event: RecordedEvent) -> Changes:
    """Articles that a side holds to apply, or what it holds of an element; an expert is no side."""
    data = event.data
    opinion = any(engagement.expert == event.agency for engagement in state.engagements)
    if data.file is None or opinion:
        return {}
    file = state.files.get(data.file) or PoliceFile(data.file)
    if data.on == PositionSubject.ARTICLE and data.holds == PositionHeld.MET:
        file = with_articles(file, event)
    elif data.on == PositionSubject.ELEMENT and data.element is not None:
        file = _with_element(file, event)
    return {"files": {**state.files, file.id: file}}


def _with_element(file: PoliceFile, event: RecordedEvent) -> PoliceFile:
    data, at = event.data, happened(event)
    key = str(data.element), side_of(file, event.agency)
    known = file.elements.get(key)
    if known is not None and known.at > at:
        return file
    view = ElementView(data.holds, event.position, event.agency, at, data.cites)
    return _replace(file, elements={**file.elements, key: view})


def _ended(
    state: CaseState, event: RecordedEvent, dispute: Dispute, status: DisputeStatus, **members: Any
) -> Changes:
    """What was opened to the experts of the dispute is closed with it."""
    turns = _turned(dispute, event, status)
    changes = belonging(state, event, dispute.id, turns=turns, ended_at=event.position, **members)
    parties = state.parties
    for engagement in state.engagements:
        if engagement.dispute == dispute.id:
            parties = end_relations(parties, engagement.expert, _since(engagement.position))
    return changes if parties is state.parties else {**changes, "parties": parties}


def _since(position: int) -> Callable[[Relation], bool]:
    return lambda relation: relation.since_position == position


def _turned(dispute: Dispute, event: RecordedEvent, status: DisputeStatus) -> tuple[Turn, ...]:
    return (*dispute.turns, Turn(event.position, status))


def _ref(named: Any) -> DisputeRef | None:
    return DisputeRef(named.kind, named.ref) if named else None


STEPS: dict[str, Step] = {
    "DisputeOpened": dispute_opened,
    "PositionRecorded": position_recorded,
    "DisputeOutcomeProposed": outcome_proposed,
    "DisputeOutcomeAccepted": outcome_accepted,
    "DisputeEscalated": dispute_escalated,
    "DisputeWithdrawn": dispute_withdrawn,
}
