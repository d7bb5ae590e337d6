"""What an agency knew, replayed: its ledger made anew from the log, and from the reads what it had fetched.

The same questions as `known_to` of GET /v1/cases/{id} (docs/adr/0135), but that nothing is cut to what the
asker may see now: who replays reads as the host of the log.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from domain.access import Matrix
from domain.case import CaseState, evolve
from domain.events import LogRow, read_event
from domain.matrix import BODY_LEVEL
from projections.case_file.case_view import Reading, case_view
from projections.directories import Directories
from projections.engine import Transition
from projections.filling import Progress
from projections.replay import apply_case
from projections.sandbox import Sandbox
from projections.shadow import Shadow
from server.api.reading import LONGEST_PAGE
from server.ledger.chain import LedgerRow, class_names
from server.ledger.known import Basis, Known, Question, known
from server.ledger.queries import LedgerReader
from server.ledger.shredding import Shredding
from server.ledger.writer import Ledger
from server.replaying.moments import Moment
from server.replaying.opening import CLOSED, Opening
from server.replaying.things import Things, things_of_view

# What agencies have read and acknowledged is not made from the log: it is evidence of its own.
READ_BESIDE = ("reads", "list_reads", "acknowledgements")


class OneLedger(Ledger):
    """The ledger of one agency alone."""

    def __init__(self, matrix: Matrix, agency: str) -> None:
        super().__init__(matrix)
        self._agency = agency

    def prepare(self, transition: Transition) -> Sequence[LedgerRow | Shredding]:
        """The rows of the one agency; a shredding finds them by itself."""
        rows = super().prepare(transition)
        return [row for row in rows if isinstance(row, Shredding) or row.agency == self._agency]


class OneConnection:
    """A connection in the place of a pool."""

    def __init__(self, conn: AsyncConnection[Any]) -> None:
        self._conn = conn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """The same one for everybody."""
        yield self._conn


class Asked(NamedTuple):
    """Whose knowledge on which basis."""

    agency: str
    basis: Basis


class Knowledge(NamedTuple):
    """What an agency of that kind knew of the events of a case (None: of one that had none by then)."""

    case: UUID | None
    agency: str
    kind: str
    rows: Sequence[LogRow]
    known: dict[int, Known]

    @property
    def bodies(self) -> list[tuple[LogRow, int]]:
        """The events whose bodies it knew, with the classes disclosed to it."""
        found = [(row, self.known[row.position].seen) for row in self.rows if row.position in self.known]
        return [(row, seen.classes) for row, seen in found if seen.level == BODY_LEVEL]

    @property
    def bare(self) -> list[LogRow]:
        """The events of which it knew the bare row."""
        found = [(row, self.known.get(row.position)) for row in self.rows]
        return [row for row, each in found if each is not None and each.seen.level < BODY_LEVEL]

    def view(self, opening: Opening = CLOSED) -> dict[str, Any]:
        """The case as it knew it."""
        if self.case is None:
            return {}
        read, bare = [read_event(row) for row, _ in self.bodies], [read_event(row).head for row in self.bare]
        view = case_view(self.case, Reading(self.agency, self.kind, read, bare, opening.fields))
        return view | {"known_to": self.agency, "events": [self._told(row) for row, _ in self.bodies]}

    def things(self) -> Things:
        """The same, thing by thing, without values."""
        return things_of_view(self.view()) if self.case is not None else {}

    def _told(self, row: LogRow) -> dict[str, Any]:
        seen, withdrawn = self.known[row.position]
        return {"position": row.position, "classes": class_names(seen.classes), "withdrawn": withdrawn}


async def make_ledger(
    box: Sandbox, ledger: OneLedger, upto: int, progress: Progress, case: UUID | None
) -> LedgerReader:
    """The ledger of one agency up to a position, made anew from the whole log, or from one case: enough for
    what it was owed of that, not for what it fetched, which goes by the numbers of its rows."""
    schema = await box.make(ledger)
    for table in READ_BESIDE:
        name = sql.Identifier(schema, table)
        query = sql.SQL("CREATE VIEW {} AS TABLE {}").format(name, sql.Identifier("jejak", table))
        await box.conn.execute(query)
    if case is None:
        await Shadow(box.conn, ledger, schema).build(upto, progress)
    else:
        await apply_case(box.conn, ledger, schema, case, 0, upto)
    return LedgerReader(OneConnection(box.conn), schema)


async def knowledge(
    ledger: LedgerReader, asked: Asked, directories: Directories, rows: Sequence[LogRow], moment: Moment
) -> Knowledge:
    """What the agency knew of a case at a moment. `rows`: its events, some of which may be later."""
    rows, state = _folded([row for row in rows if row.position <= moment.position])
    kind = directories.at(moment.position).kind_of(asked.agency) or ""
    if state is None:
        return Knowledge(None, asked.agency, kind, [], {})
    question = Question(asked.agency, asked.basis, moment.at, LONGEST_PAGE)
    found = await known(ledger, question, case=state.id, heads=state.events)
    return Knowledge(state.id, asked.agency, kind, rows, found)


def _folded(rows: Sequence[LogRow]) -> tuple[Sequence[LogRow], CaseState | None]:
    """The events of a case as far as they can be read and folded, and how it stands after them."""
    state: CaseState | None = None
    for count, row in enumerate(rows):
        try:
            state = evolve(state, read_event(row))
        except Exception:  # told by whoever asks for the case itself
            return rows[:count], state
    return rows, state
