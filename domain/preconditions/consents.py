"""Consents, who may say that one was given to itself, and journeys that rest on what the person wants."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.case_state import CaseState, Consent
from domain.catalogue.consent_codes import AccessReason
from domain.command import Command
from domain.consents import binds_child, may_be_child
from domain.fold.consent import ANY_GUARDIAN, blocked_after
from domain.guards import Guard
from domain.problems import Refusal, refuse

REPATRIATION = "repatriation"
# Whose task the victim's plan is, with consent and referral, while no manager is named (domain.md 3.1).
MANAGES_CASES = "uptdppa"


def requires_another_to_say_what_one_receives(command: Command) -> Refusal | None:
    """A consent opens the data of others to its recipients, so nobody but the manager of the case records one
    to itself (UU 27/2022 art 24: who processes shows proof of consent; reference/domain.md 3.1, 3.2)."""
    if _manages(command) or not {command.agency, command.kind} & set(command.data.recipients):
        return None
    return _said_of_oneself("data.recipients")


def requires_another_to_widen_what_one_receives(command: Command) -> Refusal | None:
    """Nor is a consent widened by one of its recipients: in purpose, class, time, or to itself."""
    data, mine = command.data, {command.agency, command.kind}
    if _manages(command):
        return None
    if mine & set(data.added_recipients):
        return _said_of_oneself("data.added_recipients")
    widened = data.added_purposes or data.added_classes or data.expires is not None
    if widened and _reads_by_them(command):
        return _said_of_oneself("data.consent_id")
    guardian = data.guardian_relation
    if any(mine & each.recipients and guardian not in (None, each.guardian) for each in _changed(command)):
        return _said_of_oneself("data.guardian_relation")
    return None


def requires_another_to_say_that_the_child_agrees(command: Command) -> Refusal | None:
    """Without the child's assent a guardian's consent opens nothing (UU 27/2022 art 25), so that the child
    agrees is said by no recipient of it."""
    if _manages(command) or not _reads_by_them(command):
        return None
    return _said_of_oneself("data.person")


def requires_another_to_free_a_guardian(command: Command) -> Refusal | None:
    """Nor does a recipient free the guardian on whose word it would read (UU 31/2014 art 29A); that one is in
    conflict anybody may say."""
    data = command.data
    person = command.state.persons.get(data.person) if command.state else None
    before = person.blocked_guardians if person else frozenset[str]()
    freed = before - blocked_after(before, data)
    mine = {command.agency, command.kind}
    if _manages(command) or not any(
        mine & each.recipients and (each.guardian in freed or ANY_GUARDIAN in freed)
        for each in _of_person(command, data.person)
    ):
        return None
    return _said_of_oneself("data.conflict")


def requires_consent_to_rest_on(command: Command) -> Refusal | None:
    """Access that is given because a person agreed rests on a consent on record, which names the agency and
    stands: with it that access ends (UU 27/2022 arts 20-24, 40)."""
    data, at = command.data, command.proposed.occurred
    named = {data.agency, command.directory.kind_of(data.agency)}
    consents = command.state.consents if command.state else ()
    if data.reason != AccessReason.CONSENT:
        return None
    if any(named & each.recipients and each.stands(at) for each in consents):
        return None
    rule = "No consent that names the agency stands in this case; access by consent rests on one."
    return refuse("precondition", rule, "data.reason")


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


def _manages(command: Command) -> bool:
    manager = command.state.case_manager if command.state else None
    return command.agency == manager if manager else command.kind == MANAGES_CASES


def _reads_by_them(command: Command) -> bool:
    """Whether the publisher is a recipient of a consent that the event is about."""
    return any({command.agency, command.kind} & each.recipients for each in _changed(command))


def _changed(command: Command) -> Iterator[Consent]:
    """The consents that an event is about: of its person, of the number it names or all."""
    data = command.data
    return (each for each in _of_person(command, data.person) if data.consent_id in (None, each.id))


def _of_person(command: Command, person: UUID) -> Iterator[Consent]:
    consents = command.state.consents if command.state else ()
    return (each for each in consents if each.person == person)


def _said_of_oneself(field: str) -> Refusal:
    rule = (
        "A consent that names its publisher as a recipient, and what makes it hold, is recorded by the"
        " manager of the case."
    )
    return refuse("authority_missing", rule, field)


def _refused_since(state: CaseState, consent: Consent) -> bool:
    given = max(consent.position, consent.changed)
    return any(
        service.person == consent.person
        and service.service == REPATRIATION
        and service.status == "refused"
        and service.ended > given
        for service in state.services.values()
    )


PARTIES: dict[str, Guard] = {
    "AccessGranted": requires_consent_to_rest_on,
    "ConsentGranted": requires_another_to_say_what_one_receives,
    "ConsentScopeChanged": requires_another_to_widen_what_one_receives,
    "AssentGranted": requires_another_to_say_that_the_child_agrees,
    "GuardianConflictChecked": requires_another_to_free_a_guardian,
}
ORDER: dict[str, Guard] = {
    "ConsentScopeChanged": requires_standing_consent,
    "RepatriationLegDeparted": requires_voluntariness,
}
