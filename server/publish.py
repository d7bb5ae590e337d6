"""The way of an event through one process: verified -> folded -> decided -> committed -> answered.

Nothing is awaited between a decision and the queueing of its append, so what one caller's events are decided
on includes every event queued before them. The log checks the expected version of each append; a unit
that it refuses is decided anew on the state as it then is.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from domain.access import visible
from domain.case import evolve
from domain.case_state import CaseState
from domain.decisions import Limits, decide, referenced_cases
from domain.envelope import Proposed
from domain.events import EventHead, Marks, read_event
from domain.matrix import Matrix
from domain.problems import Refusal, refuse
from domain.registration import check_registration
from domain.signatures import is_genesis
from server.answers import Answer, CallAnswer, Refused, Standing, receipt_of
from server.auth.principal import Principal
from server.case_states import CaseStates
from server.directory import CurrentDirectory
from server.intake import Intake
from server.log.group_commit import Busy, GroupCommit, Unavailable
from server.log.reader import LogReader, StoredEvent
from server.log.units import Exists, NewEvent, NewKey, Recorded, RegistryMoved, Unit, UnitOutcome
from server.vault.vault import Vault
from server.work import (
    Work,
    new_event,
    placed,
    provisional,
    refuse_all,
    same,
    standing,
    standing_of,
    streams,
    units,
)

ROUNDS = 12


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
        waiting = units(taken, answers)
        for _ in range(ROUNDS):
            if not waiting:
                break
            waiting = await self._round(waiting, call, answers)
        for work in waiting:
            refuse_all(work, refuse("busy", "Many write to this case now; send the event again."), answers)
        ordered = tuple(answers[place] for place in range(len(taken)))
        return CallAnswer(ordered, await self._receipt(call, ordered))

    async def _round(self, waiting: list[Work], call: UUID | None, answers: dict[int, Answer]) -> list[Work]:
        """Decide and submit every waiting unit; answer those that can be, return those to try again."""
        unmatched = await self._unmatched(waiting)
        await self._states.ensure(streams(waiting))
        for work in waiting:
            work.unmatched = unmatched
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
        work.settled, work.refused, work.provisional, work.recorded = None, None, [], []
        stream = work.events[0].case
        work.entry = self._states.get(stream)
        now = self._clock()
        state = work.entry.speculative
        for place, event in zip(work.places, work.events, strict=True):
            verdict = self._decide(state, event, now)
            if isinstance(verdict, Refusal):
                work.refused = (place, verdict)
                return
            if event.body.id in work.unmatched:
                verdict |= Marks.PREV_UNMATCHED
            expected = provisional(event, state.version if state else 0, verdict, now)
            state = evolve(state, expected)
            work.provisional.append(expected)
        try:
            queued = self._log.submit(self._unit(work, call))
        except Busy:
            rule = "More events are queued than can be recorded now; send the event again later."
            work.refused = (work.places[0], refuse("busy", rule))
            return
        work.settled = asyncio.get_running_loop().create_future()
        assert state is not None, "a unit has at least one event"
        self._states.propose(stream, state, work.settled)
        queued.add_done_callback(partial(self._settle, work))

    def _settle(self, work: Work, answer: asyncio.Future[UnitOutcome]) -> None:
        """Take the outcome of one append into what this process knows.

        A callback of the commit and not a step of who waits: callbacks run in commit order, callers do not.
        """
        outcome = None if answer.cancelled() or answer.exception() else answer.result()
        if isinstance(outcome, Recorded):
            pairs = zip(work.provisional, outcome.places, strict=True)
            work.recorded = [placed(event, place) for event, place in pairs]
            self._vault.confirm(work.keys)
        assert work.entry is not None
        assert work.settled is not None
        self._states.settle(work.entry, work.recorded)
        self._directory.follow(work.recorded)
        work.settled.set_result(outcome or answer.exception())

    def _unit(self, work: Work, call: UUID | None) -> Unit:
        """The append of a decided unit: its disclosures sealed, its new data keys beside it."""
        events: list[NewEvent] = []
        keys: list[NewKey] = []
        for event, expected in zip(work.events, work.provisional, strict=True):
            items, new_keys = self._vault.seal(event)
            keys.extend(new_keys)
            events.append(new_event(event, expected, call, items))
        work.keys = tuple(keys)
        first = work.provisional[0]
        return Unit(first.case, first.version - 1, tuple(events), self._directory.position, work.keys)

    def _decide(self, state: CaseState | None, event: Proposed, now: datetime) -> Marks | Refusal:
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

    async def _unmatched(self, waiting: Sequence[Work]) -> frozenset[str]:
        """Ids of events whose `prevhash` is not that of the event at `prevversion` of their case.

        They are recorded all the same, with a mark that auditors may weigh (DESIGN sections 2 and 3).
        """
        claims = [event for work in waiting for event in work.events if event.body.prevversion is not None]
        if not claims:
            return frozenset()
        found = await self._reader.at_versions((event.case, event.body.prevversion or 0) for event in claims)
        hashes = {(row.case, row.version): read_event(row).hash for row in found}
        return frozenset(
            event.body.id
            for event in claims
            if hashes.get((event.case, event.body.prevversion or 0)) != event.body.prevhash
        )

    async def _settled(
        self, work: Work, call: UUID | None, answers: dict[int, Answer], doubtful: list[Work]
    ) -> bool:
        """Take the outcome of one unit. True when it must be decided again."""
        if work.settled is None:
            return await self._not_submitted(work, doubtful)
        outcome = await work.settled
        if isinstance(outcome, Unavailable):
            rule = "The log did not answer in time; send the same event again to learn what became of it."
            refuse_all(work, refuse("busy", rule), answers)
            return False
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Recorded):
            for place, event, stands in zip(work.places, work.events, work.recorded, strict=True):
                answers[place] = standing(event, stands, call)
            return False
        if isinstance(outcome, Exists):
            doubtful.append(work)
            return False
        if isinstance(outcome, RegistryMoved):
            await self._directory.reload()
        return True

    async def _not_submitted(self, work: Work, doubtful: list[Work]) -> bool:
        """A refusal that rests on appends still in flight is not final: those may yet fail."""
        busy = work.refused is not None and work.refused[1].type == "busy"
        if work.entry is not None and work.entry.pending and not busy:
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
        if same(event, stored):
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
        kind = self._directory.current.kind_of(event.agency) or ""
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
