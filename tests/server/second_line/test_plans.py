"""Reading as an agency goes by indexes: no table from end to end, no hash of a whole ledger."""

from typing import Any
from uuid import uuid4

import pytest

from projections.arrays import BigInts
from server.audit.pages import EVENTS, READS
from server.evidence.found import OF_CASE, PAGE
from server.ledger.statements import statement
from server.second_line.streams import CASE_ROWS, ENTITLED
from server.vault.vault import SEALED_ITEMS
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, filed

QUERIES: dict[str, tuple[bytes, Any, set[str]]] = {
    "case": (
        CASE_ROWS,
        {"case": uuid4()},
        {"log_stream_version", "ledger_case", "sealed_pkey"},
    ),
    "entitled": (ENTITLED, {"case": uuid4()}, {"ledger_case"}),
    "sealed": (SEALED_ITEMS, [BigInts([1, 2])], {"sealed_pkey", "log_pkey", "ledger_case"}),
    "findings": (PAGE, {"after": 0, "upto": 100, "limit": 10}, {"findings_pkey", "log_pkey", "ledger_case"}),
    "findings of a case": (
        OF_CASE,
        {"case": uuid4(), "after": 0, "limit": 10},
        {"log_stream_version", "findings_position_kind_key", "ledger_case"},
    ),
    "page": (
        statement("page"),
        {"agency": OWNER, "after": 0, "limit": 100, "bytes": 2**22},
        {"ledger_pkey", "log_pkey", "ledger_case", "sealed_pkey"},
    ),
}
AUDITED: dict[str, tuple[bytes, Any, set[str]]] = {
    "events": (
        EVENTS,
        {"after": 0, "upto": 100, "source": None, "limit": 100, "bytes": 2**22},
        {"log_pkey"},
    ),
    "reads": (READS, {"after": -1, "upto": 100, "agency": None, "limit": 100}, {"reads_leaf"}),
}
LONG_LEDGER = """
INSERT INTO jejak.ledger (agency, n, kind, cause, position, case_id, classes, hash)
SELECT %s, 100000 + n, 'published', n, n, gen_random_uuid(), 0, sha256(n::text::bytea)
FROM generate_series(1, 6000) AS n
"""
READS_ALL = ("Seq Scan on log", "Seq Scan on ledger", "Seq Scan on sealed", "hashed SubPlan", "Hash Join")


@pytest.mark.parametrize("name", QUERIES)
async def test_a_read_as_an_agency_goes_by_its_indexes(deployment: Deployment, name: str) -> None:
    query, asked, indexes = QUERIES[name]
    await filed(deployment, await deployment.open_case())
    await deployment.settled()
    async with deployment.services.second_line.as_agency(OWNER, "uptdppa").connection() as conn:
        found = await conn.execute(b"EXPLAIN " + query, asked)
    plan = "\n".join(line for (line,) in await found.fetchall())
    assert not [each for each in READS_ALL if each in plan], plan
    assert {index for index in indexes if index not in plan} == set(), plan


async def test_a_case_is_found_in_a_long_ledger_by_its_index_alone(deployment: Deployment) -> None:
    async with deployment.services.pool.connection() as conn:
        await conn.execute(LONG_LEDGER, [OWNER])
    case = CASE_ROWS % {b"case": b"$1"}
    async with deployment.services.second_line.of_case(OWNER, "uptdppa", uuid4()).connection() as conn:
        await conn.execute(b"PREPARE of_case (uuid) AS " + case)
        found = await conn.execute(b"EXPLAIN EXECUTE of_case (gen_random_uuid())")
    plan = "\n".join(line for (line,) in await found.fetchall())
    assert "Index Only Scan using ledger_case on ledger" in plan, plan
    assert not [each for each in READS_ALL if each in plan], plan


async def test_a_page_of_a_long_ledger_is_read_row_after_row_though_nothing_is_known_of_the_table(
    deployment: Deployment,
) -> None:
    async with deployment.services.pool.connection() as conn:
        await conn.execute(LONG_LEDGER, [OWNER])
    page = statement("page") % {b"agency": b"$1", b"after": b"$2", b"limit": b"$3", b"bytes": b"$4"}
    async with deployment.services.second_line.paging(OWNER, "uptdppa", 0, 100).connection() as conn:
        await conn.execute(b"PREPARE page AS " + page)
        found = await conn.execute(b"EXPLAIN EXECUTE page ('uptdppa-ttu', 0, 100, 4194304)")
    plan = "\n".join(line for (line,) in await found.fetchall())
    assert "Index Cond: ((agency = $1) AND (n > $2))" in plan, plan
    assert not [each for each in ("Bitmap", "Sort") if each in plan], plan


@pytest.mark.parametrize("name", AUDITED)
async def test_a_page_of_an_audit_goes_by_positions(deployment: Deployment, name: str) -> None:
    query, asked, indexes = AUDITED[name]
    await filed(deployment, await deployment.open_case())
    async with deployment.services.second_line.as_auditor("auditor").connection() as conn:
        found = await conn.execute(b"EXPLAIN " + query, asked)
    plan = "\n".join(line for (line,) in await found.fetchall())
    assert not [each for each in (*READS_ALL, "Seq Scan") if each in plan], plan
    assert {index for index in indexes if index not in plan} == set(), plan
