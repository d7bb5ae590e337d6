"""Who read a person's data, when and for what: from the read log, agencies and not people (UU 27/2022 art 7).

A list or board counts when it told of an event for the first time (server/readlog/of_case.sql).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from domain.problems import refuse
from domain.read_purposes import ReadPurpose
from server.api.problems import ProblemError
from server.api.reading import LONGEST_PAGE
from server.database import Connections
from server.export.shapes import OfficeEntry, ReadingEntry
from server.export.words import names_of, words_in
from server.readlog.leaves import ReadRow
from server.readlog.of_case import END, AskedReads, reads_of_case
from server.reads import STAGE_ONLY

PAGE = 500  # reads fetched at once


class Trail(NamedTuple):
    """Whose trail: in a case, of the events at these log positions the classes in the mask of each, up to a
    moment. `agencies`: all whose reads may tell of it."""

    case: UUID
    classes: Mapping[int, int]
    agencies: list[str]
    until: datetime


class _Reading(NamedTuple):
    on: date
    agency: str
    purpose: str
    classes: tuple[str, ...]


async def readings(
    reading: Connections, trail: Trail, office: Callable[[str], OfficeEntry]
) -> list[ReadingEntry]:
    """By day, agency, purpose and classes, how often; in the order of the days. Days are those of `until`'s
    offset. Raises ProblemError (`read_log_unavailable`) where the read log does not answer."""
    zone, found = trail.until.tzinfo, Counter[_Reading]()
    before = END
    while page := await _page(reading, trail, before):
        found.update(_told(page, trail, zone))
        before = page[-1].leaf
    return [
        ReadingEntry(
            on=each.on,
            by=office(each.agency),
            purpose=words_in(ReadPurpose, each.purpose) if each.purpose else None,
            classes=list(each.classes),
            times=times,
        )
        for each, times in sorted(found.items())
    ]


async def _page(reading: Connections, trail: Trail, before: int) -> list[ReadRow]:
    asked = AskedReads(trail.case, list(trail.classes), trail.agencies, before, PAGE, LONGEST_PAGE)
    try:
        async with reading.connection() as conn:
            return await reads_of_case(conn, asked)
    except (psycopg.Error, PoolTimeout) as error:
        structlog.get_logger().error("reads not found", exc_info=error)
        rule = "A copy tells who has read, and the read log does not answer; try again."
        raise ProblemError(refuse("read_log_unavailable", rule)) from None


def _told(rows: Iterable[ReadRow], trail: Trail, zone: tzinfo | None) -> Iterable[_Reading]:
    for row in rows:
        served = [
            (trail.classes[position], classes)
            for position, classes in zip(row.positions, row.classes, strict=True)
            if position in trail.classes
        ]
        if served and row.read_at < trail.until:
            on = row.read_at.astimezone(zone).date()
            yield _Reading(on, row.agency, row.purpose or "", _names(served))


def _names(served: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """What was opened of what the copy holds; nothing where all that was served were bare rows."""
    bodies = [told & classes for told, classes in served if classes != STAGE_ONLY]
    mask = 0
    for each in bodies:
        mask |= each
    return tuple(names_of(mask)) if bodies else ()
