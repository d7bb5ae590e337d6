"""The list of victims: each agency those it may be told of, alerts first, the same when made anew."""

from typing import Any

from projections.rebuild import rebuild
from projections.rights.projector import Rights
from projections.rights.queries import PersonFilter, persons
from projections.statements import statement
from server.database import connect
from tests.projections.logs import Log, Step, agency, ids, write
from tests.projections.moves import MATRIX
from tests.projections.running import apply_all
from tests.projections.stories import AGENCIES, named

CASE, LATER_CASE = ids("rights", 2)


def victim(case: Any, name: str) -> Step:
    data = {"person": named(case, name), "sex": "female", "age_band": "21-23", "child": False}
    return ("VictimRegistered", "uptdppa", data)


def about(type_name: str, by: str, case: Any, name: str, **data: Any) -> Step:
    return (type_name, by, {"person": named(case, name), **data})


def logged() -> Log:
    log = Log()
    for kind in AGENCIES:
        log.add(named(CASE, kind), agency(kind))
    for case in (CASE, LATER_CASE):
        log.add(case, ("ReportReceived", "uptdppa", {"channel": "phone", "routed_to": ["uptdppa", "dinsos"]}))
        log.add(case, victim(case, "first"))
        log.add(case, victim(case, "second"))
    log.add(CASE, about("RepatriationLegDeparted", "dinsos", CASE, "first", leg=1))
    log.add(CASE, about("RepatriationLegDeparted", "dinsos", CASE, "second", leg=1))
    log.add(CASE, about("RemoteStatementTaken", "uptdppa", CASE, "second", means="video_link"))
    return log


async def listed(conn: Any, reader: str, **only: Any) -> list[tuple[Any, Any]]:
    return [(each.key.case, each.key.person) for each in await persons(conn, reader, PersonFilter(**only))]


async def test_who_left_before_any_testimony_stands_first(database: str) -> None:
    write(database, logged().rows)
    await apply_all(database, [Rights(MATRIX)])
    first = (CASE, named(CASE, "first"))
    async with await connect(database) as conn:
        found = await listed(conn, "uptdppa")
        assert found[0] == first
        assert found[1:] == [
            (LATER_CASE, named(LATER_CASE, "second")),
            (LATER_CASE, named(LATER_CASE, "first")),
            (CASE, named(CASE, "second")),
        ]
        assert await listed(conn, "dinsos", alert=True) == [first]
        assert await listed(conn, "dinsos", of_case=CASE, of_person=named(CASE, "second")) == [found[3]]
        assert await listed(conn, "polres") == []


async def test_the_list_made_anew_is_the_same(database: str) -> None:
    write(database, logged().rows)
    await apply_all(database, [Rights(MATRIX)])
    found = await rebuild(Rights(MATRIX), database)
    assert found.equal
    assert [table.rows[0] for table in found.compared] == [8]


async def test_the_list_is_found_by_its_index(database: str) -> None:
    await apply_all(database, [Rights(MATRIX)])
    key = {"calm": False, "place": 0, "case": CASE, "person": CASE, "limit": 50, "agency": "rsud"}
    async with await connect(database) as conn:
        explained = await conn.execute(
            b"EXPLAIN " + statement("of_agency", "rights"), {**key, **PersonFilter()._asdict()}
        )
        plan = "\n".join([line for (line,) in await explained.fetchall()])
    assert "persons_by_agency" in plan
    assert "Seq Scan" not in plan
