"""Agencies that an event brings into a case: registered, and of the kind the act is addressed to."""

from __future__ import annotations

from collections.abc import Iterator

from domain.command import Command
from domain.problems import Refusal, refuse

# Fields that name another agency, and the kind that agency must be of (None: any that is registered).
NAMED_AGENCIES: dict[str, tuple[str, str | None]] = {
    "AccessGranted": ("agency", None),
    "AccessRevoked": ("agency", None),
    "CaseConferenceHeld": ("with_agencies", None),
    "CaseConferenceInvited": ("invited", None),
    "CaseManagerAssigned": ("agency", None),
    "CaseShared": ("agencies", None),
    "CommitmentMade": ("owner", None),
    "CompanionAssigned": ("agency", None),
    "CoordinationHeld": ("with_agencies", None),
    "CustodyTransferred": ("with_agencies", None),
    "DuplicateSuspected": ("stewards", None),
    "ExpertEngaged": ("expert", "expert"),
    "HandedOver": ("with_agencies", None),
    "InterRegencyCoordinationOpened": ("with_agencies", None),
    "MeetingHeld": ("attended", None),
    "JurisdictionTransferred": ("to_agency", None),
    "ModusAlertIssued": ("to", None),
    "PoliceNotified": ("police", "polres"),
    "PretrialFiled": ("court", "pn"),
    "ReferralOffered": ("to", None),
    "ReintegrationPlanned": ("agencies", None),
    "RepatriationLegArrived": ("from_agency", None),
    "RepatriationLegDeparted": ("to_agency", None),
    "ReportReceived": ("routed_to", None),
    "SentToCourt": ("court", "pn"),
    "SpdpSent": ("prosecutor", "kejari"),
}
NOT_ITSELF = frozenset({"AccessGranted", "AccessRevoked", "CaseShared", "ReferralOffered"})


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


def _names(value: str | tuple[str, ...] | None) -> Iterator[str]:
    yield from (value,) if isinstance(value, str) else value or ()
