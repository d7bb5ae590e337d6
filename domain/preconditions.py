"""What single types presuppose. Only invariants stand here: agencies contradict each other in fact, and a
contradiction is recorded and shown, not refused (DESIGN section 3).

`PARTIES` says who may answer what and holds always. `ORDER` says what must have come before; an act already
done on paper is recorded all the same and marked as conflicting.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.case_state import PoliceFile, Referral
from domain.command import Command
from domain.fold.intake import joint_act_key
from domain.guards import Guard
from domain.problems import Refusal, refuse

# Fields that name another agency, and the kind that agency must be of (None: any that is registered).
NAMED_AGENCIES: dict[str, tuple[str, str | None]] = {
    "AccessGranted": ("agency", None),
    "AccessRevoked": ("agency", None),
    "CaseManagerAssigned": ("agency", None),
    "CoordinationHeld": ("with_agencies", None),
    "HandedOver": ("with_agencies", None),
    "PoliceNotified": ("police", "polres"),
    "ReferralOffered": ("to", None),
    "ReportReceived": ("routed_to", None),
    "SentToCourt": ("court", "pn"),
    "SpdpSent": ("prosecutor", "kejari"),
}
NOT_ITSELF = frozenset({"AccessGranted", "AccessRevoked", "ReferralOffered"})


def requires_known_agencies(command: Command) -> Refusal | None:
    """An agency that an event brings into a case is registered, and of the kind the act is addressed to."""
    field, kind = NAMED_AGENCIES.get(command.type.name, (None, None))
    for agency in _names(getattr(command.data, field)) if field else ():
        found = command.directory.kind_of(agency)
        if found is None or (kind is not None and found != kind):
            of_kind = f" as an agency of kind {kind}" if kind else ""
            return refuse("invalid_field", f"The agency named is registered{of_kind}.", f"data.{field}")
        if agency == command.agency and command.type.name in NOT_ITSELF:
            return refuse("invalid_field", "The agency named is another than the publisher.", f"data.{field}")
    return None


def requires_offer_to_this_agency(command: Command) -> Refusal | None:
    """A referral is answered by the agency it was offered to; one unknown and one of others answer alike."""
    return _requires_referral(command, lambda referral: referral.to == command.agency)


def requires_offer_by_this_agency(command: Command) -> Refusal | None:
    """A referral is withdrawn by the agency that offered it."""
    return _requires_referral(command, lambda referral: referral.offered_by == command.agency)


def requires_side_of_referral(command: Command) -> Refusal | None:
    """That a referral is done is stated by one of its two sides."""
    return _requires_referral(command, lambda referral: command.agency in (referral.to, referral.offered_by))


def requires_named_party(command: Command) -> Refusal | None:
    """A joint act is confirmed or contested by the parties it names alone (DESIGN section 2)."""
    act = command.state.joint_acts.get(joint_act_key(command.data)) if command.state else None
    if act is not None and command.agency in act.named:
        return None
    rule = "Only a party that a joint act names confirms or contests it."
    return refuse("authority_missing", rule, "data.event_id")


def requires_prosecutor_of_the_file(command: Command) -> Refusal | None:
    """The office that the SPDP went to decides on the file (KUHAP 2025 arts 59-61)."""
    file = _file(command)
    if file is None or file.prosecutor in (None, command.agency):
        return None
    rule = "Another prosecutor's office has this file: its SPDP names the office that decides."
    return refuse("authority_missing", rule, "data.file")


def requires_unused_referral_id(command: Command) -> Refusal | None:
    """A referral id names one offer for good."""
    if command.state is None or command.data.referral not in command.state.referrals:
        return None
    return refuse("precondition", "The id of a referral is used for one offer only.", "data.referral")


def requires_standing_offer(command: Command) -> Refusal | None:
    """Only an offer that nobody has answered or withdrawn can be answered or withdrawn."""
    referral = _referral(command)
    if referral is not None and referral.status == "offered":
        return None
    return refuse("precondition", "The referral is not on offer any more.", "data.referral")


def requires_submitted_file(command: Command) -> Refusal | None:
    """A file is returned or declared complete after it was submitted (KUHAP 1981 art 110; 2025 art 61)."""
    file = _file(command)
    if file is None or not (file.submissions or file.receipts):
        return refuse("precondition", "The file has not been submitted to the prosecutor.", "data.file")
    if file.completed_at:
        return refuse("precondition", "The file is declared complete already.", "data.file")
    return None


def requires_closed_case(command: Command) -> Refusal | None:
    """Only a closed case is reopened."""
    if command.state is not None and command.state.closed:
        return None
    return refuse("precondition", "The case is not closed.")


def requires_persons_on_record(command: Command) -> Refusal | None:
    """A link joins at least two persons, each on record in its case."""
    pairs = {(pair.case, pair.person) for pair in command.data.pairs}
    known = (
        (state := command.others.get(pair.case)) is not None and pair.person in state.persons
        for pair in command.data.pairs
    )
    if len(pairs) > 1 and all(known):
        return None
    rule = "A duplicate link joins two or more persons, each on record in the case named."
    return refuse("precondition", rule, "data.pairs")


def requires_linked_persons(command: Command) -> Refusal | None:
    """Only persons that are linked are parted."""
    linked = {pair for group in command.state.links for pair in group} if command.state else set()
    if {(pair.case, pair.person) for pair in command.data.pairs} <= linked:
        return None
    return refuse("precondition", "Only persons linked in this stream are parted.", "data.pairs")


PARTIES: dict[str, Guard] = {
    "ReferralAccepted": requires_offer_to_this_agency,
    "ReferralDeclined": requires_offer_to_this_agency,
    "ReferralWithdrawn": requires_offer_by_this_agency,
    "ReferralCompleted": requires_side_of_referral,
    "ReferralOffered": requires_unused_referral_id,
    "RecordConfirmed": requires_named_party,
    "RecordContested": requires_named_party,
    "FileReturned": requires_prosecutor_of_the_file,
    "FileComplete": requires_prosecutor_of_the_file,
    "DuplicateLinked": requires_persons_on_record,
    "DuplicateUnlinked": requires_linked_persons,
}

ORDER: dict[str, Guard] = {
    "ReferralAccepted": requires_standing_offer,
    "ReferralDeclined": requires_standing_offer,
    "ReferralWithdrawn": requires_standing_offer,
    "FileReturned": requires_submitted_file,
    "FileComplete": requires_submitted_file,
    "CaseReopened": requires_closed_case,
}


def _requires_referral(command: Command, holds: Any) -> Refusal | None:
    referral = _referral(command)
    if referral is not None and holds(referral):
        return None
    rule = "No referral of this id is this agency's to answer, withdraw or complete."
    return refuse("precondition", rule, "data.referral")


def _referral(command: Command) -> Referral | None:
    return command.state.referrals.get(command.data.referral) if command.state else None


def _file(command: Command) -> PoliceFile | None:
    return command.state.files.get(command.data.file) if command.state else None


def _names(value: str | tuple[str, ...]) -> Iterator[str]:
    yield from (value,) if isinstance(value, str) else value
