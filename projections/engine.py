"""What a projection is: a pure fold of transitions into row changes, and one write per batch.

The lane (`projections/lane.py`) reads a page of the log once, decodes and folds it once, asks every
projection to `prepare` each transition, and writes evidence, then views: one transaction each, checkpoints
included.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from psycopg import AsyncConnection

from domain.case_state import CaseState
from domain.directory import Directory
from domain.events import RecordedEvent
from projections.tables import Table


class Transition(NamedTuple):
    """One recorded event and the case on both sides of it.

    `before` is None for the first event of a stream. `directory` is the directory in force at the event's
    position, with the event itself applied where it is one of the registry.
    """

    before: CaseState | None
    event: RecordedEvent
    after: CaseState
    directory: Directory


class Projection(Protocol):
    """One view of the log.

    name: key of its checkpoint (`jejak.checkpoints.name`) and of `view_<name>_shadow`.
    schema: where its live tables stand.
    swaps: True for a view, which a rebuild may replace; False for evidence, which a rebuild only compares.
    tables: what is compared, swapped and, for a replayed case, emptied.
    """

    name: str
    schema: str
    swaps: bool
    tables: tuple[Table, ...]

    def ddl(self, schema: str) -> str:
        """SQL that creates the tables and indexes of this projection in the existing schema `schema`."""

    def prepare(self, transition: Transition) -> Sequence[Any]:
        """The changes one event makes, in order; pure. For a view each is a `RowChange` of its own case.

        An exception parks the case for this projection: this event and the later ones of the case are
        passed over until it is replayed; other cases flow on.
        """

    async def write(self, conn: AsyncConnection[Any], schema: str, changes: Sequence[Any]) -> None:
        """Applies the changes of one batch, in log order, inside the caller's transaction."""
