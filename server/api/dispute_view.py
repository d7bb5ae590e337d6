"""A dispute as one agency may see it, put into JSON: folded from the events open to it, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from domain.access import stage_row
from domain.case_state import CaseState, Conference, Dispute, Engagement
from domain.catalogue import REGISTRY
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.events import EventHead, Marks, RecordedEvent
from domain.fold.conference import conference_of
from domain.ids import source_of
from domain.shapes.conference import DisputeRef, Position
from server.answers import mark_names
from server.api.dispute_payloads import (
    Citation,
    CitedElsewhere,
    CitedEvent,
    CitedStage,
    DisputeConference,
    DisputeEnd,
    DisputeEvent,
    DisputeExpert,
    DisputeOpening,
    DisputePosition,
    DisputeSide,
    DisputeView,
    Label,
    NamedDiscrepancy,
)

KINDS: dict[str, DiscrepancyKind] = {kind.value: kind for kind in DiscrepancyKind}


class Told(NamedTuple):
    """What may be told of a dispute: the events open in full with what was disclosed of each, and the heads
    of those cited, with whether the body is open."""

    state: CaseState
    version: int
    events: Sequence[tuple[RecordedEvent, EventHead, Mapping[str, Any]]]
    cited: Mapping[int, tuple[EventHead, bool]]


def dispute_view(dispute: Dispute, told: Told) -> DisputeView:
    """The dispute as JSON has it."""
    heads = {event.position: head for event, head, _ in told.events}
    return DisputeView(
        dispute=dispute.id,
        case=told.state.id,
        version=told.version,
        status=dispute.status,
        file=dispute.file,
        element=dispute.element,
        discrepancy=named_discrepancy(dispute.ref),
        opened=DisputeOpening(
            by=dispute.opened_by,
            at=heads[dispute.opened_at].occurred.isoformat(),
            position=dispute.opened_at,
        ),
        sides=[DisputeSide(agency=side, accepted=side in dispute.accepted_by) for side in dispute.parties],
        positions=[_position(held, told) for held in dispute.positions],
        evidence=sorted(evidence(dispute)),
        experts=[_expert(each) for each in told.state.engagements if each.dispute == dispute.id],
        conference=_conference(told.state, dispute),
        outcome=_outcome(dispute, told),
        escalated_to=dispute.escalated_to,
        ended=dispute.ended_at or None,
        history=[_event(*each) for each in told.events],
    )


def evidence(dispute: Dispute) -> frozenset[int]:
    """The log positions that positions and proposals cite."""
    argued = [position for held in dispute.positions for position in held.cites]
    return frozenset(argued).union(*(proposal.cites for proposal in dispute.proposals))


def named_discrepancy(ref: DisputeRef | None) -> NamedDiscrepancy | None:
    """The discrepancy with its label in both languages; None for a dispute opened by hand."""
    if ref is None:
        return None
    kind = KINDS[ref.kind]
    return NamedDiscrepancy(kind=kind, ref=ref.key, label=_label(kind))


def _position(held: Position, told: Told) -> DisputePosition:
    return DisputePosition(
        position=held.position,
        agency=held.agency,
        on=held.on,
        holds=held.holds,
        file=held.file,
        element=held.element,
        articles=list(held.articles),
        role=held.role,
        discrepancy=named_discrepancy(held.ref),
        legal_basis=list(held.legal_basis),
        cites=_citations(held.cites, told),
    )


def _citations(cites: Iterable[int], told: Told) -> list[Citation]:
    return [_citation(position, told.cited.get(position)) for position in cites]


def _citation(position: int, found: tuple[EventHead, bool] | None) -> Citation:
    if found is None:
        return CitedElsewhere(position=position)
    head, is_body = found
    if not is_body:
        row = stage_row(head)
        return CitedStage(position=position, legal_code=row.code, date=row.on)
    about = REGISTRY[head.type]
    return CitedEvent(
        position=position,
        type=about.type,
        label=_label(about),
        legal_code=about.legal_code,
        source=source_of(head.agency),
        id=head.id,
        time=head.occurred.isoformat(),
    )


def _expert(engaged: Engagement) -> DisputeExpert:
    return DisputeExpert(
        agency=engaged.expert,
        engaged_by=engaged.engaged_by,
        position=engaged.position,
        until=engaged.until,
        conflict_of_interest=engaged.conflict_of_interest,
        qualification=engaged.qualification,
        panel=engaged.panel,
        fields=list(engaged.fields),
        excerpt=sorted(engaged.excerpt),
    )


def _conference(state: CaseState, dispute: Dispute) -> DisputeConference | None:
    found = conference_of(state, dispute.conference)
    if found is None:
        return None
    act = state.joint_acts.get(found.event) if found.event else None
    return DisputeConference(
        conference=found.id,
        form=found.form,
        invited=found.invited_at or None,
        scheduled_for=found.scheduled_for,
        held=found.held_at or None,
        held_on=found.held_on,
        present=_present(found),
        elements_agreed=list(found.elements_agreed),
        elements_open=list(found.elements_open),
        articles_agreed=list(found.articles_agreed),
        outcome=found.outcome,
        decided=found.decided_at or None,
        confirmed=list(act.confirmed) if act else [],
        contested=list(act.contested) if act else [],
        awaited=list(act.awaited) if act else [],
    )


def _present(conference: Conference) -> list[dict[str, str | None]]:
    return [{"role": str(each.role), "agency": each.agency} for each in conference.present]


def _outcome(dispute: Dispute, told: Told) -> DisputeEnd | None:
    proposal = dispute.proposal
    if proposal is None:
        return None
    return DisputeEnd(
        proposal=proposal.id,
        outcome=proposal.outcome,
        by=proposal.agency,
        position=proposal.position,
        cites=_citations(proposal.cites, told),
        accepted_by=list(dispute.accepted_by),
        agreed=dispute.status == "agreed",
    )


def _event(event: RecordedEvent, head: EventHead, disclosed: Mapping[str, Any]) -> DisputeEvent:
    about = event.event_type
    return DisputeEvent(
        position=head.position,
        caseversion=head.version,
        type=about.type,
        label=_label(about),
        legal_code=about.legal_code,
        source=source_of(head.agency),
        id=head.id,
        time=head.occurred.isoformat(),
        recordedat=head.recordedat,
        effectedon=head.effectedon,
        marks=mark_names(Marks(head.marks)),  # type: ignore[arg-type]
        data=msgspec.to_builtins(event.data),
        disclosed=dict(disclosed),
    )


def _label(named: Any) -> Label:
    return {"id": named.label_id, "en": named.label_en}
