"""`known_to` of GET /v1/cases/{id}: what an agency knew of a case, as far as the asker may see it now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

import msgspec
from litestar.params import Parameter

from domain.access import NO_LEVEL, visible
from domain.case_state import CaseState
from domain.events import EventHead
from domain.matrix import BODY_LEVEL, Matrix
from domain.problems import refuse
from projections.case_file.rows import happened
from server.api.moments import Moment
from server.api.payloads import Position
from server.api.problems import ProblemError, not_found
from server.api.reading import LONGEST_PAGE, PATIENCE, knows_of
from server.ledger.chain import class_names
from server.ledger.known import Basis, Known, Question, known
from server.ledger.queries import LedgerReader
from server.ledger.writer import Ledger
from server.opening import Asker, Owed, Shown, kind_of
from server.second_line.streams import Stream, shows_any
from server.services import Services

# Who read what is theirs to ask of every agency: docs/adr/0135.
ASKS_ABOUT_ALL = frozenset({"auditor", "dpo"})

KnownTo = Annotated[
    str | None,
    Parameter(max_length=64, description="An agency: the case as that one knew it, as far as I may see it."),
]
OnBasis = Annotated[
    Basis | None,
    Parameter(
        description="With `known_to`: what it was owed, had fetched (default) or had acknowledged by then."
    ),
]


class KnownEvent(msgspec.Struct, kw_only=True):
    """An event of which the agency knew the body, with the data classes disclosed to it by then. `withdrawn`:
    some of it had been taken back by then, which ends its use and not that it was known."""

    position: Position
    classes: list[str]
    withdrawn: bool


class Knowledge(msgspec.Struct, kw_only=True):
    """Whose knowledge the case is folded from. `left_out`: events of which it knew more than is told here."""

    agency: str
    basis: Basis
    events: list[KnownEvent]
    left_out: int


class Answer(NamedTuple):
    """What an agency knew of some events, with their heads in version order."""

    agency: str
    kind: str
    basis: Basis
    heads: Sequence[EventHead]
    known: Mapping[int, Known]

    def wanted(self, stream: Stream) -> list[Owed]:
        """The events to show, none with more than the agency knew of it, nor than the asker may read."""
        return [stream.owed(head, self.known[head.position].seen) for head in self.heads]

    def told(self, shown: Sequence[Shown]) -> Knowledge:
        """What stands beside the case: `shown` is what the asker is shown of each of the events."""
        pairs = list(zip(self.heads, shown, strict=True))
        return Knowledge(
            agency=self.agency,
            basis=self.basis,
            events=[self._event(head) for head, each in pairs if each.seen.level == BODY_LEVEL],
            left_out=sum(each.seen.level < self.known[head.position].seen.level for head, each in pairs),
        )

    def _event(self, head: EventHead) -> KnownEvent:
        seen, withdrawn = self.known[head.position]
        return KnownEvent(position=head.position, classes=class_names(seen.classes), withdrawn=withdrawn)


async def knowledge(
    services: Services,
    asker: Asker,
    on_record: tuple[CaseState, Sequence[EventHead]],
    moment: Moment,
    agency: str,
    basis: Basis,
) -> Answer:
    """What the agency knew at the moment of a case, which is given with its events on record by then.

    Raises ProblemError: the one answer to an agency that is not known or not the asker's to ask about, and to
    a case of which the asker may see nothing; `busy` while the ledger has not taken in the events.
    """
    state, heads = on_record
    kind, matrix, last = await kind_of(services, agency), services.rules.matrix, heads[-1].position
    if not kind or not _sees_any(state, heads, asker, matrix):
        raise not_found()
    if not may_ask(state, asker, agency, matrix):
        raise not_found()
    if await services.applied.reach(Ledger.name, last, PATIENCE) < last:
        raise ProblemError(refuse("busy", "The ledgers have not taken in the case yet; come back."))
    if not await shows_any(services, asker, state):
        raise not_found()
    question = Question(agency, basis, await _known_by(services, moment), LONGEST_PAGE)
    # What another was owed and has read is shown of this case, to those who have something of it themselves.
    ledger = LedgerReader(services.second_line.about(asker.agency, asker.kind, [state.id]))
    found = await known(ledger, question, case=state.id, heads=heads)
    counting = [head for head in heads if head.position in found and _had_happened(head, moment)]
    return Answer(agency, kind, basis, counting, found)


def may_ask(state: CaseState, asker: Asker, agency: str, matrix: Matrix) -> bool:
    """Whether the asker may be told what an agency knew of a case of which it sees something itself.

    Of itself each agency may; auditor and data protection officer of all, for who read what is their office;
    the coordinator of those of whom it may know that they are on the case.
    """
    if asker.agency == agency or asker.kind in ASKS_ABOUT_ALL:
        return True
    return asker.kind == "coordinator" and agency in knows_of(state, asker, matrix)


async def _known_by(services: Services, moment: Moment) -> datetime | None:
    """By when it was known; a log position stands for the moment at which it was recorded."""
    if moment.position is None:
        return moment.recorded_by
    rows = await services.reader.page(moment.position - 1, 1)
    return rows[0].recordedat if rows else None


def _sees_any(state: CaseState, heads: Sequence[EventHead], asker: Asker, matrix: Matrix) -> bool:
    return any(visible(state, *asker[:2], head, matrix, asker.at).level > NO_LEVEL for head in heads)


def _had_happened(head: EventHead, moment: Moment) -> bool:
    by = moment.happened_by
    return by is None or happened(head) <= by
