"""Consents that are changed, and journeys that rest on what the person wants."""

from __future__ import annotations

from domain.access import binds_child, may_be_child
from domain.case_state import CaseState, Consent
from domain.command import Command
from domain.guards import Guard
from domain.problems import Refusal, refuse

REPATRIATION = "repatriation"


def requires_standing_consent(command: Command) -> Refusal | None:
    """A consent is widened or narrowed while it stands; withdrawn or expired it is given anew (UU 27/2022
    arts 20-24: what is done with a person's data needs a consent that can be shown)."""
    data, at = command.data, command.proposed.occurred
    consents = command.state.consents if command.state else ()
    for consent in consents:
        if consent.person == data.person and data.consent_id in (None, consent.id) and consent.stands(at):
            return None
    rule = "The person has no consent of this number that stands; a new one is given with ConsentGranted."
    return refuse("precondition", rule, "data.consent_id")


def requires_voluntariness(command: Command) -> Refusal | None:
    """Nobody is sent home without a record that the person truly wants it: a consent to repatriation that
    stands, for a child a guardian's with the child's assent, and no refusal since (UU 21/2007 art 51
    elucidation; UU 27/2022 art 25)."""
    state, person = command.state, command.data.person
    consents = state.consents if state else ()
    if state is not None and any(
        consent.person == person
        and REPATRIATION in consent.purposes
        and consent.stands(command.proposed.occurred)
        and (not may_be_child(state, person) or binds_child(state, consent))
        and not _refused_since(state, consent)
        for consent in consents
    ):
        return None
    rule = "A record says that the person wants to return: a consent to repatriation that stands."
    return refuse("precondition", rule, "data.person")


def _refused_since(state: CaseState, consent: Consent) -> bool:
    given = max(consent.position, consent.changed)
    return any(
        service.person == consent.person
        and service.service == REPATRIATION
        and service.status == "refused"
        and service.ended > given
        for service in state.services.values()
    )


ORDER: dict[str, Guard] = {
    "ConsentScopeChanged": requires_standing_consent,
    "RepatriationLegDeparted": requires_voluntariness,
}
