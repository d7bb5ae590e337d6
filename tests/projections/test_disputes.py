"""The list of disputes: who finds which, in what status, page by page, and how PostgreSQL finds it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import AsyncConnection

from domain.access import visible
from domain.matrix import BODY_LEVEL
from projections.disputes.projector import DISPUTES, Disputes
from projections.disputes.queries import DisputeFilter, cases_of, list_disputes
from projections.statements import statement
from server.database import connect
from tests.domain.given import START
from tests.projections.logs import Log, Step, agency, ids, write
from tests.projections.moves import MATRIX, log_of, stories, transitions_of
from tests.projections.running import all_views, apply_all
from tests.projections.stories import AGENCIES, named, story
from tests.projections.test_views import rows_after

CASES = ids("disputes", 4)


@given(stories, st.lists(st.integers(1, 25), max_size=6))
def test_an_agency_lists_the_disputes_whose_opening_it_sees_in_the_last_status_it_sees(
    story: Any, cuts: list[int]
) -> None:
    steps = transitions_of(log_of(story))
    state, directory = steps[-1].after, steps[-1].directory
    at = state.events[-1].recordedat
    expected = {}
    for reader in {*state.parties, *(each.opened_by for each in state.disputes.values())}:
        kind = directory.kind_of(reader) or ""
        open_now = {
            head.position
            for head in state.events
            if visible(state, reader, kind, head, MATRIX, at).level == BODY_LEVEL
        }
        for dispute in state.disputes.values():
            seen = [turn.status for turn in dispute.turns if turn.position in open_now]
            if dispute.opened_at in open_now:
                expected[DISPUTES, (state.id, reader, dispute.id)] = (seen[-1], dispute.opened_at)
    assert rows_after(Disputes(MATRIX), steps, cuts) == expected


def opened(case: UUID, by: str = "polres", what: str = "dispute") -> Step:
    return ("DisputeOpened", by, {"dispute": named(case, what), "sides": ["polres", "kejari"]})


def ended(case: UUID, what: str = "dispute") -> Step:
    return ("DisputeWithdrawn", "polres", {"dispute": named(case, what), "reason": "settled"})


@pytest.fixture
async def conn(database: str) -> AsyncIterator[AsyncConnection[Any]]:
    """Four cases with a dispute each; that of the second is withdrawn, that of the third has an expert."""
    log = Log()
    for kind in (*AGENCIES, "expert"):
        log.add(named(CASES[0], kind), agency(kind))
    for case in CASES:
        for step in [*story(case)[:12], opened(case)]:
            log.add(case, step)
    log.add(CASES[1], ended(CASES[1]))
    log.add(CASES[2], engaged(CASES[2], START + timedelta(days=30)))
    write(database, log.rows)
    await apply_all(database, all_views())
    async with await connect(database) as connection:
        yield connection


def engaged(case: UUID, until: datetime) -> Step:
    data = {
        "expert": "expert",
        "fields": ["trafficking"],
        "qualification": "degree",
        "conflict_of_interest": False,
        "until": until.isoformat(),
        "dispute": named(case, "dispute"),
    }
    return ("ExpertEngaged", "polres", data)


async def listed(conn: Any, reader: str, **options: Any) -> list[UUID]:
    return [each.case for each in await list_disputes(conn, reader, **options)]


async def test_a_side_lists_its_disputes_opened_last_first(conn: Any) -> None:
    assert await listed(conn, "kejari") == CASES[::-1]
    assert await listed(conn, "polres") == CASES[::-1]


async def test_those_who_see_bare_rows_alone_list_none(conn: Any) -> None:
    for reader in ("uptdppa", "rsud", "coordinator", "auditor"):
        assert await listed(conn, reader) == []


async def test_the_expert_lists_the_dispute_it_is_engaged_for(conn: Any) -> None:
    assert await listed(conn, "expert") == [CASES[2]]


async def test_the_list_is_filtered_by_status_and_by_case(conn: Any) -> None:
    assert await listed(conn, "kejari", only=DisputeFilter(status="withdrawn")) == [CASES[1]]
    assert await listed(conn, "kejari", only=DisputeFilter(case=CASES[3])) == [CASES[3]]
    assert await listed(conn, "kejari", only=DisputeFilter("open", CASES[1])) == []


async def test_a_page_goes_on_where_the_one_before_ended(conn: Any) -> None:
    first = await list_disputes(conn, "kejari", limit=2)
    assert await listed(conn, "kejari", before=first[-1].opened_position) == CASES[1::-1]


async def test_a_dispute_is_found_by_its_id_where_the_asker_sees_it(conn: Any) -> None:
    dispute = named(CASES[0], "dispute")
    assert await cases_of(conn, "kejari", dispute) == [CASES[0]]
    assert await cases_of(conn, "uptdppa", dispute) == []
    assert await cases_of(conn, "kejari", named(CASES[0], "no dispute")) == []


PLANS = [
    ("of_agency", {"before": 2**62, "status": None, "case": None, "limit": 50}, "disputes_by_agency"),
    ("cases_of", {"dispute": named(CASES[0], "dispute")}, "disputes_by_id"),
]


@pytest.mark.parametrize(("name", "parameters", "index"), PLANS)
async def test_a_query_goes_by_its_index(conn: Any, name: str, parameters: Any, index: str) -> None:
    for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
        await conn.execute(f"SET {setting} = off")
    query = b"EXPLAIN " + statement(name, "disputes")
    rows = await (await conn.execute(query, {"agency": "kejari", **parameters})).fetchall()
    plan = "\n".join(line for (line,) in rows)
    assert "Seq Scan" not in plan
    assert index in plan


def test_a_dispute_whose_opening_was_taken_back_is_listed_no_more() -> None:
    case, log = CASES[0], Log()
    for kind in AGENCIES:
        log.add(named(case, kind), agency(kind))
    for step in [*story(case)[:12], opened(case), opened(case, what="second")]:
        log.add(case, step)
    for row in log.rows[-2:]:
        log.add(case, ("EntryWithdrawn", "polres", {"event_id": row.event_id, "reason": "wrong_case"}))
    steps = transitions_of(log.rows, case)
    for count, left in ((14, 4), (15, 2), (16, 0)):
        assert len(rows_after(Disputes(MATRIX), steps[:count], list(range(1, 20)))) == left


def test_what_has_ended_by_itself_is_gone_with_the_next_event() -> None:
    case, log = CASES[0], Log()
    for kind in (*AGENCIES, "expert"):
        log.add(named(case, kind), agency(kind))
    until = (START + timedelta(hours=23, minutes=30)).astimezone(UTC)
    for step in [*story(case)[:12], opened(case), engaged(case, until), opened(case, what="second")]:
        log.add(case, step)
    steps = transitions_of(log.rows, case)
    key = DISPUTES, (case, "expert", named(case, "dispute"))
    assert key in rows_after(Disputes(MATRIX), steps[:-1], list(range(1, 20)))
    assert key not in rows_after(Disputes(MATRIX), steps, list(range(1, 20)))
