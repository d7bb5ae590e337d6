"""Of each page the ledger is committed and told before the views, whatever becomes of those."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from psycopg import AsyncConnection

from projections.lane import LaneLost, Step
from projections.lanes import Lanes
from projections.replay import replay_case
from projections.tables import RowChange
from projections.timeline.projector import Timeline
from server.database import connect
from server.ledger.writer import Ledger
from tests.projections.logs import Log, agency, ids, write
from tests.projections.moves import MATRIX
from tests.projections.running import drain, one, opened

REPORT = ("ReportReceived", "uptdppa", {"channel": "phone"})
STANDS = "SELECT position FROM jejak.checkpoints WHERE name = %s"
OWED, SHOWN = "SELECT count(*) FROM jejak.ledger", "SELECT count(*) FROM view_timeline.events"


class Unwritable(Timeline):
    """A timeline whose rows the database refuses, until it is mended."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = True

    async def write(self, conn: AsyncConnection[Any], schema: str, changes: Sequence[RowChange]) -> None:
        if self.broken:
            raise ConnectionError
        await super().write(conn, schema, changes)


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection[Any]]:
    async with await connect(database) as connection:
        yield connection


@pytest.fixture
def log(database: str) -> Log:
    """Two agencies and a case of three events."""
    log = Log()
    for number, each in enumerate(("uptdppa", "polres")):
        log.add(ids("registry", 2)[number], agency(each))
    for _ in range(3):
        log.add(ids("first", 1)[0], REPORT)
    write(database, log.rows)
    return log


async def test_the_ledger_is_committed_and_told_before_any_view_is_written(
    database: str, conn: AsyncConnection[Any], log: Log
) -> None:
    lanes = await opened(database, conn, Ledger(MATRIX), Timeline())
    told: list[tuple[tuple[str, ...], int, int, int]] = []
    async with await connect(database) as other:

        async def tell(step: Step) -> None:
            owed, shown = await one(other, OWED), await one(other, SHOWN)
            told.append((step.names, step.position, owed, shown))

        steps = await lanes.step(conn, tell)
        rows = await one(other, OWED)
    assert rows > 0
    assert told == [(("ledger",), 5, rows, 0), (("timeline",), 5, rows, 3)]
    assert [step.names for step in steps] == [("ledger",), ("timeline",)]


async def test_a_view_that_cannot_be_written_holds_up_no_ledger_and_comes_after_when_it_is_mended(
    database: str, conn: AsyncConnection[Any], log: Log
) -> None:
    ledger, view = Ledger(MATRIX), Unwritable()
    lanes = await opened(database, conn, ledger, view)
    with pytest.raises(ConnectionError):
        await lanes.step(conn)
    write(database, [log.add(ids("first", 1)[0], REPORT)])
    with pytest.raises(ConnectionError):
        await (await Lanes.open(conn, [ledger, view])).step(conn)
    assert [await one(conn, STANDS, name) for name in ("ledger", "timeline")] == [6, 0]
    owed = await one(conn, OWED)
    view.broken = False
    lanes = await Lanes.open(conn, [ledger, view])
    await drain(lanes, conn)
    assert [await one(conn, STANDS, name) for name in ("ledger", "timeline")] == [6, 6]
    assert (await one(conn, OWED), await one(conn, SHOWN)) == (owed, 4), "nothing twice"
    write(database, [log.add(ids("first", 1)[0], REPORT)])
    assert [step.names for step in await lanes.step(conn)] == [("ledger",), ("timeline",)], "together again"


async def test_a_view_whose_checkpoint_was_moved_meanwhile_loses_its_page_and_the_ledger_keeps_its_own(
    database: str, conn: AsyncConnection[Any], log: Log
) -> None:
    ledger, view = Ledger(MATRIX), Timeline()
    lanes = await opened(database, conn, ledger, view)
    await drain(lanes, conn)
    write(database, [log.add(ids("first", 1)[0], REPORT)])
    await conn.execute("UPDATE jejak.checkpoints SET position = 4 WHERE name = 'timeline'")
    with pytest.raises(LaneLost):
        await lanes.step(conn)
    assert [await one(conn, STANDS, name) for name in ("ledger", "timeline")] == [6, 4]
    async with await connect(database) as other:
        assert await replay_case(other, view, ids("first", 1)[0]) == 2
    await drain(await Lanes.open(conn, [ledger, view]), conn)
    assert (await one(conn, STANDS, "timeline"), await one(conn, SHOWN)) == (6, 4)
