"""Restitution from the notice of the right to the last rupiah, per victim and per file.

No step presupposes another: LPSK may assess what was asked for outside the log. What is paid is added up,
never subtracted from what somebody says is left: both stand, and where they differ both are shown.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from domain.case_state import CaseState, Proceedings, Restitution
from domain.events import RecordedEvent
from domain.fold.steps import Changes, Step
from domain.fold.verdicts import Restitutions, as_awarded, as_requested, of_verdicts_alone
from domain.shapes.court import RightsNotice, Seizure


def rights_notified(state: CaseState, event: RecordedEvent) -> Changes:
    """Told once is told; each notice is kept with who gave it."""
    data = event.data
    notice = RightsNotice(data.person, event.agency, data.told, event.position)
    return {"restitution_notices": (*state.restitution_notices, notice)}


def requested(state: CaseState, event: RecordedEvent) -> Changes:
    """A request opens the restitution of its id."""
    data = event.data
    return _changed(
        state,
        event,
        request=(event.agency, event.id),
        requested=event.position,
        requested_amount=data.amount,
    )


def checked(state: CaseState, event: RecordedEvent) -> Changes:
    """What the last check found."""
    data = event.data
    return _changed(state, event, checked=event.position, complete=data.complete, lacks=data.lacks)


def completed(state: CaseState, event: RecordedEvent) -> Changes:
    """The claimant says that nothing is lacking any more."""
    return _changed(state, event, completed=event.position)


def assessed(state: CaseState, event: RecordedEvent) -> Changes:
    """LPSK's figure."""
    return _changed(state, event, assessed=event.data.amount, assessed_position=event.position)


def claimed(state: CaseState, event: RecordedEvent) -> Changes:
    """What the prosecutor claims for each victim."""
    restitutions: Restitutions = dict(state.restitutions)
    for each in event.data.claims:
        found = each.restitution or _of_person(state, each.person)
        if found is not None:
            known = restitutions.get(found) or Restitution(found, person=each.person)
            restitutions[found] = msgspec.structs.replace(
                known, file=event.data.file, claimed=each.amount, claimed_position=event.position
            )
    return {"restitutions": restitutions}


def asset_seized(state: CaseState, event: RecordedEvent) -> Changes:
    """Property is held from here on."""
    data = event.data
    seizure = Seizure(data.file, data.asset, data.kind, data.estimate, data.seized_on, event.position)
    return {"seizures": (*state.seizures, seizure)}


def paid(state: CaseState, event: RecordedEvent) -> Changes:
    """Payments add up, for the file and for the victim where one is named."""
    data = event.data
    done = {"paid_in_full": event.position} if data.in_full else {}
    changes = _file(state, event, paid=data.amount, **done)
    known = _named(state, event)
    if known is None:
        return changes
    known = msgspec.structs.replace(
        known,
        paid=known.paid + data.amount,
        paid_position=event.position,
        balance=data.balance if data.balance is not None else known.balance,
        in_full=known.in_full or data.in_full,
    )
    return {**changes, **_put(state, known)}


def defaulted(state: CaseState, event: RecordedEvent) -> Changes:
    """Something is owed after its time."""
    changes, known = _file(state, event, defaulted=event.position), _named(state, event)
    if known is None:
        return changes
    known = msgspec.structs.replace(known, defaulted=event.position, balance=event.data.balance)
    return {**changes, **_put(state, known)}


def asset_auctioned(state: CaseState, event: RecordedEvent) -> Changes:
    """The proceeds of sales add up."""
    data = event.data
    changes, known = _file(state, event, auctioned=data.proceeds), _named(state, event)
    if known is None:
        return changes
    sales = {"asset_sales": known.asset_sales + data.proceeds}
    balance = data.balance if data.balance is not None else known.balance
    return {**changes, **_put(state, msgspec.structs.replace(known, balance=balance, **sales))}


def substitute_imposed(state: CaseState, event: RecordedEvent) -> Changes:
    """Confinement takes the place of what is left."""
    data = event.data
    changes = _file(
        state, event, substitute_months=data.months, substitute_imposed=event.position, balance=data.remainder
    )
    known = _named(state, event)
    if known is None:
        return changes
    known = msgspec.structs.replace(
        known, substituted=data.months, substituted_position=event.position, balance=data.remainder
    )
    return {**changes, **_put(state, known)}


def put_proceedings(state: CaseState, known: Proceedings) -> Changes:
    """The change that puts the file before the courts."""
    return {"proceedings": {**state.proceedings, known.file: known}}


def _changed(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    data = event.data
    known = state.restitutions.get(data.restitution)
    if known is None or of_verdicts_alone(known):  # whose request it is, the request says
        known = Restitution(data.restitution)
    known = msgspec.structs.replace(known, person=known.person or data.person, **members)
    changes = _put(state, known)
    return _awarded_before(state, changes["restitutions"]) if state.proceedings else changes


def _awarded_before(state: CaseState, known: Restitutions) -> Changes:
    """What courts gave the victim without naming a request, in verdicts that were recorded before it."""
    proceedings = as_requested(known, state.proceedings)
    return {"proceedings": proceedings, "restitutions": as_awarded(known, proceedings)}


def _named(state: CaseState, event: RecordedEvent) -> Restitution | None:
    """The restitution that a step names, itself or by its victim."""
    data = event.data
    found = data.restitution or _of_person(state, getattr(data, "victim", None))
    if found is None:
        return None
    known = state.restitutions.get(found) or Restitution(found, person=getattr(data, "victim", None))
    return msgspec.structs.replace(known, file=known.file or data.file)


def _of_person(state: CaseState, person: UUID | None) -> UUID | None:
    """The request of a victim who has made one only."""
    found = [each.id for each in state.restitutions.values() if person is not None and each.person == person]
    return found[0] if len(found) == 1 else None


def _file(state: CaseState, event: RecordedEvent, **members: Any) -> Changes:
    """The file before the courts: payments and proceeds are added, everything else is what was said last."""
    known = state.proceedings.get(event.data.file) or Proceedings(event.data.file)
    for sum_of in ("paid", "auctioned"):
        if sum_of in members:
            members[sum_of] += getattr(known, sum_of)
    balance = getattr(event.data, "balance", None)
    if balance is not None:
        members.setdefault("balance", balance)
    return put_proceedings(state, msgspec.structs.replace(known, **members))


def _put(state: CaseState, known: Restitution) -> Changes:
    return {"restitutions": {**state.restitutions, known.id: known}}


STEPS: dict[str, Step] = {
    "RestitutionRightsNotified": rights_notified,
    "RestitutionRequested": requested,
    "RestitutionRequestChecked": checked,
    "RestitutionRequestCompleted": completed,
    "RestitutionAssessed": assessed,
    "RestitutionClaimed": claimed,
    "AssetSeizedAsSecurity": asset_seized,
    "RestitutionPaid": paid,
    "RestitutionDefaulted": defaulted,
    "AssetAuctioned": asset_auctioned,
    "SubstituteImposed": substitute_imposed,
}
