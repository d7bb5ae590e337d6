"""What is looked up of sealed events goes by indexes, page by page, each once, never in the way of sealing."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from projections.arrays import BigInts, Texts, Uuids
from server.evidence import looking_through, sealer
from server.evidence.looking_through import AT, EVENTS, OVER, OWED, SIGNED, look_through
from server.evidence.sealer import Sealer
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER

LOG = "jejak.test/log"
ONE = BigInts([1])
QUERIES: dict[str, tuple[bytes, Any, set[str]]] = {
    "events": (EVENTS, {"after": 0, "upto": 9}, {"log_pkey"}),
    "checkpoints by size": (AT, {"log": LOG, "sizes": ONE}, {"log_checkpoints_pkey"}),
    "checkpoints of a range": (OVER, {"log": LOG, "after": 0, "upto": 9}, {"log_checkpoints_pkey"}),
    "owed": (
        OWED,
        {
            "positions": ONE,
            "agencies": Texts(["a"]),
            "cases": Uuids([uuid4()]),
            "named": ONE,
            "versions": ONE,
        },
        {"log_stream_version", "ledger_case"},
    ),
    "signed": (SIGNED, {"since": 1, "until": 9, "source": "/agencies/a"}, {"log_pkey"}),
}
FOUND = "SELECT position, kind FROM jejak.findings ORDER BY n"
HEAD = "SELECT position FROM jejak.findings_head"


async def rows(deployment: Deployment, query: str) -> list[tuple[Any, ...]]:
    async with deployment.services.pool.connection() as conn:
        return await (await conn.execute(query.encode())).fetchall()


async def astray(deployment: Deployment, events: int) -> list[int]:
    """So many events on record, each naming one before it that the case does not have; their positions."""
    case, found = await deployment.open_case(), []
    for _ in range(events):
        triage = {"person": str(uuid4()), "urgency": "urgent"}
        plain = event(OWNER, "ReportTriaged", case, triage, prevversion=1, prevhash="0" * 64)
        found.append((await deployment.publish(OWNER, plain))["position"])
    await deployment.settled()
    return found


@pytest.mark.parametrize("name", QUERIES)
async def test_what_is_looked_up_goes_by_its_indexes(deployment: Deployment, name: str) -> None:
    query, asked, indexes = QUERIES[name]
    await astray(deployment, 1)
    await Sealer(deployment.services).run_once()
    async with deployment.services.pool.connection() as conn:
        plan = await (await conn.execute(b"EXPLAIN " + query, asked)).fetchall()
    text = "\n".join(line for (line,) in plan)
    assert {index for index in indexes if index not in text} == set(), text
    assert "Seq Scan" not in text, text


async def test_events_are_looked_at_page_by_page_and_each_once(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    positions = await astray(deployment, 5)
    monkeypatch.setattr(looking_through, "PAGE", 2)
    monkeypatch.setattr(sealer, "PAGES_AT_ONCE", 100)
    for _ in range(2):
        await Sealer(deployment.services).run_once()
        assert await rows(deployment, FOUND) == [(position, "prev_differs") for position in positions]
    assert await rows(deployment, HEAD) == [(positions[-1],)]


async def test_no_event_is_looked_at_before_it_is_sealed_and_in_the_ledgers(deployment: Deployment) -> None:
    positions = await astray(deployment, 2)
    services = deployment.services
    async with services.pool.connection() as conn:
        asked = (conn, LOG, positions[0], services.directory.current, services.clock)
        assert await look_through(*asked) == positions[0]
        assert await look_through(*asked) == 0
        await conn.execute("UPDATE jejak.checkpoints SET position = %s WHERE name = 'ledger'", [positions[0]])
        assert await look_through(conn, LOG, positions[1], services.directory.current, services.clock) == 0
    assert await rows(deployment, FOUND) == [(positions[0], "prev_differs")]


async def test_of_two_that_look_at_once_one_keeps_what_it_found(deployment: Deployment) -> None:
    positions = await astray(deployment, 1)
    services = deployment.services
    asked = (LOG, positions[0], services.directory.current, services.clock)
    async with services.pool.connection() as one, services.pool.connection() as other:
        await asyncio.gather(look_through(one, *asked), look_through(other, *asked))
    assert await rows(deployment, FOUND) == [(positions[0], "prev_differs")]


async def test_where_looking_fails_the_log_is_sealed_all_the_same(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    positions = await astray(deployment, 1)

    async def failing(*_: Any) -> int:
        raise RuntimeError("cannot look")

    monkeypatch.setattr(sealer, "look_through", failing)
    assert await Sealer(deployment.services).run_once() == {"log": None, "reads": None}
    assert await rows(
        deployment, "SELECT max(size) FROM jejak.log_checkpoints WHERE log = 'jejak.test/log'"
    ) == [(positions[0],)]
    monkeypatch.undo()
    await Sealer(deployment.services).run_once()
    assert await rows(deployment, FOUND) == [(positions[0], "prev_differs")]
