"""The ledger in the database: dense, chained, append-only, and the same when made again from the log."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid5

import psycopg
import pytest
from psycopg import AsyncConnection, errors

from domain.ids import NAMESPACE
from projections.rebuild import rebuild
from projections.replay import replay_case
from server.database import connect, open_pool
from server.ledger.chain import LedgerRow, class_names, genesis, link, row_bytes
from server.ledger.queries import LedgerReader
from server.ledger.statements import statement
from server.ledger.verify import ChainBroken, verify_chain
from server.ledger.writer import Head, Ledger, chained
from server.rules import load_rules
from tests.domain.given import CASE
from tests.projections.logs import Log, agency, ids, write
from tests.projections.running import apply_all, drain, opened
from tests.projections.stories import AGENCIES, stories

MATRIX = load_rules().matrix
CASES = ids("ledger", 6)


class Stumbling(Ledger):
    """A ledger that cannot take in anything of one case, until it is mended."""

    stumbles = True

    def prepare(self, transition: Any) -> Any:
        if self.stumbles and transition.event.case == CASES[0]:
            raise ZeroDivisionError
        return super().prepare(transition)


@asynccontextmanager
async def reading(database: str) -> AsyncIterator[LedgerReader]:
    pool = await open_pool(database)
    try:
        yield LedgerReader(pool)
    finally:
        await pool.close()


async def every_row(reader: LedgerReader) -> dict[str, list[tuple[Head, LedgerRow]]]:
    return {agency: await reader.rows(agency, 0, 10_000) for agency in (*AGENCIES, "deployment")}


@pytest.fixture
def written(database: str) -> str:
    """A database whose log holds six cases."""
    write(database, stories(CASES, 3).rows)
    return database


async def test_rows_are_numbered_densely_and_chained_per_agency(written: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        for name, rows in (await every_row(reader)).items():
            digest = genesis(name)
            for number, (head, row) in enumerate(rows, 1):
                digest = link(digest, row_bytes(row))
                assert head == (number, digest)
            assert await reader.head(name) == Head(len(rows), digest)
            assert await verify_chain(reader, name) == Head(len(rows), digest)
        assert (await reader.head("uptdppa")).n >= 6 * 20


async def test_pages_of_any_size_make_the_same_ledger(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        at_once = await every_row(reader)
    with psycopg.connect(written, autocommit=True) as owner:
        owner.execute("ALTER TABLE jejak.ledger DISABLE TRIGGER append_only")
        owner.execute("GRANT DELETE ON jejak.ledger TO CURRENT_USER")
        for table in ("ledger", "ledger_head", "checkpoints"):
            owner.execute(f"DELETE FROM jejak.{table}".encode())
    monkeypatch.setattr("projections.lane.PAGE", 7)
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        assert await every_row(reader) == at_once


async def test_rows_stand_in_the_order_of_the_log(written: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        for rows in (await every_row(reader)).values():
            causes = [row.cause for _, row in rows]
            assert causes == sorted(causes)


@pytest.mark.parametrize(
    "change",
    ["UPDATE jejak.ledger SET classes = 511", "DELETE FROM jejak.ledger", "TRUNCATE jejak.ledger"],
)
async def test_neither_the_server_nor_the_owner_can_change_a_ledger(written: str, change: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with await connect(written) as server:
        with pytest.raises(errors.InsufficientPrivilege):
            await server.execute(change.encode())
    async with await AsyncConnection.connect(written, autocommit=True) as owner:
        with pytest.raises(errors.InsufficientPrivilege):
            await owner.execute(change.encode())


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE jejak.ledger SET classes = 1 WHERE agency = 'polres' AND n = 4", 4),
        ("UPDATE jejak.ledger SET kind = 'stage' WHERE agency = 'polres' AND n = 2", 2),
        ("UPDATE jejak.ledger SET hash = sha256('x') WHERE agency = 'polres' AND n = 3", 3),
        ("DELETE FROM jejak.ledger WHERE agency = 'polres' AND n = 5", 5),
    ],
)
async def test_a_ledger_tampered_with_does_not_verify(written: str, tampering: str, broken_at: int) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    with psycopg.connect(written, autocommit=True) as owner:
        owner.execute("ALTER TABLE jejak.ledger DISABLE TRIGGER append_only")
        owner.execute("GRANT UPDATE, DELETE ON jejak.ledger TO CURRENT_USER")
        owner.execute(tampering.encode())
    async with reading(written) as reader:
        with pytest.raises(ChainBroken) as broken:
            await verify_chain(reader, "polres")
        assert broken.value.n == broken_at
    assert not (await rebuild(Ledger(MATRIX), written)).equal


async def test_a_ledger_cut_short_does_not_verify(written: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    with psycopg.connect(written, autocommit=True) as owner:
        owner.execute("ALTER TABLE jejak.ledger DISABLE TRIGGER append_only")
        owner.execute("GRANT DELETE ON jejak.ledger TO CURRENT_USER")
        owner.execute("DELETE FROM jejak.ledger WHERE agency = 'polres' AND n > 3")
    async with reading(written) as reader:
        with pytest.raises(ChainBroken):
            await verify_chain(reader, "polres")


async def test_a_rebuild_compares_and_leaves_the_ledger_in_its_place(written: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        before = await every_row(reader)
    found = await rebuild(Ledger(MATRIX), written)
    assert (found.equal, found.swapped) == (True, False)
    assert found.compared[0].rows[0] == sum(map(len, before.values()))
    async with reading(written) as reader:
        assert await every_row(reader) == before


async def test_a_case_passed_over_is_appended_once_the_ledger_is_mended(written: str) -> None:
    ledger = Stumbling(MATRIX)
    await apply_all(written, [ledger])
    async with reading(written) as reader:
        assert CASES[0] not in await reader.owed_cases("polres", None, 50)
        before = await reader.head("polres")
    ledger.stumbles = False
    async with await connect(written) as conn:
        await replay_case(conn, ledger, CASES[0])
    async with reading(written) as reader:
        assert CASES[0] in await reader.owed_cases("polres", None, 50)
        added = await reader.rows("polres", before.n, 1_000)
        assert {row.case for _, row in added} == {CASES[0]}
        await verify_chain(reader, "polres")
    assert (await rebuild(ledger, written)).equal


async def test_cases_owed_come_in_order_and_page_by_page(written: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        found, after = [], None
        while cases := await reader.owed_cases("polres", after, 2):
            found += cases
            after = cases[-1]
        assert found == sorted(CASES)


async def test_owed_rows_are_those_of_the_cases_up_to_a_row(written: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        every = await reader.rows("kejari", 0, 10_000)
        wanted = [row for head, row in every if row.case in CASES[:2] and head.n <= 20]
        assert await reader.owed_rows("kejari", CASES[:2], 20) == wanted


async def test_a_page_ends_where_its_bytes_are_full_but_never_before_its_first_row(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    async with reading(written) as reader:
        whole = await reader.page("polres", 0, 500)
        size = sum(len(owed.event.state) for owed in whole[:3] if owed.event)
        monkeypatch.setattr("server.ledger.queries.PAGE_BYTES", size)
        assert await reader.page("polres", 0, 500) == whole[:3]
        monkeypatch.setattr("server.ledger.queries.PAGE_BYTES", 1)
        assert await reader.page("polres", 2, 500) == whole[2:3]


async def test_a_row_is_hashed_as_it_is_read(written: str) -> None:
    """jsonb reorders members and drops spaces: what is hashed must not depend on it."""
    heads: dict[str, Head] = defaultdict(lambda: Head(0, genesis("ngo")))
    detail = {"level": 2, "reason": "ConsentWithdrawn"}
    frame = {"hash": "ab" * 32, "count": 3}
    rows = [
        LedgerRow("ngo", "withdrawn", 9, 3, CASE, 33, None, None, detail),
        LedgerRow("ngo", "backfill_end", 9, None, CASE, 0, None, None, frame),
    ]
    expected = chained(heads, rows)
    async with await connect(written) as conn, conn.transaction():
        await Ledger(MATRIX).write(conn, "jejak", rows)
    async with reading(written) as reader:
        assert await reader.rows("ngo", 0, 10) == list(zip(expected, rows, strict=True))


def test_what_is_hashed_of_a_row_is_fixed_for_good() -> None:
    row = LedgerRow("ngo", "event", 7, 7, CASE, 33, None, None, None)
    assert row_bytes(row) == (
        b'["event",7,7,"82bee241-5479-5909-a56b-01d3a03037f6",["victim_identity","legal_file"],null,null,null]'
    )
    assert genesis("ngo") != genesis("ngo-ttu")
    assert class_names(0) == []


PLANS = {
    "page": ({"agency": "polres", "after": 5, "limit": 100, "bytes": 10**6}, "ledger_pkey"),
    "hash_at": ({"agency": "polres", "n": 5}, "ledger_pkey"),
    "owed_cases": ({"agency": "polres", "after": uuid5(NAMESPACE, "x"), "limit": 100}, "ledger_case"),
    "owed_rows": ({"agency": "polres", "cases": CASES[:2], "upto": 100}, "ledger_case"),
    "rows": ({"agency": "polres", "after": 5, "limit": 100}, "ledger_pkey"),
}


@pytest.mark.parametrize("name", PLANS)
async def test_a_query_of_the_ledger_walks_its_index(written: str, name: str) -> None:
    await apply_all(written, [Ledger(MATRIX)])
    asked, index = PLANS[name]
    async with await connect(written) as conn:
        cursor = await conn.execute(b"EXPLAIN " + statement(name), asked)
        plan = "\n".join(line for (line,) in await cursor.fetchall())
    assert index in plan
    assert "Seq Scan" not in plan


async def test_current_cases_asks_by_the_index_of_the_log(written: str, project: Path) -> None:
    query = (project / "server" / "case_tail.sql").read_bytes()
    async with await connect(written) as conn:
        cursor = await conn.execute(b"EXPLAIN " + query, [CASES, [0] * len(CASES)])
        plan = "\n".join(line for (line,) in await cursor.fetchall())
    assert "log_stream_version" in plan
    assert "Seq Scan" not in plan


async def test_an_agency_registered_later_starts_with_what_comes_then(database: str) -> None:
    log = Log()
    log.add(CASES[1], agency("uptdppa"))
    log.add(CASES[0], ("ReportReceived", "uptdppa", {"channel": "phone"}))
    log.add(CASES[2], agency("auditor"))
    log.add(CASES[0], ("PoliceNotified", "uptdppa", {"police": "polres"}))
    write(database, log.rows)
    async with await connect(database) as conn:
        await drain(await opened(database, conn, Ledger(MATRIX)), conn)
    async with reading(database) as reader:
        assert [row.position for _, row in await reader.rows("auditor", 0, 10)] == [4]
