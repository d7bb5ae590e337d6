"""What a case says of its parties, persons, services and files, each fact with the event it comes from."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.case_state import CaseState
from domain.catalogue.fields import DataClass

Things = Mapping[Any, Any]
_NOTHING_SAID: tuple[Any, ...] = (None, False, 0, (), frozenset(), {})


class Group(NamedTuple):
    """Things of one sort in a case: where the state keeps them, by what key, and what is told of each."""

    name: str
    things: Callable[[CaseState], Things]
    fields: tuple[str, ...]


def _by_event(member: str) -> Callable[[CaseState], Things]:
    return lambda state: {thing.event: thing for thing in getattr(state, member)}


GROUPS = (
    Group(
        "case",
        lambda state: {state.id: state},
        (
            *("closed", "closed_at", "closure_reason", "retained_until", "case_manager"),
            *("reporter_confidential", "suspects", "withdrawn"),
        ),
    ),
    Group(
        "parties",
        lambda state: state.parties,
        ("agency", "relation", "history", "since_position", "until", "classes", "ended"),
    ),
    Group(
        "persons",
        lambda state: state.persons,
        (
            *("id", "child", "age_band", "sex", "assent", "blocked_guardians", "identity_verified", "status"),
            *("status_at", "decided_by", "urgency", "interviews", "in_shelter", "statuses"),
            *("interviews_held", "companions", "rights_explained", "notices", "remote_statement"),
            *("departure", "country", "located", "travel_document", "legs", "family_safety", "placement"),
            *("reintegration_planned", "visits"),
        ),
    ),
    Group(
        "services",
        lambda state: state.services,
        ("service", "person", "agency", "status", "reviews"),
    ),
    Group(
        "referrals",
        lambda state: state.referrals,
        (
            *("id", "offered_by", "to", "service", "person", "history", "status", "urgency", "reason"),
            *("awaits", "answered_at"),
        ),
    ),
    Group(
        "files",
        lambda state: state.files,
        (
            *("id", "investigated_by", "ordered_on", "articles", "prosecutor", "court", "submissions"),
            *("receipts", "returns", "resubmissions", "restitution_awarded", "stage", "stage_at"),
        ),
    ),
    Group(
        "consents",
        _by_event("consents"),
        (
            *("event", "id", "person", "purposes", "recipients", "classes", "granted_classes", "guardian"),
            *("expires", "ends", "withdrawn"),
        ),
    ),
    Group("reports", _by_event("reports"), ("event", "routed_to", "taken_up")),
    Group(
        "joint_acts",
        lambda state: state.joint_acts,
        ("event", "type", "agency", "named", "confirmed", "contested", "settled"),
    ),
    Group(
        "corrections",
        lambda state: {correction.by: correction for correction in state.corrections},
        ("of", "by", "fields", "person"),
    ),
)


class Sources:
    """Which event each fact comes from: the last that changed it."""

    def __init__(self) -> None:
        self._positions: dict[tuple[str, Any], dict[str, int]] = {}

    def note(self, before: CaseState | None, after: CaseState, position: int) -> None:
        """Takes in what one event changed."""
        for group in GROUPS:
            known = group.things(before) if before else {}
            for key, thing in group.things(after).items():
                old = known.get(key)
                if old is not thing:
                    changed = _changed(group, old, thing)
                    self._positions.setdefault((group.name, key), {}).update(dict.fromkeys(changed, position))

    def told(self, group: Group, state: CaseState) -> list[dict[str, Any]]:
        """Every thing of a group: its fields, and under `positions` the log position each comes from."""
        return [
            {name: plain(name, getattr(thing, name)) for name in group.fields}
            | {"positions": self._positions.get((group.name, key), {})}
            for key, thing in group.things(state).items()
        ]


def plain(name: str, value: Any) -> Any:
    """A value as JSON has it: sets sorted, masks of data classes by their names, an event as agency/id."""
    if name in ("classes", "granted_classes"):
        return list(DataClass(value).names()) if value else []
    if name in ("event", "of", "by"):
        return "/".join(value)
    if isinstance(value, frozenset):
        return sorted("/".join(each) if isinstance(each, tuple) else each for each in value)
    if isinstance(value, dict):
        return {key: plain("", each) for key, each in value.items()}
    if hasattr(value, "_asdict"):
        return {key: plain("", each) for key, each in value._asdict().items()}
    if isinstance(value, tuple):
        return [plain("", each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | str) else value


def _changed(group: Group, old: Any, new: Any) -> list[str]:
    """The fields that say something else than before; of a new thing, those that say anything at all."""
    if old is None:
        return [name for name in group.fields if getattr(new, name) not in _NOTHING_SAID]
    return [name for name in group.fields if getattr(old, name) != getattr(new, name)]
