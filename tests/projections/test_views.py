"""The rows of the views are what the log says, however its events are cut into steps."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.access import visible
from domain.case_state import CaseState
from domain.directory import Directory
from domain.expiries import expiries
from domain.matrix import BODY_LEVEL
from domain.worklist import owed_in
from projections.case_file.projector import CaseFile
from projections.case_file.tables import CASES, PARTIES, PROGRESS
from projections.clock_board.projector import ClockBoard
from projections.discrepancies.projector import Discrepancies
from projections.disputes.projector import Disputes
from projections.engine import Transition
from projections.expiries.projector import Expiries
from projections.referral_board.projector import ReferralBoard
from projections.rights.projector import Rights
from projections.tables import RowChange, Table
from projections.timeline.projector import EVENTS, Timeline
from projections.view import View
from projections.worklist.projector import ITEMS, Worklist
from server.rules import load_rules
from tests.projections.moves import MATRIX, log_of, stories, transitions_of

VIEWS: tuple[View, ...] = (
    CaseFile(MATRIX),
    Timeline(),
    Worklist(MATRIX),
    Expiries(),
    Discrepancies(MATRIX),
    ClockBoard(load_rules().clocks),
    Disputes(MATRIX),
    ReferralBoard(MATRIX),
    Rights(MATRIX),
)
Rows = dict[tuple[Table, tuple[Any, ...]], tuple[Any, ...]]


def applied(rows: Rows, changes: list[RowChange]) -> Rows:
    for table, key, values in changes:
        if values is None:
            rows.pop((table, key), None)
        else:
            rows[table, key] = values
    return rows


def rows_after(view: View, steps: list[Transition], cuts: list[int]) -> Rows:
    """The rows when the events are applied in steps that end after these many events, and the last."""
    rows: Rows = {}
    start = 0
    for end in [*sorted({cut for cut in cuts if 0 < cut < len(steps)}), len(steps)]:
        step = steps[end - 1]._replace(before=steps[start].before)
        applied(rows, view.prepare(step))
        start = end
    return rows


@given(stories, st.lists(st.integers(1, 25), max_size=6))
def test_however_the_events_are_cut_into_steps_the_same_rows_are_left(story: Any, cuts: list[int]) -> None:
    steps = transitions_of(log_of(story))
    for view in VIEWS:
        at_once = rows_after(view, steps, [])
        assert rows_after(view, steps, cuts) == at_once
        assert rows_after(view, steps, list(range(1, 26))) == at_once


@given(stories)
def test_the_case_file_says_what_access_says_at_the_last_event(story: Any) -> None:
    steps = transitions_of(log_of(story))
    state, directory = steps[-1].after, steps[-1].directory
    rows = rows_after(CaseFile(MATRIX), steps, list(range(1, 26)))
    for agency in state.parties:
        levels = levels_of(state, agency, directory)
        seen = [head for head in state.events if levels[head.position]]
        last = {(PROGRESS, (state.id, agency)): (seen[-1].position,)} if seen else {}
        assert {key: row for key, row in rows.items() if key[0] is PROGRESS and key[1][1] == agency} == last
        bodies = {head.agency for head in state.events if levels[head.position] == BODY_LEVEL}
        assert set(rows[PARTIES, (state.id, agency)][-1].split()) == bodies - {agency}


@given(stories)
def test_an_agency_that_is_not_on_the_case_has_no_row_but_for_its_own_events(story: Any) -> None:
    steps = transitions_of(log_of(story))
    state = steps[-1].after
    rows = rows_after(CaseFile(MATRIX), steps, list(range(1, 26)))
    authors = {head.agency: head.position for head in state.events}
    for (table, key), values in rows.items():
        if table is PROGRESS and key[1] not in state.parties:
            assert values == (authors[key[1]],)


@given(stories)
def test_the_worklist_holds_the_open_items_whose_cause_the_agency_may_see(story: Any) -> None:
    steps = transitions_of(log_of(story))
    state, directory = steps[-1].after, steps[-1].directory
    rows = rows_after(Worklist(MATRIX), steps, list(range(1, 26)))
    expected = {
        (state.id, agency, item.kind, item.ref)
        for agency, items in owed_in(state, directory).items()
        for item in items
        if levels_of(state, agency, directory)[item.since_position]
    }
    assert {key for table, key in rows if table is ITEMS} == expected


@given(stories)
def test_the_timeline_has_one_row_an_event_with_both_clocks(story: Any) -> None:
    steps = transitions_of(log_of(story))
    rows = rows_after(Timeline(), steps, [3])
    assert [key for table, key in rows if table is EVENTS] == [
        (step.event.case, step.event.version) for step in steps
    ]
    for step in steps:
        row = rows[EVENTS, (step.event.case, step.event.version)]
        assert (row[4], row[6]) == (step.event.occurred, step.event.recordedat)


@given(stories)
def test_views_hold_codes_dates_and_references_only(story: Any) -> None:
    rows = rows_after(CaseFile(MATRIX), transitions_of(log_of(story)), [])
    assert [key for table, key in rows if table is CASES] == [(transitions_of(log_of(story))[-1].after.id,)]
    allowed = {"uuid", "bigint", "integer", "smallint", "boolean", "timestamptz", "date", "text"}
    for view in VIEWS:
        for table in view.tables:
            assert {kind for _, kind in table.columns} <= allowed


def levels_of(state: CaseState, agency: str, directory: Directory) -> dict[int, int]:
    kind, at = directory.kind_of(agency) or "", state.events[-1].recordedat
    return {head.position: visible(state, agency, kind, head, MATRIX, at).level for head in state.events}


@given(stories)
def test_the_expiries_are_what_ends_by_itself_in_the_case(story: Any) -> None:
    steps = transitions_of(log_of(story))
    rows = rows_after(Expiries(), steps, list(range(1, 26)))
    assert {(key[1:], due) for (_, key), (due,) in rows.items()} == {
        (each[:3], each.at) for each in expiries(steps[-1].after)
    }
