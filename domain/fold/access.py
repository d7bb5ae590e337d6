"""Access granted for a task and time, and its end."""

from __future__ import annotations

from domain.case_state import CaseState, Relation
from domain.catalogue.consent_codes import AccessReason
from domain.events import RecordedEvent
from domain.fold.consent import class_mask
from domain.fold.parties import add_relation, end_relations, relation_of
from domain.fold.steps import Changes, Step


def access_granted(state: CaseState, event: RecordedEvent) -> Changes:
    """A grant opens the case, and the classes named, as far as the matrix leaves them open to a grant; one
    that rests on consent no further than that consent, and no longer (UU 27/2022 arts 9, 40)."""
    data, head = event.data, event.head
    relation = relation_of(
        "granted",
        head,
        reads_from=0 if data.history == "all" else head.position,
        history=data.history,
        until=data.until,
        classes=class_mask(data.classes),
        on_consent=data.reason == AccessReason.CONSENT,
    )
    return {"parties": add_relation(state.parties, data.agency, relation)}


def access_revoked(state: CaseState, event: RecordedEvent) -> Changes:
    """What was granted or shared ends, and what an invitation to a conference holds out; a place in the case
    that rests on law, report or referral stands."""
    return {"parties": end_relations(state.parties, event.data.agency, _is_given)}


def _is_given(relation: Relation) -> bool:
    return relation.kind in ("granted", "shared") or (relation.kind == "offered" and not relation.referral)


STEPS: dict[str, Step] = {"AccessGranted": access_granted, "AccessRevoked": access_revoked}
