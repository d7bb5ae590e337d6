"""Taking back one's own entry, and correcting a fact that an entry states."""

from __future__ import annotations

from domain.access import visible
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.catalogue.identification_codes import DATES, MOMENTS
from domain.command import Command
from domain.events import EventHead
from domain.fold.corrections import UNDOES, Entry, entry_of
from domain.guards import Guard
from domain.ids import agency_of
from domain.matrix import BODY_LEVEL
from domain.preconditions.resting import another_rests_on
from domain.problems import Refusal, refuse

# Who could read what, and what the rules of the deployment produced, is evidence: it is ended by an event of
# its own (AccessRevoked, LegalHoldLifted ...) and never taken back.
NEVER_TAKEN_BACK = frozenset({"privacy", "clockwork"})
# What closes a person's data to others is not opened again by calling it an error: consent is given anew, and
# a later check frees a guardian (UU 27/2022 arts 9, 24; UU 31/2014 art 29A).
PROTECTS = frozenset({"ConsentWithdrawn", "GuardianConflictChecked"})
NARROWS = "ConsentScopeChanged"
# Until when somebody may read is ended by AccessRevoked or given anew, in the open; it is no slip of the pen.
GIVES_SIGHT = frozenset({"CaseShared", "ExpertEngaged"})
ENDS_ONES_PLACE = frozenset({"ReferralCompleted", "ReferralDeclined"})
NOT_ERRORS = PROTECTS | {"EntryWithdrawn"}


def requires_own_entry(command: Command) -> Refusal | None:
    """An agency takes back an entry of its own alone, never the one that opened the case, and nothing that
    says who could read what (DESIGN section 3)."""
    head = _entry(command, (command.agency, command.data.event_id))
    if head is not None and head.version != 1 and head.type not in NOT_ERRORS and _may_be_undone(head):
        return _requires_nothing_closed_by_it(command, head)
    rule = (
        "An agency takes back an entry of its own in this case; not the one that opened it, not an entry"
        " withdrawn, not what protects a person or says who could read."
    )
    return refuse("precondition", rule, "data.event_id")


def requires_nobody_who_rests_on_it(command: Command) -> Refusal | None:
    """What brought another agency into the case, which has acted there since, or what another party has
    confirmed, answered or accepted, is not taken back alone: it is ended by an act of its own (DESIGN
    sections 2, 3)."""
    state, head = command.state, _entry(command, (command.agency, command.data.event_id))
    if state is None or head is None:
        return None
    if not (_acted_on(state, head) or _confirmed(state, head) or another_rests_on(state, head)):
        return None
    rule = "Another agency has acted on the entry: it is ended by an act of its own, not taken back."
    return refuse("precondition", rule, "data.event_id")


def requires_standing_entry_of_its_own(command: Command) -> Refusal | None:
    """An entry is taken back once, and while nobody rests on it."""
    return requires_entry_that_stands(command) or requires_nobody_who_rests_on_it(command)


def requires_entry_with_these_facts(command: Command) -> Refusal | None:
    """A correction names an entry whose body the agency may see, fields of that entry, and its person. Any
    may correct who the person is (UU 27/2022 art 6); when an act took place, its publisher alone."""
    data = command.data
    head = _entry(command, (agency_of(data.event_source), data.event_id))
    if head is None or head.type in UNDOES or not _may_be_undone(head) or not _sees(command, head):
        rule = "A correction points at an entry of this case that the agency may see."
        return refuse("precondition", rule, "data.event_id")
    if head.person is not None and data.person not in (None, head.person):
        return refuse("precondition", "A correction is about the person of the entry.", "data.person")
    if head.type in PROTECTS | {NARROWS} and "time" in data.fields:
        rule = "When a consent was taken back or narrowed, or a guardian checked, is not dated otherwise."
        return refuse("precondition", rule, "data.fields")
    if head.type in GIVES_SIGHT and "until" in data.fields:
        rule = "Until when somebody may read a case is ended or given anew by an act of its own."
        return refuse("precondition", rule, "data.fields")
    stated = {*REGISTRY[head.type].fields, "time"}
    if not stated.issuperset(data.fields) or not _values_named(command).issubset(data.fields):
        rule = "The fields corrected are fields of the entry, and every value given is named among them."
        return refuse("precondition", rule, "data.fields")
    if head.agency != command.agency and any(_is_when(str(field)) for field in data.fields):
        rule = "When an act took place is corrected by the agency that recorded it; others state their own."
        return refuse("authority_missing", rule, "data.fields")
    return None


def requires_entry_that_stands(command: Command) -> Refusal | None:
    """What was taken back is neither taken back again nor corrected."""
    data = command.data
    own = command.type.name == "EntryWithdrawn"
    entry = (command.agency, data.event_id) if own else (agency_of(data.event_source), data.event_id)
    if command.state is None or entry not in command.state.withdrawn:
        return None
    return refuse("precondition", "The entry was taken back already.", "data.event_id")


def _requires_nothing_closed_by_it(command: Command, head: EventHead) -> Refusal | None:
    if head.type == NARROWS and _narrows(command, head):
        rule = "What was taken out of a consent is given anew, not put back as an error."
        return refuse("precondition", rule, "data.event_id")
    if head.type in ENDS_ONES_PLACE and _was_referred_to(command, head):
        rule = "Who was referred to and has ended that is referred to anew; the end is not taken back."
        return refuse("precondition", rule, "data.event_id")
    return None


def _was_referred_to(command: Command, head: EventHead) -> bool:
    """Whether the event ended a referral to its own publisher: taken back, it would open the case to it."""
    referrals = command.state.referrals if command.state else {}
    referral = referrals.get(head.about) if head.about else None
    return referral is not None and referral.to == head.agency


def _narrows(command: Command, head: EventHead) -> bool:
    """Whether a change of the scope of consents took something out of them, or set them an end."""
    entries = command.state.entries if command.state else ()
    data = next(each.data for each in entries if each.position == head.position)
    return bool(data.removed_purposes or data.removed_recipients or data.removed_classes or data.expires)


def _entry(command: Command, entry: Entry) -> EventHead | None:
    events = command.state.events if command.state else ()
    return next((head for head in events if entry_of(head) == entry), None)


def _may_be_undone(head: EventHead) -> bool:
    return REGISTRY[head.type].chapter not in NEVER_TAKEN_BACK


def _acted_on(state: CaseState, head: EventHead) -> bool:
    brought = {
        agency
        for agency, party in state.parties.items()
        if agency != head.agency and any(each.since_position == head.position for each in party.relations)
    }
    return any(each.agency in brought and each.position > head.position for each in state.events)


def _confirmed(state: CaseState, head: EventHead) -> bool:
    act = state.joint_acts.get(entry_of(head))
    return act is not None and bool(act.confirmed)


def _sees(command: Command, head: EventHead) -> bool:
    """As it may see the entry now, be it its own; absent and forbidden answer alike."""
    state, kind = command.state, command.kind or ""
    if state is None:
        return False
    return visible(state, command.agency, kind, head, command.matrix, command.now).level == BODY_LEVEL


def _is_when(field: str) -> bool:
    return field == "time" or field in DATES or field in MOMENTS


def _values_named(command: Command) -> frozenset[str]:
    """The values that the correction gives in the clear, by the names of their fields."""
    data = command.data
    given = {name for name in _VALUES if getattr(data, name) is not None}
    if data.date is not None and DATES.isdisjoint(data.fields):
        given.add("date")
    return frozenset(given if MOMENTS.isdisjoint(data.fields) else given - {"time"})


_VALUES = (
    *("time", "child", "age_band", "sex", "regency", "country", "citizenship", "language"),
    "destination_country",
)

PARTIES: dict[str, Guard] = {
    "EntryWithdrawn": requires_own_entry,
    "FactCorrected": requires_entry_with_these_facts,
}


ORDER: dict[str, Guard] = {
    "EntryWithdrawn": requires_standing_entry_of_its_own,
    "FactCorrected": requires_entry_that_stands,
}
