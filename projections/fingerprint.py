"""Telling whether two copies of a view hold the same rows, and which cases differ."""

from collections.abc import Sequence
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from projections.tables import Table

# Order does not matter; a primary key lets no row stand twice and cancel itself out.
BY_CASE = """
SELECT {case}, count(*), bit_xor(('x' || left(md5(t::text), 16))::bit(64)::bigint)
FROM {table} t {where} GROUP BY {case}
"""
EXAMPLES = 20

CaseSums = dict[UUID, tuple[int, int]]  # per case: rows, and a hash over them


class TableComparison(NamedTuple):
    """One table in two copies: rows, checksums, how many cases differ and some of them."""

    table: str
    rows: tuple[int, int]
    checksums: tuple[str, str]
    differing: int
    examples: tuple[UUID, ...]

    @property
    def equal(self) -> bool:
        """Whether both copies hold the same rows."""
        return self.differing == 0


async def fingerprint(
    conn: AsyncConnection[Any], schema: str, tables: Sequence[Table], cases: Sequence[UUID] | None = None
) -> dict[str, CaseSums]:
    """Per table and case a hash over the rows, of all cases or of some."""
    found: dict[str, CaseSums] = {}
    for table in tables:
        column = sql.Identifier(table.case_column)
        where = sql.SQL("") if cases is None else sql.SQL("WHERE {} = ANY(%(cases)s)").format(column)
        names = {"case": column, "table": sql.Identifier(schema, table.name), "where": where}
        cursor = await conn.execute(sql.SQL(BY_CASE).format(**names), {"cases": cases})
        found[table.name] = {case: (rows, total) for case, rows, total in await cursor.fetchall()}
    return found


def compare(live: dict[str, CaseSums], rebuilt: dict[str, CaseSums]) -> tuple[TableComparison, ...]:
    """Table by table, what two fingerprints have in common and what not."""
    return tuple(_compare_table(name, live[name], rebuilt[name]) for name in live)


def checksum(sums: CaseSums) -> str:
    """One SHA-256 (hex) over all rows of a table, whatever their order."""
    digest = sha256()
    for case in sorted(sums, key=attrgetter("int")):
        rows, total = sums[case]
        digest.update(case.bytes + rows.to_bytes(8, "big") + total.to_bytes(8, "big", signed=True))
    return digest.hexdigest()


def _compare_table(name: str, live: CaseSums, rebuilt: CaseSums) -> TableComparison:
    differing = sorted(case for case in live.keys() | rebuilt.keys() if live.get(case) != rebuilt.get(case))
    return TableComparison(
        name,
        (_rows(live), _rows(rebuilt)),
        (checksum(live), checksum(rebuilt)),
        len(differing),
        tuple(differing[:EXAMPLES]),
    )


def _rows(sums: CaseSums) -> int:
    return sum(rows for rows, _ in sums.values())
