"""What is looked up of sealed events goes by indexes, page by page, each once, and never delays sealing."""

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
FOUND = "SELECT position, kind FROM jejak.findings WHERE position >= %s ORDER BY n"
HEAD = "SELECT position FROM jejak.findings_head"
SEALED = "SELECT max(size) FROM jejak.log_checkpoints WHERE log = 'jejak.test/log'"

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def rows(shared: Deployment, query: str, *values: Any) -> list[tuple[Any, ...]]:
    async with shared.services.pool.connection() as conn:
        return await (await conn.execute(query.encode(), values or None)).fetchall()


async def astray(shared: Deployment, events: int) -> list[int]:
    """So many events on record, each naming one before it that the case does not have; their positions."""
    case, found = await shared.open_case(), []
    for _ in range(events):
        triage = {"person": str(uuid4()), "urgency": "urgent"}
        plain = event(OWNER, "ReportTriaged", case, triage, prevversion=1, prevhash="0" * 64)
        found.append((await shared.publish(OWNER, plain))["position"])
    await shared.settled()
    return found


async def test_what_is_looked_up_goes_by_its_indexes(shared: Deployment) -> None:
    await astray(shared, 1)
    await Sealer(shared.services).run_once()
    for name, (query, asked, indexes) in QUERIES.items():
        async with shared.services.pool.connection() as conn:
            plan = await (await conn.execute(b"EXPLAIN " + query, asked)).fetchall()
        text = "\n".join(line for (line,) in plan)
        assert {index for index in indexes if index not in text} == set(), (name, text)
        assert "Seq Scan" not in text, (name, text)


async def test_events_are_looked_at_page_by_page_and_each_once(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    positions = await astray(shared, 5)
    monkeypatch.setattr(looking_through, "PAGE", 2)
    monkeypatch.setattr(sealer, "PAGES_AT_ONCE", 100)
    for _ in range(2):
        await Sealer(shared.services).run_once()
        assert await rows(shared, FOUND, positions[0]) == [
            (position, "prev_differs") for position in positions
        ]
    assert await rows(shared, HEAD) == [(positions[-1],)]


async def test_no_event_is_looked_at_before_it_is_sealed_and_in_the_ledgers(shared: Deployment) -> None:
    await Sealer(shared.services).run_once()
    ((before,),) = await rows(shared, HEAD)
    positions = await astray(shared, 2)
    services = shared.services
    async with services.pool.connection() as conn:
        asked = (services.directory.current, services.clock)
        assert await look_through(conn, LOG, positions[0], *asked) == positions[0] - before
        assert await look_through(conn, LOG, positions[0], *asked) == 0
        await moved_back(conn, positions[0])
        assert await look_through(conn, LOG, positions[1], *asked) == 0
        await moved_back(conn, positions[1])
        assert await look_through(conn, LOG, positions[1], *asked) == 1
    assert await rows(shared, FOUND, positions[0]) == [(each, "prev_differs") for each in positions]


async def moved_back(conn: Any, position: int) -> None:
    """The ledgers have come so far."""
    await conn.execute(b"UPDATE jejak.checkpoints SET position = %s WHERE name = 'ledger'", [position])


async def test_of_two_that_look_at_once_one_keeps_what_it_found(shared: Deployment) -> None:
    positions = await astray(shared, 1)
    services = shared.services
    asked = (LOG, positions[0], services.directory.current, services.clock)
    async with services.pool.connection() as one, services.pool.connection() as other:
        await asyncio.gather(look_through(one, *asked), look_through(other, *asked))
    assert await rows(shared, FOUND, positions[0]) == [(positions[0], "prev_differs")]


async def test_where_looking_fails_the_log_is_sealed_all_the_same(
    shared: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    positions = await astray(shared, 1)

    async def failing(*_: Any) -> int:
        raise RuntimeError("cannot look")

    monkeypatch.setattr(sealer, "look_through", failing)
    assert await Sealer(shared.services).run_once() == {"log": None, "reads": None}
    assert await rows(shared, SEALED) == [(positions[0],)]
    monkeypatch.undo()
    await Sealer(shared.services).run_once()
    assert await rows(shared, FOUND, positions[0]) == [(positions[0], "prev_differs")]
