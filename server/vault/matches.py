"""Entries of the match index moved on to this month, as data keys are (`server/vault/rewrap.py`).

Rules that look for equal entries move them first: those of two months are never equal.
"""

from typing import Any, NamedTuple

import structlog
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from projections.arrays import BigInts, Byteas
from server.matching import HASH_BYTES, MatchIndex, month_of
from server.vault.epochs import Epoch, EpochKeys
from server.vault.statements import statement

PAGE = 500


class _Place(NamedTuple):
    position: int
    hash: bytes


BEGINNING = _Place(0, b"")


async def move_matches(conn: AsyncConnection[Any], keys: EpochKeys, index: MatchIndex) -> int:
    """Moves every entry of another month; how many. Safe to stop and to repeat."""
    kek_ids = {month_of(epoch.kek_id): epoch.kek_id for epoch in keys.epochs()}
    month, after, done = index.month(), BEGINNING, 0
    while page := await _page(conn, month, after):
        after = page[-1]
        anew = [(each, moved) for each in page if (moved := _moved(index, each.hash, kek_ids))]
        if len(anew) < len(page):
            structlog.get_logger().error("entries of the match index whose month is gone", events=len(page))
        await _write(conn, anew)
        done += len(anew)
    return done


async def any_match_of(conn: AsyncConnection[Any], epoch: Epoch) -> bool:
    """Whether an entry is encrypted under the key of this month."""
    row = await (
        await conn.execute(statement("any_match_of_month"), _range(month_of(epoch.kek_id)))
    ).fetchone()
    return row == (True,)


def _moved(index: MatchIndex, entry: bytes, kek_ids: dict[bytes, str]) -> bytes | None:
    try:
        return index.moved(entry, kek_ids)
    except KeyError:
        return None


async def _page(conn: AsyncConnection[Any], month: bytes, after: _Place) -> list[_Place]:
    place = {"after": after.hash, "position": Int8(after.position), "limit": Int8(PAGE)}
    query = statement("matches_of_other_months")
    return [_Place(*row) for row in await (await conn.execute(query, {**_range(month), **place})).fetchall()]


def _range(month: bytes) -> dict[str, bytes]:
    """Where entries that begin so stand in the index."""
    return {"month": month, "beyond": month + b"\xff" * (HASH_BYTES + 1)}


async def _write(conn: AsyncConnection[Any], anew: list[tuple[_Place, bytes]]) -> None:
    columns = {
        "position": BigInts(each.position for each, _ in anew),
        "before": Byteas(each.hash for each, _ in anew),
        "hash": Byteas(moved for _, moved in anew),
    }
    if anew:
        await conn.execute(statement("move_matches"), columns)
