"""Who owes what a clock waits for: the agency where the case names it, else the kind of agency."""

from __future__ import annotations

from domain.case_state import CaseState
from domain.clocks.acts import Act
from domain.clocks.rows import Row
from domain.facts import fact

_KINDS = {"police": "polres", "prosecutor": "kejari", "court": "pn", "case_manager": "uptdppa"}


def owner_of(row: Row, start: Act, state: CaseState) -> tuple[str | None, str | None]:
    """The agency that owes, None where it is not known, and then its kind.

    A side of the file is who has it now: a clock follows the file, not the office (scenario Sc-9).
    """
    role = row.owner
    if role == "publisher":
        return start.head.agency, None
    if role == "addressee":
        return _addressee(start, state) or start.head.agency, None
    agency = _of_the_case(role, start, state)
    return (agency, None) if agency is not None else (None, _KINDS.get(role, role))


def _of_the_case(role: str, start: Act, state: CaseState) -> str | None:
    if role == "case_manager":
        return state.case_manager
    file = state.files.get(start.head.about) if start.head.about is not None else None
    if file is None:
        return None
    return {"police": file.investigated_by, "prosecutor": file.prosecutor, "court": file.court}.get(role)


def _addressee(start: Act, state: CaseState) -> str | None:
    """To whom the event was sent: of a report the first it was routed to, of a referral the other side."""
    head = start.head
    to = fact(head, "to_agency") or fact(head, "to")
    if isinstance(to, str):
        return to
    routed = fact(head, "routed_to")
    if routed:
        return str(routed[0])
    referral = state.referrals.get(head.about) if head.about is not None else None
    if referral is None:
        return None
    return referral.offered_by if head.agency == referral.to else referral.to
