"""The way of an event through one process: verified -> folded -> decided -> committed -> answered.

Nothing is awaited between a decision and the queueing of its append, so what one caller's events are decided
on includes every event queued before them. The log checks the expected version of each append; a unit
that it refuses is decided anew on the state as it then is. A refusal reaches no append, so it is given only
once what it was judged on is known to stand, and to be all that the log held (docs/adr/0090).
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from domain.decisions import Limits
from domain.envelope import Proposed
from domain.ids import source_of
from domain.matrix import Matrix
from domain.problems import refuse
from server.answers import Answer, CallAnswer, Refused, Standing, receipt_of
from server.auth.principal import Principal
from server.case_states import CaseStates
from server.directory import CurrentDirectory
from server.intake import Intake, Item
from server.judging import Judge
from server.log.group_commit import Busy, GroupCommit, Unavailable
from server.log.reader import LogReader
from server.log.units import Exists, NewEvent, NewKey, Recorded, RegistryMoved, Unit, UnitOutcome
from server.matching import MatchIndex
from server.metrics import events_of
from server.named import Named, named_by
from server.recognition import answers_again, recognised
from server.recorded_ids import RecordedIds
from server.vault.seal import DataKey
from server.vault.vault import Vault
from server.work import (
    Work,
    key_of,
    new_event,
    placed,
    references,
    refuse_all,
    sign_again,
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
        match_index: MatchIndex,
        matrix: Matrix,
        limits: Limits,
        clock: Callable[[], datetime],
        sign_receipt: Callable[[dict], str],
        log_at: Callable[[int], str],
        keys_elsewhere: frozenset[bytes],
    ) -> None:
        """`log_at`: the origin of the log as of a position; `keys_elsewhere`: public keys of witnesses."""
        self._log_at = log_at
        self._log = log
        self._reader = reader
        self._states = states
        self._directory = directory
        self._intake = intake
        self._vault = vault
        self._match_index = match_index
        self._judge = Judge(
            origin=origin,
            states=states,
            directory=directory,
            matrix=matrix,
            limits=limits,
            clock=clock,
            keys_elsewhere=keys_elsewhere,
        )
        self._sign_receipt = sign_receipt
        self._on_record = RecordedIds()

    async def publish(self, items: Sequence[bytes], principal: Principal) -> CallAnswer:
        """Record the events of one call, each for itself and in order; members of a group all or none.

        It runs to its end even when the caller goes away: what was queued is recorded and can be asked for.
        """
        return await asyncio.shield(self._publish(items, principal))

    async def _publish(self, items: Sequence[bytes], principal: Principal) -> CallAnswer:
        taken = await self._take(items, principal)
        call = uuid4() if len(taken) > 1 else None
        answers: dict[int, Answer] = {}
        waiting = units(taken, answers)
        await self._recognise(taken, source_of(principal.agency), answers)
        fruitless = 0
        self._states.presume_new(work.stream for work in waiting if work.events[0].event_type.opens_case)
        while waiting and fruitless < ROUNDS:
            before, waiting = len(waiting), await self._round(waiting, call, answers)
            sign_again(waiting, items, principal, self._intake, self._directory.current)
            fruitless = fruitless + 1 if len(waiting) == before else 0
        for work in waiting:
            refuse_all(work, refuse("busy", "Many write to this case now; send the event again."), answers)
        ordered = tuple(answers[place] for place in range(len(taken)))
        _count(taken, ordered)
        return CallAnswer(ordered, await self._receipt(call, ordered))

    async def _take(self, items: Sequence[bytes], principal: Principal) -> list[Item]:
        """Every item as the intake gives it; one whose key is not known here is looked up in the log."""
        directory, agency, person = self._directory.current, principal.agency, principal.person
        taken = [self._intake.take(raw, agency, directory, person) for raw in items]
        if not any(item.lacks_key for item in taken):
            return taken
        await self._directory.reload()
        if self._directory.current is directory:
            return taken
        current = self._directory.current
        return [
            self._intake.take(raw, agency, current, person) if item.lacks_key else item
            for raw, item in zip(items, taken, strict=True)
        ]

    async def _recognise(self, taken: Sequence[Item], source: str, answers: dict[int, Answer]) -> None:
        """Ids come before policy: an event on record is told so, though its key signs nothing new."""
        places = [place for place, item in enumerate(taken) if item.lacks_key]
        if not places:
            return
        found = await self._reader.by_ids((source, taken[place].id or "") for place in places)
        known = [
            (place, stored) for place in places if (stored := found.get((source, taken[place].id or "")))
        ]
        same = await recognised(self._vault, [(taken[place], stored) for place, stored in known])
        for (place, stored), is_same in zip(known, same, strict=True):
            if is_same:
                answers[place] = standing_of(stored)

    async def _round(self, waiting: list[Work], call: UUID | None, answers: dict[int, Answer]) -> list[Work]:
        """Decide and submit every waiting unit; answer those that can be, return those to try again."""
        waiting = await self._sent_before(waiting, answers)
        named = await named_by(self._reader, waiting)
        await self._states.outdated(references(waiting))
        await self._states.ensure(streams(waiting))
        put_off: set[UUID] = set()
        for work in waiting:
            in_flight = self._in_flight(references([work]))
            if in_flight or work.stream in put_off:  # events of one stream keep their order
                put_off.add(work.stream)
                work.put_off(in_flight)
            else:
                self._attempt(work, call, named)
        doubtful: list[Work] = []
        again = [work for work in waiting if await self._settled(work, call, answers, doubtful)]
        outdated = await self._outdated([work for work in doubtful if work.refused is not None])
        await self._explain([work for work in doubtful if work not in outdated], answers)
        return sorted((*again, *outdated), key=lambda work: work.places[0])

    async def _sent_before(self, waiting: list[Work], answers: dict[int, Answer]) -> list[Work]:
        """Answer units of which an event is known to be on record; those to decide remain."""
        known = [work for work in waiting if self._on_record.hold(work.events)]
        for work in known:
            work.put_off(())  # what an earlier round said of it no longer counts
        await self._explain(known, answers)
        return [work for work in waiting if work not in known]

    def _in_flight(self, cases: Sequence[UUID]) -> tuple[asyncio.Future[Any], ...]:
        """Appends in flight on cases that a unit names: it rests on them, but the log will not check that."""
        return tuple(append for case in cases for append in self._states.get(case).in_flight())

    def _attempt(self, work: Work, call: UUID | None, named: Named) -> None:
        """Decide a unit on what is known and believed of its stream, and queue its append if accepted."""
        state = self._judge.judge(work, named)
        if state is None:
            return
        try:
            queued = self._log.submit(self._unit(work, call))
        except Busy:
            rule = "More events are queued than can be recorded now; send the event again later."
            work.refused = (work.places[0], refuse("busy", rule))
            return
        work.settled = asyncio.get_running_loop().create_future()
        self._states.propose(work.stream, state, work.settled)
        queued.add_done_callback(partial(self._settle, work))

    def _settle(self, work: Work, answer: asyncio.Future[UnitOutcome]) -> None:
        """Take the outcome of one append into what this process knows.

        A callback of the commit and not a step of who waits: callbacks run in commit order, callers do not.
        """
        outcome = None if answer.cancelled() or answer.exception() else answer.result()
        if isinstance(outcome, Recorded):
            pairs = zip(work.provisional, outcome.places, strict=True)
            work.recorded = [placed(event, place) for event, place in pairs]
            self._vault.confirm(work.fresh, work.registry)
        assert work.entry is not None
        assert work.settled is not None
        self._states.settle(work.entry, work.recorded)
        self._directory.follow(work.recorded)
        # Not `or`: an outcome that says no more than its name is an empty tuple, and so is false.
        work.settled.set_result(answer.exception() if outcome is None else outcome)

    def _unit(self, work: Work, call: UUID | None) -> Unit:
        """The append of a decided unit: its disclosures sealed, new data keys and match entries beside it."""
        events: list[NewEvent] = []
        keys: list[NewKey] = []
        fresh: list[DataKey] = []
        for event, expected in zip(work.events, work.provisional, strict=True):
            sealed = self._vault.seal(event, work.registry)
            keys += sealed.keys
            fresh += sealed.fresh
            matches = self._match_index.entries(event, sealed.under)
            events.append(new_event(event, expected, call, sealed, matches))
        work.fresh = tuple(fresh)
        first = work.provisional[0]
        return Unit(first.case, first.version - 1, tuple(events), work.registry, tuple(keys))

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
            self._on_record.note(work.events, outcome.places)
            return False
        if isinstance(outcome, Exists):
            self._on_record.note(work.events, outcome.positions)
            doubtful.append(work)
            return False
        if isinstance(outcome, RegistryMoved):
            await self._directory.reload()
        return True

    async def _not_submitted(self, work: Work, doubtful: list[Work]) -> bool:
        """A refusal that counts with appends in flight stands if they do."""
        stand = [isinstance(await append, Recorded) for append in work.awaits]
        if work.refused is None or not all(stand):
            return True
        doubtful.append(work)
        return False

    async def _outdated(self, refused: Sequence[Work]) -> list[Work]:
        """Those refused on less than the log holds: another process has recorded something meanwhile."""
        judged = [work for work in refused if work.refused is not None and work.refused[1].type != "busy"]
        if not judged:
            return []
        await self._directory.reload()
        moved = await self._states.outdated(streams(judged))
        return [
            work
            for work in judged
            if work.registry < self._directory.position
            or not (work.entry and work.entry.valid)
            or not moved.isdisjoint(streams([work]))
        ]

    async def _explain(self, doubtful: list[Work], answers: dict[int, Answer]) -> None:
        """Answer units that were refused or whose ids exist: an id on record comes before policy."""
        if not doubtful:
            return
        found = await self._reader.by_ids(key_of(event) for work in doubtful for event in work.events)
        members = [(work, *each) for work in doubtful for each in zip(work.places, work.events, strict=True)]
        known = [(event, found[key]) for _, _, event in members if (key := key_of(event)) in found]
        stands = iter(await answers_again(self._vault, known))
        for work, place, event in members:
            answers[place] = next(stands) if key_of(event) in found else self._refused(work, place, event)

    def _refused(self, work: Work, place: int, event: Proposed) -> Refused:
        blamed, refusal = work.refused or (place, None)
        if refusal is None or blamed != place:
            rule = "Events of a group are recorded all or none, and another one of this group was refused."
            return Refused(event.body.id, refuse("group_refused", rule, "group"))
        return Refused(event.body.id, refusal, self._judge.missed(work, event, refusal))

    async def _receipt(self, call: UUID | None, answers: tuple[Answer, ...]) -> str | None:
        """The receipt of this call; a call sent again as it was gets the receipt of the first time."""
        calls = {answer.call for answer in answers if isinstance(answer, Standing)}
        first = calls.pop() if len(calls) == 1 else call
        if first is not None and first != call:
            answers = tuple(standing_of(stored) for stored in await self._reader.by_call(first))
        return receipt_of(self._log_at, first, answers, self._sign_receipt)


def _count(taken: Sequence[Item], answers: Sequence[Answer]) -> None:
    """Counts the events of a call by type and outcome."""
    for item, answer in zip(taken, answers, strict=True):
        events_of(item.type_name, answer.outcome).inc()
