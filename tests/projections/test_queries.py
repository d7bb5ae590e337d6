"""Lists of cases, worklists and timelines: what they show, page by page, and how PostgreSQL finds it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from domain.access import OVERSIGHT
from domain.events import read_event
from projections.arrays import Uuids, teach_arrays
from projections.case_file.queries import CaseFilter, list_cases, prefix_range, summary
from projections.statements import statement
from projections.timeline.queries import deliveries, timeline
from projections.worklist.queries import worklist
from server.database import connect
from server.ledger.writer import Ledger
from tests.projections.logs import Log, Step, agency, ids, write
from tests.projections.moves import MATRIX
from tests.projections.running import all_views, apply_all
from tests.projections.stories import AGENCIES, named, stories, story

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CASES = ids("queries", 6)


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection[Any]]:
    """Six cases, as far along as their number: 20 events of the first, 17 of the second ..."""
    log = Log()
    for kind in AGENCIES:
        log.add(named(CASES[0], kind), agency(kind))
    for behind, case in enumerate(CASES):
        for step in story(case)[: 20 - 3 * behind]:
            log.add(case, step)
    write(database, log.rows)
    await apply_all(database, [Ledger(MATRIX), *all_views()])
    async with await connect(database) as connection:
        yield connection


async def listed(conn: Any, agency: str, **options: Any) -> list[UUID]:
    return [each.case for each in await list_cases(conn, agency, NOW, **options)]


async def test_an_agency_lists_the_cases_it_is_on_last_moved_first(conn: Any) -> None:
    assert await listed(conn, "uptdppa") == CASES[::-1]
    assert await listed(conn, "kejari") == CASES[2::-1]
    assert await listed(conn, "dinsos") == []


async def test_a_list_goes_on_where_the_page_before_ended(conn: Any) -> None:
    first = await list_cases(conn, "uptdppa", NOW, limit=4)
    assert await listed(conn, "uptdppa", before=first[-1].last_position) == CASES[1::-1]


async def test_each_sees_the_stage_as_far_as_it_may(conn: Any) -> None:
    stage_at = {
        reader: {each.case: (each.stage, each.relation) for each in await list_cases(conn, reader, NOW)}
        for reader in ("polres", "rsud")
    }
    assert stage_at["polres"][CASES[0]] == ("P-21", "assigned")
    assert stage_at["polres"][CASES[2]] == ("P-16", "assigned")
    assert stage_at["polres"][CASES[5]] == (None, "assigned")
    assert stage_at["rsud"][CASES[0]] == (None, "referred")


async def test_filters_narrow_by_stage_by_agency_seen_and_by_number(conn: Any) -> None:
    assert await listed(conn, "polres", only=CaseFilter(stage="P-21")) == [CASES[0]]
    assert await listed(conn, "polres", only=CaseFilter(other="kejari")) == CASES[2::-1]
    assert await listed(conn, "polres", only=CaseFilter(other="dinsos")) == []
    prefix = str(CASES[1])[:10]
    assert await listed(conn, "polres", only=CaseFilter(prefix=prefix)) == [CASES[1]]


async def test_an_agency_does_not_find_a_case_by_one_whose_events_it_cannot_see(conn: Any) -> None:
    assert CASES[0] in await listed(conn, "kejari")
    seen_by_hospital = await listed(conn, "rsud", only=CaseFilter(other="kejari"))
    assert seen_by_hospital == []


@pytest.mark.parametrize("prefix", ["xyz", "%", "0" * 33, "'", "0 "])
def test_a_prefix_that_no_case_has_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        prefix_range(prefix)


def test_a_prefix_covers_the_ids_that_begin_with_it() -> None:
    lowest, highest = prefix_range("0a1B-2")
    assert (str(lowest), str(highest)) == (
        "0a1b2000-0000-0000-0000-000000000000",
        "0a1b2fff-ffff-ffff-ffff-ffffffffffff",
    )


async def test_those_who_watch_over_all_cases_list_every_case_by_its_stage(conn: Any) -> None:
    assert "coordinator" in OVERSIGHT
    every = await list_cases(conn, "coordinator", NOW, every_case=True)
    assert [each.case for each in every] == CASES[::-1]
    assert [each.stage for each in every[::-1]][:3] == ["P-21", "Tahap I", "P-16"]
    assert {(each.relation, each.closed) for each in every} == {(None, None)}


async def test_a_grant_that_ran_out_hides_the_case_from_the_moment_it_ends(database: str) -> None:
    log, case = Log(), CASES[0]
    for kind in AGENCIES:
        log.add(named(case, kind), agency(kind))
    until = datetime(2026, 4, 1, tzinfo=UTC)
    granted: Step = (
        "AccessGranted",
        "uptdppa",
        {"agency": "ngo", "reason": "task", "history": "all", "until": until.isoformat()},
    )
    for step in [*story(case)[:3], granted]:
        log.add(case, step)
    write(database, log.rows)
    await apply_all(database, all_views())
    async with await connect(database) as conn:
        before = await list_cases(conn, "ngo", until - timedelta(seconds=1))
        assert [(each.case, each.relation, each.ends) for each in before] == [(case, "granted", until)]
        assert await list_cases(conn, "ngo", until) == []


async def test_a_closed_case_is_listed_as_closed_to_those_who_saw_it_close(database: str) -> None:
    log, case = Log(), CASES[0]
    for kind in AGENCIES:
        log.add(named(case, kind), agency(kind))
    for step in [*story(case)[:8], ("CaseClosed", "uptdppa", {"reason": "services_completed"})]:
        log.add(case, step)
    write(database, log.rows)
    await apply_all(database, all_views())
    async with await connect(database) as conn:
        assert [each.closed for each in await list_cases(conn, "rsud", NOW)] == [True]


async def test_the_summary_counts_what_is_in_a_case(conn: Any) -> None:
    found = await summary(conn, CASES[0])
    assert found is not None
    assert (found.version, found.persons, found.children, found.files, found.services) == (20, 1, 0, 1, 1)
    assert await summary(conn, named(CASES[0], "no case")) is None


async def test_the_worklist_is_what_the_state_says_oldest_first(conn: Any) -> None:
    items = await worklist(conn, "polres", "polres")
    assert [item.key for item in items] == sorted(item.key for item in items)
    assert {(item.key.case, item.key.kind) for item in items} == {
        (CASES[0], "hand_over"),
        (CASES[3], "send_spdp"),
        *((case, "take_up_report") for case in CASES[4:]),
    }
    rest = await worklist(conn, "polres", "polres", after=items[0].key, limit=1)
    assert rest == items[1:2]
    (hand_over,) = [item for item in items if item.key.kind == "hand_over"]
    assert hand_over.answers == ("HandedOver",)


async def test_the_timeline_gives_the_heads_as_they_were_recorded(conn: Any, database: str) -> None:
    log = stories([CASES[0]], 1)
    heads = await timeline(conn, CASES[0])
    events = [read_event(row).head for row in log.rows if row.case == CASES[0]]
    assert [head._replace(position=0, id="", recordedat=NOW, occurred=NOW) for head in heads] == [
        head._replace(position=0, id="", recordedat=NOW, occurred=NOW, facts=None) for head in events
    ]
    assert {head.occurred.utcoffset() for head in heads} == {timedelta(hours=7)}
    assert [head.version for head in await timeline(conn, CASES[0], after=18)] == [19, 20]
    assert len(await timeline(conn, CASES[0], limit=5)) == 5


async def test_deliveries_tell_who_was_owed_what_and_since_when_they_have_it(conn: Any) -> None:
    heads = await timeline(conn, CASES[0])
    spdp = next(head for head in heads if head.type == "SpdpSent")
    asked = (conn, CASES[0], [spdp.position], ["polres", "kejari"], 1_000)
    owed = await deliveries(*asked)
    assert [(each.agency, each.kind, each.fetched_at) for each in owed] == [
        ("kejari", "event", None),
        ("polres", "event", None),
    ]
    assert {each.cause for each in owed} == {spdp.position}
    n = owed[0].n
    for day, (first, last) in enumerate([(n + 1, n + 5), (1, n), (n, n)], 2):
        await conn.execute(
            "INSERT INTO jejak.reads (read_at, agency, call, first_n, last_n)"
            " VALUES (%s, 'kejari', 'feed', %s, %s)",
            [NOW.replace(day=day), first, last],
        )
    await conn.execute(
        "INSERT INTO jejak.acknowledgements (agency, n, hash, acknowledged_at) VALUES ('kejari', %s, '', %s)",
        [n + 1, NOW.replace(day=9)],
    )
    kejari, polres = await deliveries(*asked)
    assert (kejari.fetched_at, kejari.acknowledged_at) == (NOW.replace(day=3), NOW.replace(day=9))
    assert (polres.fetched_at, polres.acknowledged_at) == (None, None)
    await conn.execute(
        "INSERT INTO jejak.reads (read_at, agency, call, case_id, positions)"
        " VALUES (%s, 'polres', 'case', %s, %s)",
        [NOW, CASES[0], [spdp.position]],
    )
    assert (await deliveries(*asked))[1].fetched_at == NOW


LIST = {
    **dict(zip(("lowest", "highest"), prefix_range(""), strict=True)),
    **dict.fromkeys(("stage", "other")),
    "agency": "polres",
    "now": NOW,
    "before": 2**62,
    "limit": 50,
}
PLANS: list[tuple[bytes, dict[str, Any], set[str]]] = [
    (statement("list", "case_file"), LIST, {"progress_by_agency", "parties_pkey", "stages_pkey"}),
    (statement("list_all", "case_file"), LIST, {"cases_overseen", "stages_pkey"}),
    (
        statement("of_agency", "worklist"),
        {"agency": "polres", "position": 0, "case": CASES[0], "kind": "", "ref": "", "limit": 50},
        {"items_by_agency"},
    ),
    (statement("of_case", "timeline"), {"case": CASES[0], "after": 0, "limit": 50}, {"events_pkey"}),
    (statement("page"), {"after": 0, "last": 500}, {"log_pkey"}),
    (
        statement("by_case"),
        {"case": CASES[0], "version": 0, "upto": 2**62, "limit": 500},
        {"log_stream_version"},
    ),
    (statement("registry"), {"upto": 2**62}, {"log_registry"}),
    (
        statement("earlier"),
        {"cases": Uuids(CASES), "upto": Int8(2**62)},
        {"log_stream_version"},
    ),
    (
        statement("deliveries", "timeline"),
        {"case": CASES[0], "positions": [9, 10], "agencies": ["polres", "kejari"], "page": 500},
        {"ledger_case", "reads_place", "reads_case", "acknowledgements_once"},
    ),
]


@pytest.mark.parametrize(("query", "parameters", "indexes"), PLANS)
async def test_a_query_goes_by_its_indexes_and_reads_no_table_from_end_to_end(
    conn: Any, query: bytes, parameters: dict[str, Any], indexes: set[str]
) -> None:
    teach_arrays(conn)
    await conn.execute("SET enable_seqscan = off")
    await conn.execute("SET enable_bitmapscan = off")
    await conn.execute("SET enable_sort = off")
    plan = "\n".join(
        [line for (line,) in await (await conn.execute(b"EXPLAIN " + query, parameters)).fetchall()]
    )
    assert "Seq Scan" not in plan
    for index in indexes:
        assert index in plan
