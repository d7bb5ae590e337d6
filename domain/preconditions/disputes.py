"""Disputes: between whom they are, who may propose, accept, carry further or take back; and experts."""

from __future__ import annotations

from collections.abc import Callable

from domain.access import OVERSIGHT
from domain.catalogue.agencies import AgencyKind
from domain.catalogue.conference.disputes import SECRETARIAT, SIDES
from domain.catalogue.conference_codes import PositionHeld, PositionSubject
from domain.command import Command
from domain.fold.experts import is_engaged
from domain.guards import RELATIONS_NEEDED, Guard
from domain.problems import Refusal, refuse
from domain.shapes.conference import Dispute

# What a position on each subject must name.
NAMED_BY_SUBJECT = {
    PositionSubject.FILE: "file",
    PositionSubject.ELEMENT: "element",
    PositionSubject.ARTICLE: "articles",
    PositionSubject.DISCREPANCY: "discrepancy",
}
OF_A_DISCREPANCY = frozenset({PositionHeld.MAINTAINED, PositionHeld.CONCEDED})


def requires_two_sides(command: Command) -> Refusal | None:
    """A dispute is between two offices of police and prosecutor; one of them or the secretariat opens it."""
    data, state = command.data, command.state
    if state is not None and data.dispute in state.disputes:
        return refuse("precondition", "The id of a dispute is used for one dispute only.", "data.dispute")
    kinds = {command.directory.kind_of(side) for side in data.sides}
    if len(set(data.sides)) < len(data.sides) or not kinds <= set(SIDES):
        rule = "The sides of a dispute are two registered offices of police or prosecutor."
        return refuse("invalid_field", rule, "data.sides")
    if command.agency in data.sides or command.kind in SECRETARIAT:
        return None
    rule = "A dispute is opened by one of its sides or by the secretariat."
    return refuse("authority_missing", rule, "data.sides")


def requires_what_the_position_is_on(command: Command) -> Refusal | None:
    """A position names the file, element, articles or discrepancy that it says it is about; an expert gives
    an opinion once it is engaged, with no conflict of interest stated."""
    name = NAMED_BY_SUBJECT[command.data.on]
    if getattr(command.data, name) is None:
        rule = "A position names what it is about: file, element, articles or discrepancy."
        return refuse("missing_field", rule, f"data.{name}")
    if (command.data.on == PositionSubject.DISCREPANCY) != (command.data.holds in OF_A_DISCREPANCY):
        rule = "A record is maintained or conceded; a file, element or article is met, partly or not."
        return refuse("invalid_field", rule, "data.holds")
    state = command.state
    if command.kind == AgencyKind.EXPERT and not (state and is_engaged(state, command.agency)):
        rule = "An expert gives an opinion once it is engaged without a conflict of interest."
        return refuse("authority_missing", rule, "type")
    return None


def requires_part_in_the_dispute(command: Command) -> Refusal | None:
    """An outcome is proposed by a side, by the secretariat, or by the expert engaged for the dispute."""
    return _requires(command, lambda dispute: _is_secretariat(command) or _argues(command, dispute))


def requires_side_of_the_dispute(command: Command) -> Refusal | None:
    """An outcome binds the two sides, so nobody else accepts it."""
    return _requires(command, lambda dispute: command.agency in dispute.parties)


def requires_side_or_secretariat(command: Command) -> Refusal | None:
    """A dispute is carried further by a side or by the secretariat."""
    return _requires(command, lambda dispute: _is_secretariat(command) or command.agency in dispute.parties)


def requires_opener_of_the_dispute(command: Command) -> Refusal | None:
    """A dispute is taken back by the office that opened it."""
    return _requires(command, lambda dispute: dispute.opened_by == command.agency)


def requires_new_proposal(command: Command) -> Refusal | None:
    """A proposal has an id of its own, so that nobody accepts one and finds another; an ended dispute takes
    none."""
    dispute = _dispute(command)
    if dispute is not None and any(each.id == command.data.proposal for each in dispute.proposals):
        return refuse("precondition", "The id of a proposal is used for one proposal only.", "data.proposal")
    return requires_dispute_that_goes_on(command)


def requires_standing_proposal(command: Command) -> Refusal | None:
    """Only the proposal made last is accepted, and by each side once."""
    dispute = _dispute(command)
    refusal = requires_dispute_that_goes_on(command)
    if refusal is not None or dispute is None:
        return refusal
    if dispute.proposal is None or dispute.proposal.id != command.data.proposal:
        return refuse("precondition", "The proposal that stands is another one.", "data.proposal")
    if command.agency in dispute.accepted_by:
        return refuse("precondition", "This side has accepted the proposal already.", "data.proposal")
    return None


def requires_dispute_that_goes_on(command: Command) -> Refusal | None:
    """What is agreed, escalated or withdrawn has ended; whoever has more to settle opens a new dispute."""
    dispute = _dispute(command)
    if dispute is None or not dispute.ended:
        return None
    return refuse("precondition", "The dispute is agreed, escalated or withdrawn.", "data.dispute")


def requires_place_to_engage_an_expert(command: Command) -> Refusal | None:
    """An expert is engaged by those whose case it is or the secretariat, or answers the invitation to itself
    (KUHAP 2025 art 62(2); reference/domain.md 2.5 no. 25)."""
    if command.kind == AgencyKind.EXPERT:
        return _requires_invitation(command)
    return requires_right_to_open_the_case(command)


def requires_right_to_open_the_case(command: Command) -> Refusal | None:
    """What opens the case to an expert is for those whose case it is, and for the secretariat."""
    needed = RELATIONS_NEEDED["AccessGranted"]
    if command.kind in OVERSIGHT or (command.party is not None and command.party.holds(needed, command.now)):
        return None
    rule = f"A case is opened to an expert by agencies whose relation to it is {', '.join(sorted(needed))}."
    return refuse("authority_missing", rule, "type")


PARTIES: dict[str, Guard] = {
    "DisputeOpened": requires_two_sides,
    "PositionRecorded": requires_what_the_position_is_on,
    "DisputeOutcomeProposed": requires_part_in_the_dispute,
    "DisputeOutcomeAccepted": requires_side_of_the_dispute,
    "DisputeEscalated": requires_side_or_secretariat,
    "DisputeWithdrawn": requires_opener_of_the_dispute,
    "ExpertEngaged": requires_place_to_engage_an_expert,
}


ORDER: dict[str, Guard] = {
    "DisputeOutcomeProposed": requires_new_proposal,
    "DisputeOutcomeAccepted": requires_standing_proposal,
    "DisputeEscalated": requires_dispute_that_goes_on,
    "DisputeWithdrawn": requires_dispute_that_goes_on,
}


def _requires_invitation(command: Command) -> Refusal | None:
    state = command.state
    invited = state is not None and any(
        each.expert == command.agency and each.expert_until is not None and command.now < each.expert_until
        for each in state.conferences
    )
    if invited and command.data.expert == command.agency:
        return None
    rule = "An expert engages itself alone, in answer to an invitation that still stands."
    return refuse("authority_missing", rule, "data.expert")


def _requires(command: Command, holds: Callable[[Dispute], bool]) -> Refusal | None:
    dispute = _dispute(command)
    if dispute is not None and holds(dispute):
        return None
    rule = "No dispute of this id is this agency's to settle."
    return refuse("authority_missing", rule, "data.dispute")


def _argues(command: Command, dispute: Dispute) -> bool:
    expert, state = dispute.expert, command.state
    engaged = expert is not None and state is not None and is_engaged(state, expert.expert)
    return command.agency in dispute.parties or (
        engaged and expert is not None and command.agency == expert.expert
    )


def _is_secretariat(command: Command) -> bool:
    return command.kind in SECRETARIAT


def _dispute(command: Command) -> Dispute | None:
    return command.state.disputes.get(command.data.dispute) if command.state else None
