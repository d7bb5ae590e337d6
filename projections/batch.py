"""What a page of the log changes: one fold for all projections of a lane, each preparing its own rows."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from domain.events import LogRow, RecordedEvent
from projections.engine import Projection, Transition
from projections.fold import Fold
from projections.parking import Parked, ParkedCases, park
from projections.tables import RowChange
from projections.view import View

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
    evidence = [projection for projection in projections if not isinstance(projection, View)]
    steps: dict[UUID, list[Transition]] = {}
    broken: list[tuple[LogRow, Exception]] = []
    for count, row in enumerate(rows, 1):
        try:
            transition = fold.advance(row)
        except Exception as error:
            broken.append((row, error))
        else:
            steps.setdefault(row.case, []).append(transition)
            for projection in evidence:
                _prepare_event(projection, transition, batch, skip)
        if count % YIELD_EVERY == 0:
            await asyncio.sleep(0)
    await _prepare_cases([p for p in projections if isinstance(p, View)], steps, batch, skip)
    for row, cause in broken:
        for projection in projections:
            _park(batch, projection.name, row, cause, skip)
    return batch


async def write_batch(
    conn: AsyncConnection[Any], projections: Sequence[Projection], batch: Batch, schemas: Sequence[str]
) -> None:
    """Writes the changes of each projection into its schema of `schemas`, inside the caller's transaction."""
    for projection, schema in zip(projections, schemas, strict=True):
        if batch.changes[projection.name]:
            await projection.write(conn, schema, batch.changes[projection.name])
    await park(conn, batch.parked)


def view_changes(view: View, transitions: Sequence[Transition]) -> tuple[list[RowChange], Parked | None]:
    """The changes that the events of one case make, as one step; where that fails, event by event up to the
    one that cannot be applied."""
    try:
        return view.prepare(transitions[-1]._replace(before=transitions[0].before)), None
    except Exception:
        return one_by_one(view, transitions)


def one_by_one(view: View, transitions: Iterable[Transition]) -> tuple[list[RowChange], Parked | None]:
    """The changes that events make one by one, up to the first that cannot be applied; that one."""
    changes: list[RowChange] = []
    for transition in transitions:
        try:
            changes += view.prepare(transition)
        except Exception as error:
            event = transition.event
            return changes, Parked(view.name, event.case, event.position, type(error).__name__)
    return changes, None


async def _prepare_cases(
    views: Sequence[View], steps: dict[UUID, list[Transition]], batch: Batch, skip: ParkedCases
) -> None:
    for count, (case, transitions) in enumerate(steps.items(), 1):
        for view in views:
            parked = skip[view.name]
            if parked and case in parked:
                continue
            changes, failed = view_changes(view, transitions)
            batch.changes[view.name].extend(changes)
            if failed:
                parked.add(case)
                batch.parked.append(failed)
        if count % YIELD_EVERY == 0:
            await asyncio.sleep(0)


def _prepare_event(projection: Projection, transition: Transition, batch: Batch, skip: ParkedCases) -> None:
    event = transition.event
    if event.case in skip[projection.name]:
        return
    try:
        batch.changes[projection.name].extend(projection.prepare(transition))
    except Exception as error:
        _park(batch, projection.name, event, error, skip)


def _park(
    batch: Batch, name: str, event: LogRow | RecordedEvent, error: Exception, skip: ParkedCases
) -> None:
    if event.case not in skip[name]:
        skip[name].add(event.case)
        batch.parked.append(Parked(name, event.case, event.position, type(error).__name__))
