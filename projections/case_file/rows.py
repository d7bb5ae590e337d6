"""The rows of the case file: of a case as it stands, and of an agency that reads it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.access import OVERSIGHT, stage_row, visible
from domain.case_state import CaseState, Party
from domain.events import EventHead, Marks
from domain.fold.corrections import UNDOES, entry_of, heads_that_count
from domain.fold.files import RESUBMITTED_AGAIN, STAGES
from domain.matrix import BODY_LEVEL, NO_LEVEL, STAGE_LEVEL, Matrix
from projections.case_file.tables import CASES, OVERSEERS, PARTIES, PROGRESS, STAGES_SEEN
from projections.tables import RowChange, Table

Seen = tuple[EventHead, int]  # an event, and whether its stage row (1) or its body (2) is seen

CLOSES = frozenset({"CaseClosed", "CaseReopened"})

_CLOCK_SUSPECT = int(Marks.CLOCK_SUSPECT)


class Reader(NamedTuple):
    """An agency of that kind looking at a case at one moment."""

    agency: str
    kind: str
    state: CaseState
    matrix: Matrix
    at: datetime

    def level(self, head: EventHead) -> int:
        """How much of an event it sees: nothing (0), a bare stage row (1) or the body (2).

        Who is not on the case is listed for its own events alone, whatever its office lets it see.
        """
        if head.agency != self.agency and self.agency not in self.state.parties:
            return NO_LEVEL
        return visible(self.state, self.agency, self.kind, head, self.matrix, self.at).level

    def rows(self) -> list[RowChange]:
        """All its rows. Access is asked about the events that a row hangs on, and not about all."""
        last = next(((head.position,) for head in reversed(self.state.events) if self.level(head)), None)
        stage = stated_stage(as_counted(self.state, self._seen_of(STAGES)))
        return [self._party_row(), self._row(PROGRESS, last), self._row(STAGES_SEEN, stage)]

    def rows_after(self, new: tuple[EventHead, ...]) -> list[RowChange]:
        """The rows that the last events change, while its sight of all earlier events is what it was."""
        if any(head.type in UNDOES for head in new):
            return self.rows()  # also for those who may not see that something was taken back
        seen = self._seen(new)
        if not seen:
            return []
        changes = [self._row(PROGRESS, (seen[-1][0].position,))]
        stages = [each for each in seen if each[0].type in STAGES]
        if stages and (stage := stated_stage(self._stage_events(stages[-1]))):
            changes.append(self._row(STAGES_SEEN, stage))
        closes = any(head.type in CLOSES for head, _ in seen)
        if closes or not self._knows({head.agency for head, level in seen if level == BODY_LEVEL}, len(new)):
            changes.append(self._party_row())
        return changes

    def _seen(self, heads: Iterable[EventHead]) -> list[Seen]:
        agency, kind, state, matrix, at = self
        if agency not in state.parties:
            return [(head, BODY_LEVEL) for head in heads if head.agency == agency]
        levels = [(head, visible(state, agency, kind, head, matrix, at).level) for head in heads]
        return [each for each in levels if each[1]]

    def _stage_events(self, last: Seen) -> Iterable[Seen]:
        """Those that may state its stage: the last alone where no other happened after it."""
        if states_the_stage(self.state, last[0]):
            return (last,)
        return as_counted(self.state, self._seen_of(STAGES))

    def _knows(self, others: set[str], new: int) -> bool:
        """Whether `agencies` names these already: because before the `new` last events it saw one of each."""
        others.discard(self.agency)
        earlier = len(self.state.events) - new
        for other in others:
            previous = _previous(self.state, other, earlier)
            if previous is None or self.level(previous) != BODY_LEVEL:
                return False
        return True

    def _seen_of(self, types: Collection[str]) -> list[Seen]:
        return self._seen([head for head in self.state.events if head.type in types])

    def _party_row(self) -> RowChange:
        place = _place(self.state.parties.get(self.agency))
        ended = closed(as_counted(self.state, self._seen_of(CLOSES)))
        return self._row(PARTIES, (*place, self.state.opened_at, ended, " ".join(sorted(self._others()))))

    def _others(self) -> set[str]:
        """The other agencies of whom it sees the body of an event."""
        found: set[str] = set()
        for head in reversed(self.state.events):
            if head.agency not in found and head.agency != self.agency and self.level(head) == BODY_LEVEL:
                found.add(head.agency)
        return found

    def _row(self, table: Table, values: tuple[Any, ...] | None) -> RowChange:
        return RowChange(table, (self.state.id, self.agency), values)


class Oversight(NamedTuple):
    """All who watch over a case by their office, together: what each of them sees of it."""

    state: CaseState
    matrix: Matrix
    at: datetime

    def sees(self, head: EventHead) -> bool:
        """Whether every one of them sees at least the bare row of an event."""
        return not any(
            visible(self.state, OVERSEERS, kind, head, self.matrix, self.at).level == NO_LEVEL
            for kind in OVERSIGHT
        )

    def last_position(self) -> int | None:
        """The last event that they see."""
        return next((head.position for head in reversed(self.state.events) if self.sees(head)), None)

    def stage_rows(self, new: Sequence[EventHead]) -> list[RowChange]:
        """The stage that bare rows tell them, where one of the last events may have moved it."""
        last = next((head for head in reversed(new) if head.type in STAGES | UNDOES), None)
        if last is None:
            return []
        alone = last.type in STAGES and states_the_stage(self.state, last) and self.sees(last)
        stages = [last] if alone else [head for head in self.state.events if head.type in STAGES]
        seen = [(head, STAGE_LEVEL) for head in stages if alone or self.sees(head)]
        stage = stated_stage(as_counted(self.state, seen))
        return [RowChange(STAGES_SEEN, (self.state.id, OVERSEERS), stage)]


def case_row(state: CaseState, overseen_position: int | None) -> RowChange:
    """The row of the case itself."""
    values = (
        state.version,
        state.position,
        state.opened_at,
        state.opened_by,
        state.closed,
        state.legal_stage,
        state.legal_stage_at,
        state.case_manager,
        len(state.persons),
        sum([person.child is not False for person in state.persons.values()]),
        len(state.suspects),
        len(state.services),
        sum([referral.status == "offered" for referral in state.referrals.values()]),
        len(state.files),
        overseen_position,
    )
    return RowChange(CASES, (state.id,), values)


def as_counted(state: CaseState, seen: list[Seen]) -> list[Seen]:
    """What is seen without what the state knows as taken back, and dated as it knows corrected."""
    if not state.withdrawn and not state.corrections:
        return seen
    heads = {entry_of(head): head for head in heads_that_count(state)}
    return [
        (heads.get(entry_of(head), head), level)
        for head, level in seen
        if entry_of(head) not in state.withdrawn
    ]


def _previous(state: CaseState, agency: str, earlier: int) -> EventHead | None:
    """The last of so many earlier events that the agency recorded."""
    for index in range(earlier - 1, -1, -1):
        if state.events[index].agency == agency:
            return state.events[index]
    return None


def happened(head: EventHead) -> datetime:
    """When an event counts from: as dated, or from its recording where it is dated in the future."""
    return head.recordedat if head.marks & _CLOCK_SUSPECT else head.occurred


def _place(party: Party | None) -> tuple[str | None, str | None, int | None, bool, datetime | None]:
    """Relation, history, since when, whether ended, and when it ends by itself; of no party: ended."""
    if party is None:
        return None, None, None, True, None
    strongest = party.strongest
    return strongest.kind, strongest.history, strongest.since_position, party.ended, _ends(party)


def _ends(party: Party) -> datetime | None:
    """From when on none of its relations holds; None where one has no end, or where all have ended."""
    moments = [relation.until for relation in party.relations if not relation.ended]
    dated = [moment for moment in moments if moment is not None]
    return max(dated) if dated and len(dated) == len(moments) else None


def closed(seen: Iterable[Seen]) -> bool:
    """Whether the case is closed, as far as the bodies seen say."""
    says = [head.type for head, level in seen if head.type in CLOSES and level == BODY_LEVEL]
    return bool(says) and says[-1] == "CaseClosed"


def states_the_stage(state: CaseState, head: EventHead) -> bool:
    """Whether the last stage event is also the latest to have happened, and says a stage by its row alone."""
    return happened(head) == state.legal_stage_at and stage_row(head).code is not None


def stated_stage(seen: Iterable[Seen]) -> tuple[str, date, int] | None:
    """The stage stated by the latest of some events, by when they happened; None where none states one."""
    latest: tuple[datetime, tuple[str, date, int]] | None = None
    for head, level in seen:
        if head.type not in STAGES:
            continue
        row, at = stage_row(head), happened(head)
        code = row.code or (RESUBMITTED_AGAIN if level == BODY_LEVEL else None)
        if code is not None and (latest is None or at >= latest[0]):
            latest = at, (code, row.on, head.position)
    return latest[1] if latest else None
