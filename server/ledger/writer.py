"""The ledger as a projection of the log: one writer, in log order, dense numbers per agency, a running hash.

The rows of a batch and the checkpoint are one transaction. The ledger is evidence: a rebuild makes a second
one beside it and compares, nothing puts another in its place (`swaps`).
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from psycopg import AsyncConnection

from domain.access import Matrix
from domain.directory import EMPTY, Directory
from projections.arrays import BigInts, Byteas, SmallInts, Texts, Uuids, teach_arrays
from projections.engine import Transition
from projections.tables import Table
from server.ledger.chain import LedgerRow, genesis, link, row_bytes
from server.ledger.projector import Kinds, entitlement_rows, watching_over
from server.ledger.shredding import Shredding, shredded_rows, shredding_of
from server.ledger.statements import LIVE, statement

LEDGER = Table(
    "ledger",
    (
        ("agency", "text"),
        ("n", "bigint"),
        ("kind", "text"),
        ("cause", "bigint"),
        ("position", "bigint"),
        ("case_id", "uuid"),
        ("classes", "smallint"),
        ("stage", "text"),
        ("on_date", "date"),
        ("detail", "jsonb"),
        ("hash", "bytea"),
    ),
    key=2,
)

_json = msgspec.json.Encoder(order="sorted").encode


class Head(NamedTuple):
    """Number and hash of the last row of one agency's ledger."""

    n: int
    hash: bytes


class Ledger:
    """The projection named `ledger`; its changes are `LedgerRow`s, and `Shredding`s that become rows when
    they are written."""

    name = "ledger"
    schema = LIVE
    swaps = False
    tables: tuple[Table, ...] = (LEDGER,)

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._watching: tuple[Directory, Kinds] = EMPTY, {}

    def ddl(self, schema: str) -> str:
        """SQL that makes a second ledger in another schema."""
        return statement("shadow", schema).decode()

    def prepare(self, transition: Transition) -> Sequence[LedgerRow | Shredding]:
        """The ledger rows one event makes, without their numbers; pure."""
        directory, watching = self._watching
        if directory is not transition.directory:
            watching = watching_over(transition.directory)
            self._watching = transition.directory, watching
        rows = entitlement_rows(transition, self._matrix, watching)
        if transition.event.type != "KeyShredded" or transition.before is None:
            return rows
        shredding = shredding_of(transition.before, transition.event)
        return [*rows, shredding] if shredding else rows

    async def write(
        self, conn: AsyncConnection[Any], schema: str, changes: Sequence[LedgerRow | Shredding]
    ) -> None:
        """Appends rows in the given order. Who waits for them is told after the commit (arrivals.py)."""
        teach_arrays(conn)
        rows: list[LedgerRow] = []
        for change in changes:
            if isinstance(change, Shredding):
                await self._append(conn, schema, rows)
                rows = shredded_rows(change, await _owed(conn, schema, change))
            else:
                rows.append(change)
        await self._append(conn, schema, rows)

    async def _append(self, conn: AsyncConnection[Any], schema: str, changes: Sequence[LedgerRow]) -> None:
        if not changes:
            return
        heads = await _locked_heads(conn, schema, {row.agency for row in changes})
        numbered = chained(heads, changes)
        await conn.execute(statement("add_rows", schema), _columns(changes, numbered))
        await conn.execute(statement("move_heads", schema), _head_columns(heads))


def chained(heads: dict[str, Head], rows: Iterable[LedgerRow]) -> list[Head]:
    """Number and hash of each row, following on its agency's head; `heads` moves to the last ones."""
    numbered = []
    for row in rows:
        n, previous = heads[row.agency]
        head = heads[row.agency] = Head(n + 1, link(previous, row_bytes(row)))
        numbered.append(head)
    return numbered


async def _owed(conn: AsyncConnection[Any], schema: str, shredding: Shredding) -> list[LedgerRow]:
    asked = {"case": shredding.case, "positions": BigInts(sorted(shredding.taken))}
    cursor = await conn.execute(statement("held_of_case", schema), asked)
    return [LedgerRow(*values) for values in await cursor.fetchall()]


async def _locked_heads(conn: AsyncConnection[Any], schema: str, agencies: Iterable[str]) -> dict[str, Head]:
    wanted = sorted(agencies)
    cursor = await conn.execute(statement("lock_heads", schema), {"agencies": Texts(wanted)})
    found = {agency: Head(n, digest) for agency, n, digest in await cursor.fetchall()}
    return {agency: found.get(agency) or Head(0, genesis(agency)) for agency in wanted}


def _columns(rows: Sequence[LedgerRow], numbered: Sequence[Head]) -> dict[str, Any]:
    agency, kind, cause, position, case, classes, stage, on_date, detail = zip(*rows, strict=True)
    n, digest = zip(*numbered, strict=True)
    return {
        "agency": Texts(agency),
        "n": BigInts(n),
        "kind": Texts(kind),
        "cause": BigInts(cause),
        "position": BigInts([each or 0 for each in position]),
        "case_id": Uuids(case),
        "classes": SmallInts(classes),
        "stage": Texts([each or "" for each in stage]),
        "on_date": Texts([each.isoformat() if each else "" for each in on_date]),
        "detail": Texts([_json(each).decode() if each else "" for each in detail]),
        "hash": Byteas(digest),
    }


def _head_columns(heads: dict[str, Head]) -> dict[str, Any]:
    n, digest = zip(*heads.values(), strict=True)
    return {"agency": Texts(heads), "n": BigInts(n), "hash": Byteas(digest)}
