"""Referrals: who may answer, withdraw or complete which."""

from __future__ import annotations

from typing import Any

from domain.command import Command
from domain.guards import Guard
from domain.problems import Refusal, refuse
from domain.shapes.referrals import Referral


def requires_answer_of_this_agency(command: Command) -> Refusal | None:
    """An offer is answered by the agency it was made to, a return by the one that had offered; a referral
    unknown and one of others answer alike."""
    return _requires_referral(command, lambda referral: command.agency in _answers(referral))


def requires_offer_by_this_agency(command: Command) -> Refusal | None:
    """A referral is withdrawn by the agency that offered it."""
    return _requires_referral(command, lambda referral: referral.offered_by == command.agency)


def requires_referral_to_this_agency(command: Command) -> Refusal | None:
    """A referral is returned by the agency that took it up."""
    return _requires_referral(command, lambda referral: referral.to == command.agency)


def requires_side_of_referral(command: Command) -> Refusal | None:
    """That a referral is done is stated by one of its two sides."""
    return _requires_referral(command, lambda referral: command.agency in (referral.to, referral.offered_by))


def requires_unused_referral_id(command: Command) -> Refusal | None:
    """A referral id names one offer for good."""
    if command.state is None or command.data.referral not in command.state.referrals:
        return None
    return refuse("precondition", "The id of a referral is used for one offer only.", "data.referral")


def requires_standing_offer(command: Command) -> Refusal | None:
    """Only an offer that nobody has answered or withdrawn can be withdrawn."""
    referral = _referral(command)
    if referral is not None and referral.status == "offered":
        return None
    return refuse("precondition", "The referral is not on offer any more.", "data.referral")


def requires_awaited_answer(command: Command) -> Refusal | None:
    """Only an offer or a return that waits for this agency can be answered by it."""
    referral = _referral(command)
    if referral is not None and referral.awaits == command.agency:
        return None
    return refuse("precondition", "The referral waits for no answer of this agency.", "data.referral")


def requires_referral_taken_up(command: Command) -> Refusal | None:
    """Only a referral that was taken up, and has not ended, can be returned."""
    referral = _referral(command)
    if referral is not None and referral.status == "accepted":
        return None
    return refuse("precondition", "The referral is not in this agency's hands.", "data.referral")


PARTIES: dict[str, Guard] = {
    "ReferralAccepted": requires_answer_of_this_agency,
    "ReferralDeclined": requires_answer_of_this_agency,
    "ReferralWithdrawn": requires_offer_by_this_agency,
    "ReferralReturned": requires_referral_to_this_agency,
    "ReferralCompleted": requires_side_of_referral,
    "ReferralOffered": requires_unused_referral_id,
}


ORDER: dict[str, Guard] = {
    "ReferralAccepted": requires_awaited_answer,
    "ReferralDeclined": requires_awaited_answer,
    "ReferralReturned": requires_referral_taken_up,
    "ReferralWithdrawn": requires_standing_offer,
}


def _requires_referral(command: Command, holds: Any) -> Refusal | None:
    referral = _referral(command)
    if referral is not None and holds(referral):
        return None
    rule = "No referral of this id is this agency's to answer, withdraw or complete."
    return refuse("precondition", rule, "data.referral")


def _answers(referral: Referral) -> tuple[str, ...]:
    """Who may ever answer: the agency asked, and after a return the one that had offered."""
    return (referral.to, referral.offered_by) if referral.returned else (referral.to,)


def _referral(command: Command) -> Referral | None:
    return command.state.referrals.get(command.data.referral) if command.state else None
