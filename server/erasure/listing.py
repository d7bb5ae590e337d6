"""What an approved erasure is to destroy: listed once, in the database, before anything is destroyed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from psycopg import AsyncConnection
from psycopg.types.numeric import Int2, Int4, Int8

from domain.case_state import CaseState
from domain.catalogue.fields import DataClass
from domain.erasure import reached
from projections.arrays import BigInts, SmallInts, Uuids
from server.erasure.statements import statement
from server.vault.epochs import EpochKeys, unreadable_from
from server.vault.owners import person_owner
from server.vault.seal import SealBroken, SealedItem, unpack_items


class Listed(NamedTuple):
    """An erasure under way, by the log position of its approval. `through`: up to where the log was looked
    at; `keys`: what is destroyed; `events`: of how many events; `unreadable_from`: from which day on no
    backup opens them, None where there was no key; `classes` (DataClass mask) and `of_the_case`: what of what
    was approved (see domain/erasure.py)."""

    approved: int
    erasure: UUID
    case: UUID
    through: int
    keys: Sequence[UUID]
    events: int
    listed_at: datetime
    unreadable_from: date | None
    completed: bool
    classes: int | None
    of_the_case: bool | None


class Asked(NamedTuple):
    """What is to be erased: the classes (DataClass mask) of a person, in the case as it stands, which has no
    other person where what belongs to it as a whole (`of_the_case`) goes too."""

    approved: int
    erasure: UUID
    person: UUID
    classes: int
    of_the_case: bool
    state: CaseState


async def listed(conn: AsyncConnection[Any], approved: int) -> Listed | None:
    """What was listed for the approval at a log position, None where nothing was yet."""
    row = await (await conn.execute(statement("listed"), {"approved": Int8(approved)})).fetchone()
    return Listed(*row) if row else None


async def list_keys(conn: AsyncConnection[Any], asked: Asked, now: datetime, epochs: EpochKeys) -> Listed:
    """Lists the data keys, of two at once the first wins. From then on they are wrapped anew no more."""
    taken = reached(asked.state, asked.person, asked.classes, asked.state.position, asked.of_the_case)
    keys = await _keys(conn, asked, taken)
    kek_ids = await (await conn.execute(statement("wrapped_by"), {"keys": Uuids(keys)})).fetchall()
    # A backup of this very day holds the keys under this month's key, or under a later one: clocks differ.
    month = max(epochs.month_of(kek_id) for (kek_id,) in kek_ids) if kek_ids else ""
    last = max(month, now.astimezone(UTC).strftime("%Y-%m"))
    row = {
        "approved": Int8(asked.approved),
        "erasure": asked.erasure,
        "case_id": asked.state.id,
        "through": Int8(asked.state.position),
        "keys": Uuids(keys),
        "events": Int4(len(taken)),
        "listed_at": now,
        "unreadable_from": unreadable_from(last) if keys else None,
        "classes": Int2(asked.classes),
        "of_the_case": asked.of_the_case,
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
