"""The units of one call on their way into the log: what is decided, queued and placed together."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.decisions import referenced_cases
from domain.directory import Directory, changes_directory
from domain.envelope import Proposed
from domain.events import LogRow, Marks, RecordedEvent, read_event
from domain.leaf import leaf_entry, leaf_hash
from domain.problems import Refusal, refuse
from server.answers import Answer, Refused, Standing
from server.auth.principal import Principal
from server.case_states import Entry
from server.intake import Intake, Item
from server.log.reader import StoredEvent
from server.log.units import Match, NewEvent, Place, UnitOutcome
from server.vault.seal import DataKey
from server.vault.vault import Sealed

PROVISIONAL = 2**62  # the position of an event that has none yet


class Work(msgspec.Struct, eq=False):
    """The events of one unit (one event, or the members of a group) with their places in the call.

    Of the last attempt: `entry` and `registry` are what it was judged on, `refused` the place and the reason
    where it was, `settled` the outcome of its append where it was not. `awaits` are appends in flight that a
    refusal counts with, or that must be known before the unit can be judged at all.
    """

    places: list[int]
    events: list[Proposed]
    settled: asyncio.Future[UnitOutcome | BaseException | None] | None = None
    entry: Entry | None = None
    registry: int = 0
    awaits: tuple[asyncio.Future[Any], ...] = ()
    provisional: list[RecordedEvent] = []
    recorded: list[RecordedEvent] = []
    fresh: tuple[DataKey, ...] = ()
    refused: tuple[int, Refusal] | None = None

    @property
    def stream(self) -> UUID:
        """The stream of all its events."""
        return self.events[0].case

    def judged_on(self, entry: Entry, registry: int) -> None:
        """Begin an attempt on the stream and the registry as they are known now."""
        self._begin(entry.in_flight())
        self.entry, self.registry = entry, registry

    def put_off(self, awaits: tuple[asyncio.Future[Any], ...]) -> None:
        """Leave it for the next round."""
        self._begin(awaits)

    def _begin(self, awaits: tuple[asyncio.Future[Any], ...]) -> None:
        self.settled, self.refused, self.entry, self.awaits = None, None, None, awaits
        self.provisional, self.recorded = [], []


def standing_of(stored: StoredEvent) -> Standing:
    """What the publisher of a stored event is told when it asks again."""
    event = read_event(stored.row)
    return Standing(
        event.id,
        "already_recorded",
        event.position,
        event.version,
        event.recordedat,
        event.hash,
        _leaf(event),
        Marks(event.marks),
        stored.call,
    )


def units(taken: Sequence[Item], answers: dict[int, Answer]) -> list[Work]:
    """Events into units, in the order of their first members; what is already refused is answered here."""
    groups: dict[object, list[int]] = {}
    for place, item in enumerate(taken):
        groups.setdefault((item.group,) if item.group is not None else place, []).append(place)
    units = []
    for places in groups.values():
        events = [outcome for place in places if isinstance(outcome := taken[place].outcome, Proposed)]
        refusal = group_refusal(events, len(places))
        if refusal is None:
            units.append(Work(places, events))
            continue
        for place in places:
            own = taken[place].outcome
            answers[place] = Refused(taken[place].id, own if isinstance(own, Refusal) else refusal)
    return units


def group_refusal(events: Sequence[Proposed], members: int) -> Refusal | None:
    """Why the members of a group, of which `events` came through the intake, cannot be recorded together."""
    if len(events) < members:
        rule = "Events of a group are recorded all or none, and another one of this group was refused."
        return refuse("group_refused", rule, "group")
    if len({event.case for event in events}) > 1:
        return refuse("group_spans_cases", "Events of a group belong to one case.", "subject")
    if len({event.body.id for event in events}) < members:
        return refuse("id_reused", "Two events of a group have the same id.", "id")
    return None


def streams(waiting: Iterable[Work]) -> list[UUID]:
    """The streams that these units are judged on."""
    return [stream for work in waiting for stream in (work.stream, *references([work]))]


def references(waiting: Iterable[Work]) -> list[UUID]:
    """The cases that these units name besides their own stream."""
    return [case for work in waiting for event in work.events for case in referenced_cases(event)]


def sign_again(
    waiting: Iterable[Work],
    items: Sequence[bytes],
    principal: Principal,
    intake: Intake,
    directory: Directory,
) -> None:
    """What the host has signed with a key that was exchanged meanwhile it signs with the new one, where there
    is one; `items`: of the call, as they were sent."""
    for work in waiting:
        for at, (place, event) in enumerate(zip(work.places, work.events, strict=True)):
            if event.assurance == "escrow" and not directory.key_valid(event.kid, directory.position + 1):
                outcome = intake.take(items[place], principal.agency, directory, principal.person).outcome
                work.events[at] = event if isinstance(outcome, Refusal) else outcome


def refuse_all(work: Work, refusal: Refusal, answers: dict[int, Answer]) -> None:
    for place, event in zip(work.places, work.events, strict=True):
        answers[place] = Refused(event.body.id, refusal)


def provisional(event: Proposed, version: int, marks: Marks, now: datetime) -> RecordedEvent:
    """The event as it will be if its append commits; position and time of recording are not known yet."""
    body = event.body
    return read_event(
        LogRow(
            PROVISIONAL,
            event.case,
            version + 1,
            body.type,
            event.state,
            body.source,
            body.id,
            now,
            int(marks),
            int(event.classes),
        )
    )


def placed(event: RecordedEvent, at: Place) -> RecordedEvent:
    position, version, recordedat = at
    head = event.head._replace(position=position, version=version, recordedat=recordedat)
    return msgspec.structs.replace(event, head=head)


def new_event(
    event: Proposed,
    provisional: RecordedEvent,
    call: UUID | None,
    sealed: Sealed,
    matches: tuple[Match, ...],
) -> NewEvent:
    return NewEvent(
        topic=event.body.type,
        state=event.state,
        source=event.body.source,
        event_id=event.body.id,
        marks=provisional.marks,
        classes=provisional.classes,
        call=call,
        items=sealed.items,
        hmac=sealed.form,
        registry=changes_directory(event.event_type.name),
        matches=matches,
    )


def standing(event: Proposed, stands: RecordedEvent, call: UUID | None) -> Standing:
    return Standing(
        stands.id,
        "recorded",
        stands.position,
        stands.version,
        stands.recordedat,
        event.body_hash,
        _leaf(stands),
        Marks(stands.marks),
        call,
    )


def _leaf(event: RecordedEvent) -> str:
    """Hex hash of its leaf in the log's tree, from the row alone: the same for ever."""
    head = event.head
    entry = leaf_entry(head.position, head.version, head.recordedat, head.marks, head.classes, event.state)
    return leaf_hash(entry).hex()


def key_of(event: Proposed) -> tuple[str, str]:
    """Its source and id, which no other event has."""
    return event.body.source, event.body.id
