"""The rights of one victim as an agency may know of them: given, missing, not due yet, or not open to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.case_state import CaseState, Restitution
from domain.events import EventHead
from domain.rights.alerts import Alert, alerts_of
from domain.rights.items import (
    COMPANION,
    LPSK,
    RESTITUTION_ASSESSED,
    RESTITUTION_AWARDED,
    RESTITUTION_CLAIMED,
    RESTITUTION_NOTIFIED,
    RESTITUTION_PAID,
    RESTITUTION_REQUESTED,
    RIGHTS_EXPLAINED,
    SERVICES,
    Right,
)
from domain.rights.progress import ProgressNotice, progress_notices
from domain.rights.sight import Sight

MISSING, NOT_YET, NOT_OPEN = "missing", "not_yet", "not_open"


class Standing(NamedTuple):
    """How one right stands. `status`: `missing`, `not_yet` (nothing to give yet), `not_open` (the agency
    would not see it if it were there), else what is on record at `position`. `amount`: rupiah."""

    right: Right
    status: str
    position: int | None = None
    amount: int | None = None


class Retention(NamedTuple):
    """The case is closed, by the event at `position`; its data are kept until that day, if one was named."""

    position: int
    until: date | None


class PersonRights(NamedTuple):
    """All of one victim."""

    person: UUID
    child: bool | None
    rights: tuple[Standing, ...]
    progress: tuple[ProgressNotice, ...]
    alerts: tuple[Alert, ...]
    retention: Retention | None

    def positions(self) -> set[int]:
        """The log positions of the events that it tells of."""
        told = {each.position for each in self.rights if each.position is not None}
        for notice in self.progress:
            told |= {notice.reached_position} | ({notice.position} if notice.position else set())
        for alert in self.alerts:
            told |= set(alert.positions)
        return told | ({self.retention.position} if self.retention else set())


def rights_of(
    seen: CaseState, bare: list[EventHead], person: UUID, sight: Sight, kinds: Mapping[str, str]
) -> PersonRights:
    """What the agency of `sight` may be told of the rights of a person.

    `seen`: the case folded from the events whose bodies it sees; `bare`: those of which it sees the bare row;
    `kinds`: the kind of each agency.
    """
    known = seen.persons.get(person)
    rights = (*_services(seen, person, sight), *_help(seen, person, sight, kinds))
    restitution = _restitution(seen, bare, person, sight)
    return PersonRights(
        person,
        known.child if known else None,
        (*rights, *restitution),
        progress_notices(seen, bare, person, sight),
        alerts_of(seen, bare, person, sight),
        Retention(seen.closed_position, seen.retained_until) if seen.closed else None,
    )


def _services(seen: CaseState, person: UUID, sight: Sight) -> list[Standing]:
    """Each of the six by what was said of it last, by whichever agency gives it."""
    found = []
    for code, right in SERVICES.items():
        given = [each for each in seen.services.values() if each.person == person and each.service == code]
        last = max(given, key=lambda each: max(each.position, each.reviewed, each.ended), default=None)
        if last is None:
            found.append(_absent(right, sight))
        else:
            found.append(Standing(right, last.status, max(last.position, last.ended)))
    return found


def _help(seen: CaseState, person: UUID, sight: Sight, kinds: Mapping[str, str]) -> list[Standing]:
    found = []
    for right in (RIGHTS_EXPLAINED, COMPANION):
        position = _last(seen, right, lambda head: head.person == person)
        found.append(Standing(right, "given", position) if position else _absent(right, sight))
    return [*found, _protection(seen, person, sight, kinds)]


def _protection(seen: CaseState, person: UUID, sight: Sight, kinds: Mapping[str, str]) -> Standing:
    asked = [
        each for each in seen.referrals.values() if each.person == person and kinds.get(each.to) == "lpsk"
    ]
    last = max(asked, key=lambda each: each.position, default=None)
    if last is None:
        return _absent(LPSK, sight)
    return Standing(LPSK, last.status, max(last.position, last.answered, last.returned))


def _restitution(seen: CaseState, bare: list[EventHead], person: UUID, sight: Sight) -> list[Standing]:
    notices = [each for each in seen.restitution_notices if each.person == person]
    due = bool(seen.files) or any(progress_notices(seen, bare, person, sight))
    notified = (
        Standing(RESTITUTION_NOTIFIED, "given", notices[0].position)
        if notices
        else _absent(RESTITUTION_NOTIFIED, sight, due=due)
    )
    requests = [each for each in seen.restitutions.values() if each.person == person]
    if not requests:
        none = Restitution(person)
        return [notified, *_steps(none, sight)]
    return [notified, *(step for each in requests for step in _steps(each, sight))]


def _steps(each: Restitution, sight: Sight) -> list[Standing]:
    asked, awarded = bool(each.requested), bool(each.awarded)
    return [
        _step(RESTITUTION_REQUESTED, each.requested, each.requested_amount, sight, due=False),
        _step(RESTITUTION_ASSESSED, each.assessed_position, each.assessed, sight, due=asked),
        _step(RESTITUTION_CLAIMED, each.claimed_position, each.claimed, sight, due=False),
        _step(RESTITUTION_AWARDED, each.awarded_position, each.awarded, sight, due=False),
        _paid(each, _step(RESTITUTION_PAID, each.paid_position, each.paid, sight, due=awarded)),
    ]


def _paid(each: Restitution, standing: Standing) -> Standing:
    """What was paid and what sales brought; a part payment where something stays owed, by the award or, to
    those who do not see the verdict, by what is said to be left."""
    if standing.status != "given":
        return standing
    received = each.paid + each.asset_sales
    left = bool(each.balance) if each.awarded is None else received < each.awarded
    status = "partly" if left and not each.in_full else "given"
    return standing._replace(status=status, amount=received)


def _step(right: Right, position: int, amount: int | None, sight: Sight, *, due: bool) -> Standing:
    return Standing(right, "given", position, amount) if position else _absent(right, sight, due=due)


def _absent(right: Right, sight: Sight, *, due: bool = True) -> Standing:
    if not sight.sees_all(right.types):
        return Standing(right, NOT_OPEN)
    return Standing(right, MISSING if due else NOT_YET)


def _last(seen: CaseState, right: Right, about: Callable[[EventHead], bool]) -> int | None:
    """The position of the last event of these types about the person that was not taken back."""
    positions = [
        entry.position
        for entry in seen.entries
        if entry.type in right.types and about(entry.head) and (entry.agency, entry.id) not in seen.withdrawn
    ]
    return positions[-1] if positions else None


__all__ = ["PersonRights", "Retention", "Standing", "rights_of"]
