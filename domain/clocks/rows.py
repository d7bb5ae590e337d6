"""A row of a table of clocks: from what event a time runs, to what event, how long, whose it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from domain.case_state import CaseState
from domain.catalogue.agencies import AgencyKind
from domain.clocks.days import DayRule, Length
from domain.events import EventHead
from domain.facts import fact
from domain.fold.corrections import entry_of
from domain.ids import agency_of

# What a clock is about; with the codes that follow the id it tells two clocks of one thing apart.
About = Literal["case", "file", "person", "suspect", "referral", "service", "event"]
# Who owes: a side of the file, the publisher or the addressee of the starting event, or a kind of agency.
ROLES = frozenset({"police", "prosecutor", "court", "publisher", "addressee", "case_manager"})
Key = tuple[Any, ...]
KindOf = Callable[[str], str | None]  # the kind of an agency
LAWS = frozenset({"KUHAP1981", "KUHAP2025"})


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in Indonesian and in English."""

    id: str
    en: str


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must hold of an event: of a fact of it (of one of several, where it is a list), of its person
    ("child": or of unknown age), of its file, or of the kind of agency that recorded it (by), that it is
    addressed to (to), or routed to among others. known: the entry said so itself, before any correction; who
    could not know owes nothing yet, and the correction is an event of its own."""

    field: str | None = None
    among: tuple[str | int | bool, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    given: bool | None = None
    person: Literal["child"] | None = None
    file: Literal["restitution_awarded"] | None = None
    by: AgencyKind | None = None
    to: AgencyKind | None = None
    routed: AgencyKind | None = None
    known: bool = False

    def holds(self, head: EventHead, state: CaseState, kind_of: KindOf) -> bool:
        """Whether it holds; a fact that the event leaves out fulfils nothing but `given = false`."""
        if self.person is not None:
            return may_be_child(state, head.person)
        if self.file is not None:
            return _awarded(state, head)
        if self.by is not None:
            return kind_of(head.agency) == self.by
        if self.to is not None:
            return kind_of(fact(head, "to")) == self.to
        if self.routed is not None:
            return any(kind_of(each) == self.routed for each in fact(head, "routed_to") or ())
        if self.known and not self._takes(_as_recorded(head, state)):
            return False
        return self._takes(head)

    def _takes(self, head: EventHead) -> bool:
        value = fact(head, self.field or "")
        if self.given is not None:
            return bool(value) == self.given
        if value is None:
            return False
        if self.among:
            return any(each in self.among for each in (value if isinstance(value, tuple) else (value,)))
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


class Clause(msgspec.Struct, frozen=True):
    """An event type, and the conditions under which its events count; written `Type if name and name`."""

    type: str
    conditions: tuple[Condition, ...] = ()

    def takes(self, head: EventHead, state: CaseState, kind_of: KindOf) -> bool:
        """Whether the event, of this type, counts."""
        return all(condition.holds(head, state, kind_of) for condition in self.conditions)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One clock of one table. `length` is None where the rule names no time; `until` names the fact that
    holds the due date itself.

    presumed: events from which it runs while no `start` has been stated. received: events of another agency
    from which it runs once the log has them. once: owed once for what it is about. each: every event that
    starts it starts one of its own, which an event of another file does not stop, where both name one. nth:
    which of the events that stop it does so, counted from the start. anew: events after which what ran has
    ended and is owed once more, such as the return of the SPDP. started_on, stopped_on: the facts that say on
    which day an event started or met it, where that is not its own. warn: hours before the due time when it
    is due soon. local: a regency may set another length.
    """

    rule: str
    table: str
    law: str | None
    about: About
    start: tuple[Clause, ...]
    presumed: tuple[Clause, ...]
    received: tuple[Clause, ...]
    stop: tuple[Clause, ...]
    anew: tuple[Clause, ...]
    started_on: str | None
    stopped_on: str | None
    length: Length | None
    until: str | None
    day: DayRule
    owner: str
    once: bool
    each: bool
    nth: int
    warn: int
    local: bool
    basis: str
    mark: str
    label: Words
    consequence: Words | None

    @property
    def ends(self) -> tuple[Clause, ...]:
        """The events after which it runs no more."""
        return (*self.stop, *self.anew)


class Pausing(msgspec.Struct, frozen=True, kw_only=True):
    """What stops clocks for a while: those of the tables named that are about the same thing."""

    tables: frozenset[str]
    about: About
    pause: tuple[Clause, ...]
    resume: tuple[Clause, ...]
    reason: str


class Trigger(NamedTuple):
    """What events of one type may do to the clocks of one row; `presumed`: they only imply its start."""

    row: Row
    conditions: tuple[Condition, ...]
    presumed: bool


def _as_recorded(head: EventHead, state: CaseState) -> EventHead:
    """The event as its entry says it, whatever was corrected since."""
    if not state.corrections:
        return head
    return next((each for each in state.events if entry_of(each) == entry_of(head)), head)


def key_of(about: About, head: EventHead, state: CaseState) -> Key | None:
    """What an event is about in the sense of a row; None where it does not say. Ids stand as integers, which
    are compared for every event and clock."""
    if about == "case":
        return (state.id.int,)
    if about in ("person", "suspect"):
        return None if head.person is None else (head.person.int,)
    if about == "service":
        return None if head.person is None else (head.person.int, fact(head, "service"), head.agency)
    if about == "event":
        return _event_meant(head)
    return None if head.about is None else (head.about.int,)


def of_same_file(one: EventHead, other: EventHead) -> bool:
    """Whether the two concern the same file, referral or dispute, as far as both name one."""
    return one.about is None or other.about is None or one.about == other.about


def ref_of(about: About, head: EventHead, state: CaseState) -> str:
    """The same as a reference: an id, with the codes that follow it."""
    if about == "case":
        return str(state.id)
    if about == "service":
        return f"{head.person}/{fact(head, 'service')}/{head.agency}"
    if about == "event":
        return f"{state.id}/{head.agency}/{head.position}"
    return str(head.person if about in ("person", "suspect") else head.about)


def _event_meant(head: EventHead) -> Key:
    """The event that another one answers, or itself where it answers none."""
    source = fact(head, "opened_source")
    return (head.agency, head.id) if source is None else (agency_of(source), fact(head, "opened_id"))


def _awarded(state: CaseState, head: EventHead) -> bool:
    file = state.files.get(head.about) if head.about is not None else None
    return bool(fact(head, "restitution_awarded") or (file is not None and file.restitution_awarded))


def may_be_child(state: CaseState, person: UUID | None) -> bool:
    """Whether the person is a child, or nobody knows that it is none (reference/domain.md 1.4)."""
    known = state.persons.get(person) if person else None
    return known is None or known.child is not False
