"""The board of commitments: the same rows however the events are cut, and the same made anew."""

from datetime import date
from typing import Any

import pytest

from domain.ids import task_force_stream
from domain.matrix import ALL_CLASSES
from projections.commitments.projector import Commitments
from projections.commitments.queries import CommitmentFilter, commitments
from projections.engine import Transition
from projections.rebuild import rebuild
from projections.statements import statement
from projections.tables import RowChange
from server.database import connect
from tests.domain.given import ORIGIN
from tests.projections.logs import Log, Step, agency, write
from tests.projections.moves import transitions_of
from tests.projections.running import apply_all
from tests.projections.stories import AGENCIES, named

FORCE = task_force_stream(ORIGIN, "ttu")
MEMBERS = ("polres", "uptdppa", "coordinator")
SPRING, SUMMER = date(2026, 4, 10), date(2026, 7, 1)


def configured(*members: str) -> Step:
    data = {"task_force": "ttu", "lead": "uptdppa", "zone": "Asia/Makassar", "members": list(members)}
    return ("TaskForceConfigured", "deployment", data)


def promised(name: str, owner: str, due: str) -> Step:
    data = {
        "task_force": "ttu",
        "commitment": named(FORCE, name),
        "owner": owner,
        "due": due,
        "topic": "stalled_cases",
    }
    return ("CommitmentMade", owner, data)


def progressed(name: str, by: str, **data: Any) -> Step:
    return ("CommitmentProgressed", by, {"commitment": named(FORCE, name), **data})


def fulfilled(name: str, by: str) -> Step:
    return ("CommitmentFulfilled", by, {"commitment": named(FORCE, name), "fulfilled_on": "2026-04-09"})


STEPS = (
    configured(*MEMBERS),
    promised("a", "polres", "2026-04-01"),
    promised("b", "uptdppa", "2026-05-01"),
    progressed("a", "polres", progress="postponed", due="2026-06-01"),
    promised("c", "polres", "2026-04-09"),
    fulfilled("b", "uptdppa"),
    progressed("c", "polres", progress="delayed"),
    promised("d", "polres", "2026-04-20"),
    progressed("d", "polres", progress="dropped"),
    configured("uptdppa", "coordinator"),
)


def logged() -> Log:
    log = Log()
    for kind in AGENCIES:
        log.add(named(FORCE, kind), agency(kind))
    for step in STEPS:
        log.add(FORCE, step, ALL_CLASSES if step[0] == "CommitmentMade" else 0)
    return log


async def board(conn: Any, reader: str, today: date, **only: Any) -> list[tuple[str, str, bool]]:
    found = await commitments(conn, reader, {FORCE: today}, CommitmentFilter(**only))
    names = {named(FORCE, name): name for name in "abcd"}
    return [(names[each.key.commitment], each.progress, each.overdue) for each in found]


async def test_what_is_owed_stands_first_by_the_day_it_is_due(database: str) -> None:
    write(database, logged().rows)
    await apply_all(database, [Commitments()])
    async with await connect(database) as conn:
        assert await board(conn, "coordinator", SPRING) == [
            ("c", "delayed", True),
            ("a", "postponed", False),
            ("d", "dropped", False),
            ("b", "fulfilled", False),
        ]
        assert await board(conn, "coordinator", SUMMER, standing="overdue") == [
            ("c", "delayed", True),
            ("a", "postponed", True),
        ]
        assert await board(conn, "coordinator", SPRING, standing="due") == [("a", "postponed", False)]
        assert await board(conn, "coordinator", SPRING, owner="uptdppa") == [("b", "fulfilled", False)]
        assert await board(conn, "ngo", SPRING) == []
        assert len(await board(conn, "polres", SPRING)) == 3, "who left the task force: its own promises"


async def test_a_commitment_is_not_overdue_on_the_day_it_is_due(database: str) -> None:
    write(database, logged().rows)
    await apply_all(database, [Commitments()])
    async with await connect(database) as conn:
        assert (await board(conn, "coordinator", date(2026, 4, 9)))[0] == ("c", "delayed", False)


@pytest.mark.parametrize("cuts", [[], [1], [4], [2, 5, 9], list(range(1, 10))])
def test_however_the_events_are_cut_into_steps_the_same_rows_are_left(cuts: list[int]) -> None:
    steps = transitions_of(logged().rows, FORCE)
    assert rows_after(steps, cuts) == rows_after(steps, list(range(1, 10)))


def rows_after(steps: list[Transition], cuts: list[int]) -> dict[Any, Any]:
    rows: dict[Any, Any] = {}
    start = 0
    for end in [*cuts, len(steps)]:
        changes: list[RowChange] = Commitments().prepare(steps[end - 1]._replace(before=steps[start].before))
        rows.update({(table, key): values for table, key, values in changes})
        start = end
    return {key: values for key, values in rows.items() if values is not None}


async def test_a_rebuild_finds_what_was_written_live(database: str) -> None:
    write(database, logged().rows)
    await apply_all(database, [Commitments()])
    found = await rebuild(Commitments(), database)
    assert found.equal
    assert [table.rows[0] for table in found.compared] == [4, 2]


async def test_the_board_is_found_by_its_index(database: str) -> None:
    await apply_all(database, [Commitments()])
    async with await connect(database) as conn:
        await conn.execute("SET enable_bitmapscan = off")
        await conn.execute("SET enable_sort = off")
        parameters = {
            "settled": False,
            "place": 0,
            "case": FORCE,
            "commitment": FORCE,
            "limit": 50,
            "agency": "polres",
            "streams": [FORCE],
            "todays": [SPRING],
            **CommitmentFilter()._asdict(),
        }
        explained = await conn.execute(b"EXPLAIN " + statement("of_agency", "commitments"), parameters)
        plan = "\n".join([line for (line,) in await explained.fetchall()])
    assert "commitments_by_place" in plan
    assert "Seq Scan" not in plan
