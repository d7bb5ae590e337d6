"""The ledger in the lane: rebuilt only to be compared, also after a case was passed over and taken in."""

from typing import Any

import psycopg
import pytest

from projections.engine import Transition
from projections.parking import parked_entries
from projections.rebuild import rebuild
from projections.replay import NotParked, replay_case
from server.database import connect
from server.ledger.writer import Ledger
from tests.projections.logs import Log, ids, write
from tests.projections.moves import MATRIX
from tests.projections.running import apply_all, one
from tests.projections.stories import stories, story


class Stumbling(Ledger):
    """A ledger that cannot apply one event, until it is mended."""

    stumbles_at: int | None = None

    def prepare(self, transition: Transition) -> Any:
        if transition.event.position == self.stumbles_at:
            raise LookupError
        return super().prepare(transition)


def two_cases() -> Log:
    return stories(ids("evidence", 2), at_once=2)


async def test_a_second_ledger_is_the_same_and_is_not_kept(database: str) -> None:
    write(database, two_cases().rows)
    await apply_all(database, [Ledger(MATRIX)])
    found = await rebuild(Ledger(MATRIX), database)
    assert found.equal
    assert not found.swapped
    async with await connect(database) as conn:
        assert await one(conn, "SELECT count(*) FROM jejak.ledger") == sum(t.rows[1] for t in found.compared)
        assert await one(conn, "SELECT to_regnamespace('view_ledger_shadow') IS NULL")


async def test_a_ledger_with_a_row_too_many_is_told_from_the_log(database: str) -> None:
    write(database, two_cases().rows)
    await apply_all(database, [Ledger(MATRIX)])
    case = ids("evidence", 2)[1]
    with psycopg.connect(database) as conn:
        conn.execute(
            "INSERT INTO jejak.ledger (agency, n, kind, cause, position, case_id, classes, hash)"
            " VALUES ('rsud', 999, 'event', 9, 9, %s, 0, '')",
            [case],
        )
    found = await rebuild(Ledger(MATRIX), database)
    assert not found.equal
    assert [table.examples for table in found.compared] == [(case,)]


async def test_after_a_case_was_passed_over_and_taken_in_a_second_ledger_is_still_the_same(
    database: str,
) -> None:
    log = two_cases()
    case, other = ids("evidence", 2)
    ledger = Stumbling(MATRIX)
    ledger.stumbles_at = 21
    write(database, log.rows[:30])
    await apply_all(database, [ledger])
    ledger.stumbles_at = None
    write(database, log.rows[30:])
    await apply_all(database, [ledger])
    async with await connect(database) as conn:
        (parked,) = await parked_entries(conn, "ledger")
        assert (parked.case, parked.position) == (log.rows[20].case, 21)
        while_parked = await rebuild(ledger, database)
        assert while_parked.equal
        await replay_case(conn, ledger, parked.case)
        with pytest.raises(NotParked):
            await replay_case(conn, ledger, parked.case)
    last = log.add(case, story(case)[0])
    write(database, [last, log.add(other, story(other)[0])])
    await apply_all(database, [ledger])
    assert (await rebuild(ledger, database)).equal


async def test_what_was_passed_over_stands_at_the_end_of_the_ledger_once_taken_in(database: str) -> None:
    log = two_cases()
    ledger = Stumbling(MATRIX)
    ledger.stumbles_at = 21
    write(database, log.rows)
    await apply_all(database, [ledger])
    async with await connect(database) as conn:
        (parked,) = await parked_entries(conn, "ledger")
        before = await one(conn, "SELECT max(n) FROM jejak.ledger WHERE agency = 'uptdppa'")
        ledger.stumbles_at = None
        await replay_case(conn, ledger, parked.case)
        added = "SELECT array_agg(position ORDER BY n) FROM jejak.ledger WHERE agency = 'uptdppa' AND n > %s"
        positions = [position for position in await one(conn, added, before) if position]
    assert positions == sorted(positions)
    assert positions[0] == 21
