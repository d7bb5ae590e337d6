"""Referrals: an offer opens itself alone, acceptance opens the case as far as the offer says."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from domain.case_state import CaseState, Referral
from domain.events import RecordedEvent
from domain.fold.parties import Parties, add_relation, add_relations, end_relations, relation_of
from domain.fold.steps import Changes, Step, happened

By = Callable[[Referral], tuple[str, ...]]


def referral_offered(state: CaseState, event: RecordedEvent) -> Changes:
    """A referral id names one offer; a second offer under it changes nothing."""
    data, head = event.data, event.head
    if data.referral in state.referrals:
        return {}
    referral = Referral(
        data.referral,
        head.agency,
        data.to,
        data.service,
        data.person,
        data.history,
        head.position,
        urgency=data.urgency,
        offered_at=happened(event),
        consent=data.consent_id,
    )
    offered = relation_of("offered", head, referral=data.referral, offer=head.position)
    return {
        "referrals": {**state.referrals, data.referral: referral},
        "parties": add_relation(state.parties, data.to, offered),
    }


def referral_accepted(state: CaseState, event: RecordedEvent) -> Changes:
    """Only what waits can be accepted, and only by the agency it waits for: the offer by the one it names, a
    return by the one that had offered."""
    referral, head = state.referrals.get(event.data.referral), event.head
    if referral is None or referral.awaits != head.agency:
        return {}
    answered = _answered(referral, event)
    if referral.status == "returned":
        return _ended(state, answered, "taken_back")
    reads_from = {"all": 0, "from_referral": referral.position}.get(referral.history, head.position)
    relation = relation_of(
        "referred",
        head,
        reads_from=reads_from,
        history=referral.history,
        referral=referral.id,
        offer=referral.position,
    )
    changes = _ended(state, answered, "accepted")
    changes["parties"] = add_relation(changes["parties"], referral.to, relation)
    return changes


def referral_declined(state: CaseState, event: RecordedEvent) -> Changes:
    """The agency asked says no; where a return is declined, the person stays with the one that returned."""
    referral = state.referrals.get(event.data.referral)
    if referral is not None and referral.status == "returned" and referral.awaits == event.agency:
        stays = msgspec.structs.replace(_answered(referral, event), status="accepted")
        return {"referrals": {**state.referrals, referral.id: stays}}
    return _end(state, event, "declined", lambda referral: (referral.to,))


def referral_returned(state: CaseState, event: RecordedEvent) -> Changes:
    """A return waits for the agency that offered; until it accepts, the other stays on the case."""
    referral = state.referrals.get(event.data.referral)
    if referral is None or referral.to != event.agency or referral.status != "accepted":
        return {}
    returned = msgspec.structs.replace(
        referral, status="returned", returned=event.position, reason=event.data.reason
    )
    return {"referrals": {**state.referrals, referral.id: returned}}


def referral_withdrawn(state: CaseState, event: RecordedEvent) -> Changes:
    """The agency that offered takes it back."""
    return _end(state, event, "withdrawn", lambda referral: (referral.offered_by,))


def referral_completed(state: CaseState, event: RecordedEvent) -> Changes:
    """Either side states that it is done."""
    return _end(state, event, "completed", lambda referral: (referral.to, referral.offered_by))


def case_manager_assigned(state: CaseState, event: RecordedEvent) -> Changes:
    """The case manager acts on the case like an agency a report was routed to."""
    agency = event.data.agency
    return {
        "case_manager": agency,
        "parties": add_relations(state.parties, (agency,), relation_of("assigned", event.head)),
    }


def _end(state: CaseState, event: RecordedEvent, status: str, by: By) -> Changes:
    referral = state.referrals.get(event.data.referral)
    if referral is None or event.agency not in by(referral):
        return {}
    return _ended(state, _answered(referral, event), status)


def _answered(referral: Referral, event: RecordedEvent) -> Referral:
    return msgspec.structs.replace(
        referral,
        answered=event.position,
        answered_at=happened(event),
        reason=getattr(event.data, "reason", None) or referral.reason,
    )


def _ended(state: CaseState, referral: Referral, status: str) -> Changes:
    parties: Parties = end_relations(
        state.parties, referral.to, lambda relation: relation.referral == referral.id
    )
    closed = msgspec.structs.replace(referral, status=status)
    return {"referrals": {**state.referrals, referral.id: closed}, "parties": parties}


STEPS: dict[str, Step] = {
    "ReferralOffered": referral_offered,
    "ReferralAccepted": referral_accepted,
    "ReferralDeclined": referral_declined,
    "ReferralReturned": referral_returned,
    "ReferralWithdrawn": referral_withdrawn,
    "ReferralCompleted": referral_completed,
    "CaseManagerAssigned": case_manager_assigned,
}
