"""The way of an event through one process: verified -> folded -> decided -> committed -> answered.

Nothing is awaited between a decision and the queueing of its append, so what one caller's events are decided
on includes every event queued before them. The log checks the expected version of each append; a unit
that it refuses is decided anew on the state as it then is.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

import msgspec
from domain.access import Matrix, visible
from domain.decisions import Limits, decide, referenced_cases

from domain.case import evolve
from domain.envelope import Proposed
from domain.events import EventHead, LogRow, Marks, RecordedEvent, read_event
from domain.problems import Refusal, refuse
from domain.registration import check_registration
from domain.signatures import is_genesis
from server.answers import Answer, CallAnswer, Refused, Standing, receipt_of
from server.auth.principal import Principal
from server.case_states import CaseStates, Entry
from server.directory import CurrentDirectory
from server.intake import Intake, Item
from server.log.group_commit import Busy, GroupCommit
from server.log.reader import LogReader, StoredEvent
from server.log.units import Exists, NewEvent, NewKey, Place, Recorded, RegistryMoved, Unit, UnitOutcome
from server.vault.vault import Vault

PROVISIONAL = 2**62
ROUNDS = 12


class Work(msgspec.Struct):
    """The events of one unit (one event, or the members of a group) with their places in the call."""

    places: list[int]
    events: list[Proposed]
    submitted: asyncio.Future[UnitOutcome] | None = None
    entry: Entry | None = None
    provisional: list[RecordedEvent] = []
    recorded: list[RecordedEvent] = []
    keys: tuple[NewKey, ...] = ()
    refused: tuple[int, Refusal] | None = None


class Publisher:
    """Publishes the events of one call. One instance a process, on one event loop."""

    def __init__(
        self,
        *,
        origin: str,
        log: GroupCommit,
        reader: LogReader,
        states: CaseStates,
        directory: CurrentDirectory,
        intake: Intake,
        vault: Vault,
        matrix: Matrix,
        limits: Limits,
        clock: Callable[[], datetime],
        sign_receipt: Callable[[dict], str],
    ) -> None:
        self._origin = origin
        self._log = log
        self._reader = reader
        self._states = states
        self._directory = directory
        self._intake = intake
        self._vault = vault
        self._matrix = matrix
        self._limits = limits
        self._clock = clock
        self._sign_receipt = sign_receipt

    async def publish(self, items: Sequence[bytes], principal: Principal) -> CallAnswer:
        """Record the events of one call, each for itself and in order; members of a group all or none.

        It runs to its end even when the caller goes away: what was queued is recorded and can be asked for.
        """
        return await asyncio.shield(self._publish(items, principal))

    async def _publish(self, items: Sequence[bytes], principal: Principal) -> CallAnswer:
        directory = self._directory.current
        taken = [self._intake.take(raw, principal.agency, directory) for raw in items]
        call = uuid4() if len(taken) > 1 else None
        answers: dict[int, Answer] = {}
        waiting = _units(taken, answers)
        for _ in range(ROUNDS):
            if not waiting:
                break
            waiting = await self._round(waiting, call, answers)
        for work in waiting:
            _refuse_all(work, refuse("busy", "Many write to this case now; send the event again."), answers)
        ordered = tuple(answers[place] for place in range(len(taken)))
        return CallAnswer(ordered, await self._receipt(call, ordered))

    async def _round(self, waiting: list[Work], call: UUID | None, answers: dict[int, Answer]) -> list[Work]:
        """Decide and submit every waiting unit; answer those that can be, return those to try again."""
        await self._states.ensure(_streams(waiting))
        for work in waiting:
            self._attempt(work, call)
        again: list[Work] = []
        doubtful: list[Work] = []
        for work in waiting:
            if await self._settled(work, call, answers, doubtful):
                again.append(work)
        await self._explain(doubtful, answers)
        return again

    def _attempt(self, work: Work, call: UUID | None) -> None:
        """Decide a unit on what is known and believed of its stream, and queue its append if accepted."""
        work.submitted, work.refused, work.provisional, work.recorded = None, None, [], []
        stream = work.events[0].case
        work.entry = self._states.get(stream)
        now = self._clock()
        state = work.entry.speculative
        for place, event in zip(work.places, work.events, strict=True):
            verdict = self._decide(state, event, now)
            if isinstance(verdict, Refusal):
                work.refused = (place, verdict)
                return
            provisional = _provisional(event, state.version if state else 0, verdict, now)
            state = evolve(state, provisional)
            work.provisional.append(provisional)
        try:
            work.submitted = self._log.submit(self._unit(work, call))
        except Busy:
            rule = "More events are queued than can be recorded now; send the event again later."
            work.refused = (work.places[0], refuse("busy", rule))
            return
        self._states.propose(stream, state, work.submitted)
        work.submitted.add_done_callback(partial(self._settle, work))

    def _settle(self, work: Work, answer: asyncio.Future[UnitOutcome]) -> None:
        """Take the outcome of one append into what this process knows; called in commit order."""
        failed = answer.cancelled() or answer.exception() is not None
        outcome = None if failed else answer.result()
        if isinstance(outcome, Recorded):
            placed = zip(work.provisional, outcome.places, strict=True)
            work.recorded = [_placed(event, place) for event, place in placed]
            self._vault.confirm(work.keys)
        assert work.entry is not None
        self._states.settle(work.entry, work.recorded)
        self._directory.follow(work.recorded)

    def _unit(self, work: Work, call: UUID | None) -> Unit:
        """The append of a decided unit: its disclosures sealed, its new data keys beside it."""
        events: list[NewEvent] = []
        keys: list[NewKey] = []
        for event, provisional in zip(work.events, work.provisional, strict=True):
            items, new_keys = self._vault.seal(event)
            keys.extend(new_keys)
            events.append(_new_event(event, provisional, call, items))
        work.keys = tuple(keys)
        first = work.provisional[0]
        return Unit(first.case, first.version - 1, tuple(events), self._directory.position, work.keys)

    def _decide(self, state, event: Proposed, now: datetime) -> Marks | Refusal:
        directory = self._directory.current
        known = directory.key_valid(event.kid, directory.position + 1)
        if not known and not is_genesis(event, directory):
            return refuse("key_not_valid", "The signing key is not valid at this position of the log.")
        if event.event_type.stream == "registry":
            refusal = check_registration(event, directory, self._origin)
            if refusal is not None:
                return refusal
        others = {case: self._states.get(case).speculative for case in referenced_cases(event)}
        verdict = decide(state, directory, event, now, others, self._limits)
        if isinstance(verdict, Refusal):
            return verdict
        return verdict.marks | (Marks.ESCROW if event.assurance == "escrow" else Marks(0))

    async def _settled(
        self, work: Work, call: UUID | None, answers: dict[int, Answer], doubtful: list[Work]
    ) -> bool:
        """Take the outcome of one unit. True when it must be decided again."""
        if work.submitted is None:
            return await self._not_submitted(work, doubtful)
        outcome = await work.submitted
        if isinstance(outcome, Recorded):
            for place, event, stands in zip(work.places, work.events, work.recorded, strict=True):
                answers[place] = _standing(event, stands, call)
            return False
        if isinstance(outcome, Exists):
            doubtful.append(work)
            return False
        if isinstance(outcome, RegistryMoved):
            await self._directory.reload()
        return True

    async def _not_submitted(self, work: Work, doubtful: list[Work]) -> bool:
        """A refusal that rests on appends still in flight is not final: those may yet fail."""
        if work.entry is not None and work.entry.pending and work.refused[1].type != "busy":
            await work.entry.quiet()
            return True
        doubtful.append(work)
        return False

    async def _explain(self, doubtful: list[Work], answers: dict[int, Answer]) -> None:
        """Answer units that were refused or whose ids exist: an id on record comes before policy."""
        if not doubtful:
            return
        wanted = [(event.body.source, event.body.id) for work in doubtful for event in work.events]
        found = await self._reader.by_ids(wanted)
        for work in doubtful:
            for place, event in zip(work.places, work.events, strict=True):
                stored = found.get((event.body.source, event.body.id))
                answers[place] = self._stored(event, stored) if stored else self._refused(work, place, event)

    def _stored(self, event: Proposed, stored: StoredEvent) -> Answer:
        if _same(event, stored):
            return standing_of(stored)
        rule = "This source has used this id for another event."
        return Refused(event.body.id, refuse("id_reused", rule, "id"))

    def _refused(self, work: Work, place: int, event: Proposed) -> Refused:
        blamed, refusal = work.refused or (place, None)
        if refusal is None or blamed != place:
            rule = "Events of a group are recorded all or none, and another one of this group was refused."
            return Refused(event.body.id, refuse("group_refused", rule, "group"))
        return Refused(event.body.id, refusal, self._missed(work, event, refusal))

    def _missed(self, work: Work, event: Proposed, refusal: Refusal) -> tuple[EventHead, ...]:
        state = work.entry.committed if work.entry else None
        if not refusal.missed or state is None:
            return ()
        kind = self._directory.current.kind_of(event.agency)
        now = self._clock()
        return tuple(
            head
            for head in refusal.missed
            if visible(state, event.agency, kind, head, self._matrix, now).level
        )

    async def _receipt(self, call: UUID | None, answers: tuple[Answer, ...]) -> str | None:
        """The receipt of this call; a call sent again as it was gets the receipt of the first time."""
        calls = {answer.call for answer in answers if isinstance(answer, Standing)}
        first = calls.pop() if len(calls) == 1 else call
        if first is not None and first != call:
            answers = tuple(standing_of(stored) for stored in await self._reader.by_call(first))
        return receipt_of(self._origin, first, answers, self._sign_receipt)


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
        Marks(event.marks),
        stored.call,
    )


def _units(taken: Sequence[Item], answers: dict[int, Answer]) -> list[Work]:
    """Events into units, in the order of their first members; what is already refused is answered here."""
    groups: dict[object, list[int]] = {}
    for place, item in enumerate(taken):
        groups.setdefault((item.group,) if item.group is not None else place, []).append(place)
    units = []
    for places in groups.values():
        refusal = _group_refusal([taken[place] for place in places])
        if refusal is None:
            units.append(Work(places, [taken[place].outcome for place in places]))
            continue
        for place in places:
            own = taken[place].outcome
            answers[place] = Refused(taken[place].id, own if isinstance(own, Refusal) else refusal)
    return units


def _group_refusal(members: Sequence[Item]) -> Refusal | None:
    """Why the members cannot be recorded together, or None."""
    if any(isinstance(member.outcome, Refusal) for member in members):
        rule = "Events of a group are recorded all or none, and another one of this group was refused."
        return refuse("group_refused", rule, "group")
    if len({member.outcome.case for member in members}) > 1:
        return refuse("group_spans_cases", "Events of a group belong to one case.", "subject")
    if len({member.id for member in members}) < len(members):
        return refuse("id_reused", "Two events of a group have the same id.", "id")
    return None


def _streams(waiting: Iterable[Work]) -> list[UUID]:
    streams = []
    for work in waiting:
        for event in work.events:
            streams.append(event.case)
            streams.extend(referenced_cases(event))
    return streams


def _refuse_all(work: Work, refusal: Refusal, answers: dict[int, Answer]) -> None:
    for place, event in zip(work.places, work.events, strict=True):
        answers[place] = Refused(event.body.id, refusal)


def _provisional(event: Proposed, version: int, marks: Marks, now: datetime) -> RecordedEvent:
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


def _placed(event: RecordedEvent, at: Place) -> RecordedEvent:
    position, version, recordedat = at
    head = event.head._replace(position=position, version=version, recordedat=recordedat)
    return msgspec.structs.replace(event, head=head)


def _new_event(
    event: Proposed, provisional: RecordedEvent, call: UUID | None, items: bytes | None
) -> NewEvent:
    return NewEvent(
        topic=event.body.type,
        state=event.state,
        source=event.body.source,
        event_id=event.body.id,
        marks=provisional.marks,
        classes=provisional.classes,
        call=call,
        items=items,
        hmac=event.request_hmac,
        registry=event.event_type.stream == "registry",
    )


def _standing(event: Proposed, stands: RecordedEvent, call: UUID | None) -> Standing:
    return Standing(
        stands.id,
        "recorded",
        stands.position,
        stands.version,
        stands.recordedat,
        event.body_hash,
        Marks(stands.marks),
        call,
    )


def _same(event: Proposed, stored: StoredEvent) -> bool:
    """The same event again: the same signed bytes, or the same keyed HMAC of the plain form."""
    if event.request_hmac is not None:
        return stored.request_hmac == event.request_hmac
    return read_event(stored.row).payload == event.payload
