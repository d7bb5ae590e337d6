"""Telling whether two copies of a projection hold the same rows, and which rows differ.

Both copies are read case by case in the order of the case ids, so that memory does not grow with them. What
is compared are SHA-256 hashes of the rows as PostgreSQL writes them: equal hashes are equal rows, also where
somebody has changed a row on purpose.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg import AsyncConnection, sql

from projections.tables import Table

# OFFSET 0: a row is hashed before rows are sorted, and not carried along.
BY_CASE = """
SELECT of_case, count(*), sha256(string_agg(digest, ''::bytea ORDER BY {order}))
FROM (
    SELECT {case} AS of_case, {key}, sha256(convert_to(t::text, 'UTF8')) AS digest
    FROM {table} t {where}
    OFFSET 0
) AS hashed
GROUP BY of_case
ORDER BY of_case
"""
BY_ROW = """
SELECT {case}, encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), {key}
FROM {table} t
WHERE {case} = ANY(%(cases)s)
"""
EXAMPLES = 20  # cases and rows that are named of a table
FETCHED = 2_000  # cases fetched at once


class Copy(NamedTuple):
    """One copy of a projection's tables, and the connection that reads it: in a transaction."""

    conn: AsyncConnection[Any]
    schema: str


class CaseSum(NamedTuple):
    """The rows of one case in one table: how many, and the SHA-256 over their hashes in key order."""

    case: UUID
    rows: int
    digest: bytes


class TableSum(NamedTuple):
    """All rows of one table: how many, and the hex SHA-256 over the sums of its cases."""

    table: str
    rows: int
    checksum: str


class RowDifference(NamedTuple):
    """A row that two copies do not have alike: case, primary key, and its hex SHA-256 in each (None: not
    there)."""

    case: UUID
    key: dict[str, Any]
    live: str | None
    rebuilt: str | None


class TableComparison(NamedTuple):
    """One table in two copies, the live one first: rows, hex SHA-256 over all, how many cases differ, some of
    them, and some of their rows that differ."""

    table: str
    rows: tuple[int, int]
    checksums: tuple[str, str]
    differing: int
    examples: tuple[UUID, ...]
    differences: tuple[RowDifference, ...]

    @property
    def equal(self) -> bool:
        """Whether both copies hold the same rows."""
        return self.differing == 0


class _Sum:
    """The sum of a table in the making."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = sha256()

    def add(self, of_case: CaseSum | None) -> None:
        if of_case is not None:
            self.rows += of_case.rows
            self._digest.update(of_case.case.bytes + of_case.rows.to_bytes(8, "big") + of_case.digest)

    @property
    def checksum(self) -> str:
        return self._digest.hexdigest()


async def compare(
    live: Copy, rebuilt: Copy, tables: Sequence[Table], cases: Sequence[UUID] | None = None
) -> tuple[TableComparison, ...]:
    """Table by table what two copies have alike and what not, of all cases or of some."""
    return tuple([await _compare_table(live, rebuilt, table, cases) for table in tables])


async def table_sum(copy: Copy, table: Table) -> TableSum:
    """What one copy of a table holds, whatever the order in which its rows were written."""
    found = _Sum()
    async for of_case in case_sums(copy, table):
        found.add(of_case)
    return TableSum(table.name, found.rows, found.checksum)


async def case_sums(copy: Copy, table: Table, cases: Sequence[UUID] | None = None) -> AsyncIterator[CaseSum]:
    """The sums of all cases of a table, or of some, in the order of their ids."""
    async with copy.conn.cursor(f"sums_{uuid4().hex}", binary=True) as cursor:
        cursor.itersize = FETCHED
        await cursor.execute(_query(BY_CASE, copy, table, cases), {"cases": list(cases or ())})
        async for row in cursor:
            yield CaseSum(*row)


async def _compare_table(
    live: Copy, rebuilt: Copy, table: Table, cases: Sequence[UUID] | None
) -> TableComparison:
    mine, theirs, differing, examples = _Sum(), _Sum(), 0, list[UUID]()
    both = case_sums(live, table, cases), case_sums(rebuilt, table, cases)
    async for case, one, other in _side_by_side(*both):
        mine.add(one)
        theirs.add(other)
        if one != other:
            differing += 1
            examples += [case] if len(examples) < EXAMPLES else []
    return TableComparison(
        table.name,
        (mine.rows, theirs.rows),
        (mine.checksum, theirs.checksum),
        differing,
        tuple(examples),
        tuple(await _row_differences(live, rebuilt, table, examples)),
    )


async def _side_by_side(
    live: AsyncIterator[CaseSum], rebuilt: AsyncIterator[CaseSum]
) -> AsyncIterator[tuple[UUID, CaseSum | None, CaseSum | None]]:
    """Case by case the sums of both, None where one has no row of it."""
    one, other = await asyncio.gather(anext(live, None), anext(rebuilt, None))  # each sorts its whole table
    while one is not None or other is not None:
        case = min(each.case for each in (one, other) if each is not None)
        mine = one if one is not None and one.case == case else None
        theirs = other if other is not None and other.case == case else None
        yield case, mine, theirs
        one = await anext(live, None) if mine is not None else one
        other = await anext(rebuilt, None) if theirs is not None else other


async def _row_differences(
    live: Copy, rebuilt: Copy, table: Table, cases: Sequence[UUID]
) -> list[RowDifference]:
    if not cases:
        return []
    mine, theirs = [await _rows(copy, table, cases) for copy in (live, rebuilt)]
    names = [name for name, _ in table.columns[: table.key]]
    found = []
    for case, *key in sorted(mine.keys() | theirs.keys(), key=str):
        hashes = mine.get((case, *key)), theirs.get((case, *key))
        if hashes[0] != hashes[1]:
            found.append(RowDifference(case, dict(zip(names, key, strict=True)), *hashes))
    return found[:EXAMPLES]


async def _rows(copy: Copy, table: Table, cases: Sequence[UUID]) -> dict[tuple[Any, ...], str]:
    cursor = await copy.conn.execute(_query(BY_ROW, copy, table, None), {"cases": list(cases)})
    return {(case, *key): digest for case, digest, *key in await cursor.fetchall()}


def _query(text: str, copy: Copy, table: Table, cases: Sequence[UUID] | None) -> sql.Composed:
    case, keys = sql.Identifier(table.case_column), table.columns[: table.key]
    # In the order of the database's own language the same rows would have another sum elsewhere.
    ordered = {name: sql.SQL('{} COLLATE "C"' if kind == "text" else "{}") for name, kind in keys}
    return sql.SQL(text).format(
        case=case,
        key=sql.SQL(", ").join(sql.Identifier(name) for name, _ in keys),
        order=sql.SQL(", ").join(how.format(sql.Identifier(name)) for name, how in ordered.items()),
        table=sql.Identifier(copy.schema, table.name),
        where=sql.SQL("" if cases is None else "WHERE {} = ANY(%(cases)s)").format(case),
    )
