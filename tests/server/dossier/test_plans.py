"""What a dossier asks the database goes by indexes."""

from typing import Any
from uuid import uuid4

import pytest

from projections.arrays import BigInts, Texts
from server.dossier.asked import CASES_OF_ANY
from server.dossier.deliveries import ACKNOWLEDGED
from server.dossier.sealing import AROUND, COSIGNED
from tests.server.api.deployment import Deployment

QUERIES: dict[str, tuple[bytes, Any, set[str]]] = {
    "cases of any": (
        CASES_OF_ANY,
        {"agencies": Texts(["polres-ttu", "kejari-ttu"]), "dispute": uuid4()},
        {"disputes_by_id"},
    ),
    "acknowledged": (
        ACKNOWLEDGED,
        {"agency": "kejari-ttu", "rows": BigInts([1, 2, 3])},
        {"acknowledgements_once"},
    ),
    "cosigned": (
        COSIGNED,
        {"log": "jejak.test/log", "sizes": BigInts([1, 2, 3])},
        {"cosignatures_pkey"},
    ),
    "around": (
        AROUND,
        {"log": "jejak.test/log", "policy": "0" * 64, "positions": BigInts([1, 2, 3]), "size": 9},
        {"final_checkpoints_pkey", "log_checkpoints_pkey"},
    ),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_it_goes_by_its_indexes(deployment: Deployment, name: str) -> None:
    query, asked, indexes = QUERIES[name]
    async with deployment.services.pool.connection() as conn:
        await conn.execute("SET LOCAL enable_seqscan = off")  # the tables are empty
        found = await conn.execute(b"EXPLAIN " + query, asked)
        plan = "\n".join(line for (line,) in await found.fetchall())
    assert {index for index in indexes if index not in plan} == set(), plan
    assert "Seq Scan" not in plan
