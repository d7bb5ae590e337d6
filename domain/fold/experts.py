"""Experts: an invitation opens itself alone, an engagement opens an excerpt of the case for a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from domain.case_state import CaseState, Conference, Relation
from domain.catalogue.fields import DataClass
from domain.events import RecordedEvent
from domain.fold.disputes import belonging
from domain.fold.parties import add_relation, end_relations, relation_of
from domain.fold.steps import Changes, Step
from domain.shapes.conference import Engagement

# Cells T of the expert's row in the access matrix: what a grant that ends may open (reference/domain.md 3.2).
OPENED = int(DataClass.LEGAL_FILE | DataClass.EVIDENCE)
EXCERPT = "excerpt"


def invited(state: CaseState, event: RecordedEvent) -> Changes:
    """The expert that an invitation names may see this one event until it would have to be engaged."""
    data, head = event.data, event.head
    if data.expert is None:
        return {}
    offered = relation_of("offered", head, offer=head.position, until=data.expert_until)
    return {"parties": add_relation(state.parties, data.expert, offered)}


def expert_engaged(state: CaseState, event: RecordedEvent) -> Changes:
    """Access for a time; an expert that states a conflict of interest gets none, and keeps none."""
    engagement = engagement_of(state, event)
    changes = belonging(state, event, engagement.dispute, expert=engagement)
    changes["engagements"] = (*state.engagements, engagement)
    parties = end_relations(state.parties, engagement.expert, _is_invitation)
    if engagement.conflict_of_interest:
        parties = end_relations(parties, engagement.expert, _is_engagement)
    else:
        relation = relation_of(
            "granted",
            event.head,
            reads_from=event.position,
            history=EXCERPT,
            until=engagement.until,
            classes=OPENED,
            excerpt=engagement.excerpt,
        )
        parties = add_relation(parties, engagement.expert, relation)
    return changes if parties is state.parties else {**changes, "parties": parties}


def engagement_of(state: CaseState, event: RecordedEvent) -> Engagement:
    """What is opened, and until when.

    An expert that answers an invitation opens no more to itself than the invitation did, and no longer.
    """
    data, head = event.data, event.head
    invitation = invitation_of(state, data.expert)
    dispute, until, named = data.dispute, data.until, frozenset(data.excerpt)
    if head.agency == data.expert:
        dispute = invitation.dispute if invitation else None
        until = _earlier(until, invitation.expert_until if invitation else None)
        named = frozenset()
    return Engagement(
        expert=data.expert,
        engaged_by=head.agency,
        position=head.position,
        until=until,
        excerpt=named | _of_invitation(invitation) | _of_dispute(state, dispute),
        conflict_of_interest=data.conflict_of_interest,
        qualification=data.qualification,
        panel=data.panel,
        fields=data.fields,
        dispute=dispute,
        conference=data.conference or (invitation.id if invitation else None),
    )


def is_engaged(state: CaseState, expert: str) -> bool:
    """Whether this expert was engaged and, as stated last, has no conflict of interest."""
    stated = [each.conflict_of_interest for each in state.engagements if each.expert == expert]
    return bool(stated) and not stated[-1]


def invitation_of(state: CaseState, expert: str) -> Conference | None:
    """The last conference to which this expert was invited, None where it was to none."""
    invited_to = (each for each in state.conferences if each.expert == expert)
    return max(invited_to, key=lambda each: each.invited_at, default=None)


def _earlier(stated: datetime, offered: datetime | None) -> datetime:
    return stated if offered is None else min(stated, offered)


def _of_invitation(invitation: Conference | None) -> frozenset[int]:
    return invitation.excerpt | {invitation.invited_at} if invitation else frozenset()


def _of_dispute(state: CaseState, dispute: UUID | None) -> frozenset[int]:
    known = state.disputes.get(dispute) if dispute else None
    return frozenset(known.events) if known else frozenset()


def _is_invitation(relation: Relation) -> bool:
    return relation.kind == "offered" and relation.referral is None


def _is_engagement(relation: Relation) -> bool:
    return relation.kind == "granted" and relation.history == EXCERPT


STEPS: dict[str, Step] = {"ExpertEngaged": expert_engaged}
