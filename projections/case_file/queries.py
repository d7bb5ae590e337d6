"""Lists of cases, each as one agency may see it."""

import re
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.statements import statement

LIST = statement("list", folder="case_file")
LIST_ALL = statement("list_all", folder="case_file")
SUMMARY = statement("summary", folder="case_file")
END = 2**62
CASE_PREFIX = re.compile(r"[0-9a-f]{0,32}")


class ListedCase(NamedTuple):
    """One case in an agency's list. `last_position` is the key of the page.

    relation, history: its place in the case, None where it has none. closed: None where it may not know.
    stage, stage_on, stage_position: the legal stage it knows of, its date, and the event that says so.
    """

    case: UUID
    relation: str | None
    history: str | None
    ended: bool | None
    ends: datetime | None
    opened_at: datetime
    closed: bool | None
    stage: str | None
    stage_on: date | None
    stage_position: int | None
    last_position: int


class CaseFilter(NamedTuple):
    """What to list. `other`: cases in which the reader has seen an event of that agency. `prefix`: the first
    digits of the case id, hyphens left out or not."""

    stage: str | None = None
    other: str | None = None
    prefix: str = ""


EVERYTHING = CaseFilter()


class CaseSummary(NamedTuple):
    """Where a case stands, for those who may see all of it."""

    version: int
    position: int
    opened_at: datetime
    opened_by: str
    closed: bool
    legal_stage: str | None
    legal_stage_at: datetime | None
    case_manager: str | None
    persons: int
    children: int
    suspects: int
    services: int
    referrals_open: int
    files: int


async def list_cases(
    conn: AsyncConnection[Any],
    agency: str,
    now: datetime,
    *,
    before: int = END,
    limit: int = 100,
    only: CaseFilter = EVERYTHING,
    every_case: bool = False,
) -> list[ListedCase]:
    """A page of cases, last moved first; `before` is the `last_position` of the page before.

    every_case: for an agency whose kind is among `domain.access.OVERSIGHT`. Raises ValueError for a prefix
    that no case id has.
    """
    lowest, highest = prefix_range(only.prefix)
    parameters = {
        "agency": agency,
        "now": now,
        "before": Int8(before),
        "limit": Int8(limit),
        "stage": only.stage,
        "other": only.other,
        "lowest": lowest,
        "highest": highest,
    }
    cursor = await conn.execute(LIST_ALL if every_case else LIST, parameters)
    return [ListedCase(*row) for row in await cursor.fetchall()]


async def summary(conn: AsyncConnection[Any], case: UUID) -> CaseSummary | None:
    """Where a case stands; None for one that is not known."""
    row = await (await conn.execute(SUMMARY, {"case": case})).fetchone()
    return CaseSummary(*row) if row else None


def prefix_range(prefix: str) -> tuple[UUID, UUID]:
    """The lowest and the highest case id that begins with these digits."""
    digits = prefix.replace("-", "").lower()
    if not CASE_PREFIX.fullmatch(digits):
        raise ValueError("a case id begins with hexadecimal digits")
    return UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
