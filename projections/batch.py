"""What a page of the log changes: one fold for all projections of a lane, each preparing its own rows."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import LogRow
from projections.engine import Projection, Transition
from projections.fold import Fold
from projections.parking import Parked, ParkedCases, park

YIELD_EVERY = 32  # events folded before other tasks of the process may run


class Batch(NamedTuple):
    """Changes per projection, in log order, and the cases parked on the way."""

    changes: dict[str, list[Any]]
    parked: list[Parked]


async def prepare(
    projections: Sequence[Projection], fold: Fold, rows: Sequence[LogRow], skip: ParkedCases
) -> Batch:
    """Folds a page whose cases are loaded. `skip` (per projection) grows by the cases parked here."""
    batch = Batch({projection.name: [] for projection in projections}, [])
    for count, row in enumerate(rows, 1):
        try:
            transition = fold.advance(row)
        except Exception as error:
            _park_for_all(batch, projections, row, error, skip)
        else:
            prepare_transition(projections, transition, batch, skip)
        if count % YIELD_EVERY == 0:
            await asyncio.sleep(0)
    return batch


def prepare_transition(
    projections: Sequence[Projection], transition: Transition, batch: Batch, skip: ParkedCases
) -> None:
    """Asks every projection that has not parked the case for the changes of one event."""
    case = transition.event.case
    for projection in projections:
        name = projection.name
        if case in skip[name]:
            continue
        try:
            batch.changes[name].extend(projection.prepare(transition))
        except Exception as error:
            _park(batch, name, case, transition.event.position, error, skip)


async def write_batch(
    conn: AsyncConnection[Any], projections: Sequence[Projection], batch: Batch, schemas: Sequence[str]
) -> None:
    """Writes the changes of each projection into its schema of `schemas`, inside the caller's transaction."""
    for projection, schema in zip(projections, schemas, strict=True):
        if batch.changes[projection.name]:
            await projection.write(conn, schema, batch.changes[projection.name])
    await park(conn, batch.parked)


def _park_for_all(
    batch: Batch, projections: Sequence[Projection], row: LogRow, error: Exception, skip: ParkedCases
) -> None:
    for projection in projections:
        if row.case not in skip[projection.name]:
            _park(batch, projection.name, row.case, row.position, error, skip)


def _park(
    batch: Batch, name: str, case: UUID, position: int, error: Exception, skip: ParkedCases
) -> None:
    skip[name].add(case)
    batch.parked.append(Parked(name, case, position, type(error).__name__))
