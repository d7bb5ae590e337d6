"""An agency's worklist, page by page."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.catalogue import REGISTRY
from domain.worklist import ITEM_KINDS
from projections.statements import statement

OF_AGENCY = statement("of_agency", folder="worklist")
KINDS = {kind.code: kind for kind in ITEM_KINDS}


class WorkKey(NamedTuple):
    """Place in the worklist: what has waited longest stands first."""

    since_position: int
    case: UUID
    kind: str
    ref: str


BEGINNING = WorkKey(0, UUID(int=0), "", "")


class WorkItem(NamedTuple):
    """One thing to do. `ref`: the referral, file, report or joint act it is about. `since`: when the event it
    arises from was recorded. `answers`: the types that this agency may record to answer it. `basis`: the law
    or rule that it is owed by."""

    key: WorkKey
    since: datetime
    label_id: str
    label_en: str
    answers: tuple[str, ...]
    basis: str


async def worklist(
    conn: AsyncConnection[Any], agency: str, kind: str, after: WorkKey = BEGINNING, limit: int = 100
) -> list[WorkItem]:
    """What an agency of that kind has to do, oldest first, after a place."""
    parameters = {
        "agency": agency,
        "position": Int8(after.since_position),
        "case": after.case,
        "kind": after.kind,
        "ref": after.ref,
        "limit": Int8(limit),
    }
    cursor = await conn.execute(OF_AGENCY, parameters)
    return [_item(kind, *row) for row in await cursor.fetchall()]


def item_of(agency_kind: str, key: WorkKey, since: datetime) -> WorkItem:
    """The item of a kind that stands at a place in the worklist."""
    return _item(agency_kind, key.case, key.kind, key.ref, key.since_position, since)


def _item(agency_kind: str, case: UUID, kind: str, ref: str, position: int, since: datetime) -> WorkItem:
    about = KINDS[kind]
    answers = tuple(name for name in about.answers if agency_kind in REGISTRY[name].agencies)
    key = WorkKey(position, case, kind, ref)
    return WorkItem(key, since, about.label_id, about.label_en, answers, about.basis)
