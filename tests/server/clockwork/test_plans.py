"""What clockwork asks every second is answered by indexes, however much is on record."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.numeric import Int8

from projections.arrays import SmallInts
from server import clockwork
from server.clockwork.recomputed import asked
from server.database import connect
from server.rules import load_rules
from tests.server.api.agencies import NOW
from tests.server.clockwork.works import Works

HERE = Path(clockwork.__file__).parent
PLACE = {"after": Int8(5), "upto": Int8(5_000), "limit": Int8(200)}
DUE = {"now": NOW, "due_at": NOW, "case": uuid4(), "position": Int8(1), "limit": Int8(200)}
PLANS: list[tuple[str, Mapping[str, Any], set[str]]] = [
    ("consents_changed", PLACE, {"log_consent_changes"}),
    ("persons_entered", PLACE, {"matches_pkey", "matches_hash"}),
    ("handles_entered", PLACE, {"matches_pkey", "matches_hash"}),
    ("clocks_moved", {**PLACE, **asked(load_rules().clocks)}, {"log_pkey", "log_lapses"}),
    (
        "met_before",
        {"position": Int8(5), "kinds": SmallInts([1, 2]), "most": Int8(50)},
        {"matches_pkey", "matches_hash", "data_keys_pkey", "log_pkey"},
    ),
    ("expiries", {**DUE, "kind": "access", "agency": "ngo-ttu"}, {"expiries_due"}),
    ("deadlines", {**DUE, "rule": "SOP.x", "ref": "x"}, {"clocks_to_record"}),
]


@pytest.mark.parametrize(("name", "parameters", "indexes"), PLANS, ids=[each[0] for each in PLANS])
async def test_a_statement_reads_by_its_indexes_and_scans_no_table(
    works: Works, name: str, parameters: Mapping[str, Any], indexes: set[str]
) -> None:
    async with await connect(works.services.settings.database_url) as conn:
        statement = b"EXPLAIN " + (HERE / f"{name}.sql").read_bytes()
        cursor = await conn.execute(statement, parameters, binary=False)
        told = "\n".join(str(row[0]) for row in await cursor.fetchall())
    assert "Seq Scan" not in told, told
    assert {index for index in indexes if index not in told} == set(), told
