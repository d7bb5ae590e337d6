"""Whether the events of a unit may be recorded, on what this process knows and believes of their stream."""

from collections.abc import Callable
from datetime import datetime

from domain.access import StageRow, stage_row, visible
from domain.case import evolve
from domain.case_state import CaseState
from domain.decisions import Limits, decide, referenced_cases
from domain.envelope import Proposed
from domain.events import EventHead, Marks
from domain.matrix import BODY_LEVEL, NO_LEVEL, Matrix
from domain.problems import Refusal, refuse
from domain.registration import check_registration
from domain.signatures import is_genesis
from server.case_states import CaseStates
from server.directory import CurrentDirectory
from server.named import Chain, Named
from server.work import Work, provisional


class Judge:
    """Asks the pure rules of `domain/`; reads no more than its process has in memory."""

    def __init__(
        self,
        *,
        origin: str,
        states: CaseStates,
        directory: CurrentDirectory,
        matrix: Matrix,
        limits: Limits,
        clock: Callable[[], datetime],
        keys_elsewhere: frozenset[bytes],
    ) -> None:
        self._origin = origin
        self._states = states
        self._directory = directory
        self._matrix = matrix
        self._limits = limits
        self._clock = clock
        self._keys_elsewhere = keys_elsewhere

    def judge(self, work: Work, named: Named) -> CaseState | None:
        """The state of the stream with the unit in it, or None: then `work.refused` says why.

        The events accepted enter the chain of what is named, so that the events behind them may name them.
        """
        entry, now = self._states.get(work.stream), self._clock()
        work.judged_on(entry, self._directory.position)
        if not entry.readable:
            rule = "The case holds an event that this server cannot read; its operator has been told."
            work.refused = (work.places[0], refuse("busy", rule))
            return None
        state, own = entry.speculative, Chain()
        for place, event in zip(work.places, work.events, strict=True):
            verdict = self._decide(state, event, now, named.log_end)
            if isinstance(verdict, Refusal):
                work.refused = (place, verdict)
                return None
            if not _follows(event, named.chain | own if own else named.chain):
                verdict |= Marks.PREV_UNMATCHED
            expected = provisional(event, state.version if state else 0, verdict, now)
            state = evolve(state, expected)
            own[event.case, expected.version] = event.body_hash
            work.provisional.append(expected)
        named.chain.update(own)
        return state

    def missed(self, work: Work, event: Proposed, refusal: Refusal) -> tuple[EventHead | StageRow, ...]:
        """What a stale decision did not know of, each as far as its agency may see it now.

        Read from what is committed: while a decision is made, some of it may still be in flight.
        """
        state = work.entry.committed if work.entry else None
        if state is None:
            return ()
        kind, now = self._directory.current.kind_of(event.agency) or "", self._clock()
        missed: list[EventHead | StageRow] = []
        for version in (head.version for head in refusal.missed):
            head = state.events[version - 1]
            level = visible(state, event.agency, kind, head, self._matrix, now).level
            if level != NO_LEVEL:
                missed.append(head if level == BODY_LEVEL else stage_row(head))
        return tuple(missed)

    def _decide(
        self, state: CaseState | None, event: Proposed, now: datetime, log_end: int
    ) -> Marks | Refusal:
        directory = self._directory.current
        known = directory.key_valid(event.kid, directory.position + 1)
        if not known and not is_genesis(event, directory):
            return refuse("key_not_valid", "The signing key is not valid at this position of the log.")
        if event.event_type.stream == "registry":
            refusal = check_registration(event, directory, self._origin, self._keys_elsewhere, log_end)
            if refusal is not None:
                return refusal
        others = {case: self._states.get(case).committed for case in referenced_cases(event)}
        verdict = decide(state, directory, event, now, others, self._limits, self._matrix)
        if isinstance(verdict, Refusal):
            return verdict
        return verdict.marks | (Marks.ESCROW if event.assurance == "escrow" else Marks(0))


def _follows(event: Proposed, chain: Chain) -> bool:
    """Whether `prevhash` is that of the event at `prevversion` of the case.

    Where it is not the event is recorded all the same, with a mark that auditors may weigh (DESIGN sections
    2 and 3).
    """
    version = event.body.prevversion
    return version is None or chain.get((event.case, version)) == event.body.prevhash
