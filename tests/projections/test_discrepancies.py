"""The view of discrepancies: what the cases say, for those who may see what it rests on, page by page."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from psycopg import AsyncConnection

from domain.access import visible
from domain.discrepancies import KINDS, discrepancies
from domain.matrix import BODY_LEVEL
from projections.discrepancies.projector import DISCREPANCIES, READERS, Discrepancies, id_of
from projections.discrepancies.queries import OF_AGENCY, OF_ALL, DiscrepancyFilter, list_discrepancies
from server.database import connect
from tests.projections.logs import Log, agency, ids, write
from tests.projections.moves import MATRIX, log_of, stories, transitions_of
from tests.projections.running import apply_all
from tests.projections.stories import AGENCIES, named, story
from tests.projections.test_views import rows_after

CASES = ids("discrepancies", 3)


@given(stories)
def test_the_rows_are_the_discrepancies_of_the_case(story_: Any) -> None:
    steps = transitions_of(log_of(story_))
    state = steps[-1].after
    rows = rows_after(Discrepancies(MATRIX), steps, list(range(1, 26)))
    expected = {(state.id, id_of(state.id, each.kind, each.ref)): each for each in discrepancies(state)}
    kept = {key: values for (table, key), values in rows.items() if table is DISCREPANCIES}
    assert kept.keys() == expected.keys()
    for key, values in kept.items():
        assert values[:2] == (expected[key].kind, expected[key].ref)
        assert values[2] == " ".join(map(str, expected[key].positions))
        assert values[6] == expected[key].settled_by


@given(stories)
def test_no_agency_has_a_row_of_what_rests_on_an_event_it_may_not_see(story_: Any) -> None:
    steps = transitions_of(log_of(story_))
    state, directory = steps[-1].after, steps[-1].directory
    rows = rows_after(Discrepancies(MATRIX), steps, [7])
    shown = {key for table, key in rows if table is READERS}
    at = state.events[-1].recordedat
    for reader in state.parties:
        kind = directory.kind_of(reader) or ""
        levels = {
            each.position: visible(state, reader, kind, each, MATRIX, at).level for each in state.events
        }
        for each in discrepancies(state):
            least = min(levels[position] for position in each.rests_on)
            open_to = least == BODY_LEVEL or (least and KINDS[each.kind].bare)
            assert ((state.id, reader, id_of(state.id, each.kind, each.ref)) in shown) == bool(open_to)


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection[Any]]:
    """Three cases up to the file's receipt, its resubmission not received."""
    log = Log()
    for kind in AGENCIES:
        log.add(named(CASES[0], kind), agency(kind))
    for case in CASES:
        for step in story(case)[:19]:
            log.add(case, step)
    write(database, log.rows)
    await apply_all(database, [Discrepancies(MATRIX)])
    async with await connect(database) as connection:
        yield connection


async def listed(conn: Any, reader: str, **options: Any) -> list[tuple[UUID, str]]:
    found = await list_discrepancies(conn, reader, **options)
    assert [each.key for each in found] == sorted(each.key for each in found)
    return [(each.case, each.found.kind) for each in found]


async def test_an_agency_lists_what_is_open_oldest_first(conn: Any) -> None:
    open_ones = DiscrepancyFilter(settled=False)
    assert await listed(conn, "polres", only=open_ones) == [(case, "not_received") for case in CASES]
    assert await listed(conn, "ngo") == []


async def test_what_is_settled_stays_with_the_event_that_settled_it(conn: Any) -> None:
    settled = await list_discrepancies(conn, "kejari", only=DiscrepancyFilter(CASES[0], None, settled=True))
    assert [(each.found.kind, len(each.found.positions)) for each in settled] == [("not_received", 1)] * 2
    assert all(each.settled_at is not None and each.settled_at > each.since for each in settled)


async def test_a_list_is_narrowed_by_case_and_kind_and_goes_on_where_the_page_before_ended(conn: Any) -> None:
    every = await list_discrepancies(conn, "polres")
    first = await list_discrepancies(conn, "polres", limit=2)
    rest = await list_discrepancies(conn, "polres", after=first[-1].key)
    assert first + rest == every
    assert {case for case, _ in await listed(conn, "polres", only=DiscrepancyFilter(CASES[1]))} == {CASES[1]}
    assert await listed(conn, "polres", only=DiscrepancyFilter(kind="not_sent")) == []


async def test_who_watches_over_all_cases_lists_what_bare_rows_tell(conn: Any) -> None:
    assert await listed(conn, "coordinator") == []
    found = await listed(conn, "coordinator", every_case=True)
    assert {case for case, _ in found} == set(CASES)
    assert {kind for _, kind in found} == {"not_received"}


@pytest.mark.parametrize(
    ("query", "index"), [(OF_AGENCY, "readers_by_agency"), (OF_ALL, "discrepancies_by_age")]
)
async def test_a_list_goes_by_its_index_and_reads_no_table_from_end_to_end(
    conn: Any, query: bytes, index: str
) -> None:
    await conn.execute("SET enable_seqscan = off")
    await conn.execute("SET enable_bitmapscan = off")
    await conn.execute("SET enable_sort = off")
    asked = {
        "agency": "polres",
        "position": 0,
        "id": UUID(int=0),
        "case": None,
        "kind": None,
        "settled": None,
    }
    plan = await (await conn.execute(b"EXPLAIN " + query, {**asked, "limit": 50})).fetchall()
    text = "\n".join(line for (line,) in plan)
    assert "Seq Scan" not in text
    assert index in text
