"""What an approved erasure is to destroy: listed once, in the database, before anything is destroyed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from psycopg import AsyncConnection
from psycopg.types.numeric import Int4, Int8

from domain.case_state import CaseState
from domain.catalogue.fields import DataClass
from domain.erasure import reached
from projections.arrays import BigInts, SmallInts, Uuids
from server.erasure.statements import statement
from server.vault.owners import person_owner
from server.vault.seal import SealBroken, SealedItem, unpack_items


class Listed(NamedTuple):
    """An erasure under way, by the log position of its approval. `through`: up to where the log was looked
    at; `keys`: what is destroyed; `events`: of how many events; `unreadable_from`: from which day on no
    backup opens them, None where there was no key."""

    approved: int
    erasure: UUID
    case: UUID
    through: int
    keys: Sequence[UUID]
    events: int
    listed_at: datetime
    unreadable_from: date | None
    completed: bool


class Asked(NamedTuple):
    """What was approved: the classes (DataClass mask) of a person, in the case as it stands."""

    approved: int
    erasure: UUID
    person: UUID
    classes: int
    state: CaseState


async def listed(conn: AsyncConnection[Any], approved: int) -> Listed | None:
    """What was listed for the approval at a log position, None where nothing was yet."""
    row = await (await conn.execute(statement("listed"), {"approved": Int8(approved)})).fetchone()
    return Listed(*row) if row else None


async def list_keys(conn: AsyncConnection[Any], asked: Asked, now: datetime, unreadable_from: date) -> Listed:
    """Lists the data keys, of two at once the first wins."""
    taken = reached(asked.state, asked.person, asked.classes, asked.state.position)
    keys = await _keys(conn, asked, taken)
    row = {
        "approved": Int8(asked.approved),
        "erasure": asked.erasure,
        "case_id": asked.state.id,
        "through": Int8(asked.state.position),
        "keys": Uuids(keys),
        "events": Int4(len(taken)),
        "listed_at": now,
        "unreadable_from": unreadable_from if keys else None,
    }
    await conn.execute(statement("list"), row)
    found = await listed(conn, asked.approved)
    assert found is not None, "what was just listed is on record"
    return found


async def _keys(conn: AsyncConnection[Any], asked: Asked, taken: Mapping[int, int]) -> list[UUID]:
    """The keys that seal what is taken, and those of the person that seal nothing yet."""
    query, positions = statement("sealed_of"), BigInts(sorted(taken))
    sealed = await (await conn.execute(query, {"positions": positions})).fetchall()
    found = {
        UUID(bytes=item.key_id)
        for position, items in sealed
        for item in _items(position, items)
        if item.data_class & taken[position]
    }
    classes = [int(each) for each in DataClass if each & asked.classes & ~DataClass.NARRATIVE]
    owned = {"owner": person_owner(asked.state.id, asked.person), "classes": SmallInts(classes)}
    rows = await (await conn.execute(statement("keys_of_owner"), owned)).fetchall()
    return sorted(found | {key_id for (key_id,) in rows})


def _items(position: int, items: bytes) -> Sequence[SealedItem]:
    try:
        return unpack_items(items)
    except SealBroken:  # changed by hand: it opens with no key, so there is none to find
        structlog.get_logger().error("seal broken", position=position)
        return ()
