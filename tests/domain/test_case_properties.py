"""Promises of the fold and of access, on random stories."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.access import OVERSIGHT, STAGE, Matrix, visible
from domain.case import evolve, fold
from domain.case_state import WORKING, CaseState
from domain.catalogue import REGISTRY
from domain.catalogue.audiences import level
from domain.catalogue.fields import DataClass
from domain.consents import may_be_child
from domain.events import EventHead
from domain.matrix import COLUMNS
from domain.worklist import open_items_by_agency
from tests.domain.given import RULES, START, Stream
from tests.domain.stories import AGENCIES, stories

MATRIX = Matrix.parse((RULES / "access_matrix.toml").read_text())
READERS = (*AGENCIES, "imigrasi", "coordinator", "auditor", "dpo")
moments = st.integers(0, 400).map(lambda days: START + timedelta(days=days))


def letters_of(head: EventHead, data_class: DataClass, kind: str) -> str:
    judged = REGISTRY[head.type].narrative_as if data_class is DataClass.NARRATIVE else data_class
    return MATRIX.cell(kind, judged.names()[0])


@given(stories())
def test_a_fold_equals_its_replay_step_by_step(stream: Stream) -> None:
    assert fold(stream.events) == stream.state
    for cut in range(len(stream.events)):
        state = fold(stream.events[:cut])
        for event in stream.events[cut:]:
            state = evolve(state, event)
        assert state == stream.state


@given(stories())
def test_a_state_never_changes_once_made(stream: Stream) -> None:
    state: CaseState | None = None
    for event in stream.events:
        before = repr(state)
        after = evolve(state, event)
        assert repr(state) == before
        state = after


@given(stories())
def test_versions_and_heads_are_those_of_the_events(stream: Stream) -> None:
    assert stream.now.version == len(stream.now.events) == len(stream.events)
    assert [head.version for head in stream.now.events] == list(range(1, len(stream.events) + 1))
    assert stream.now.position == stream.events[-1].position


@given(stories(), moments)
def test_what_is_visible_changes_only_with_the_access_epoch(stream: Stream, at: object) -> None:
    before: CaseState | None = None
    for event in stream.events:
        after = evolve(before, event)
        if before is not None and before.access_epoch == after.access_epoch:
            for reader in READERS:
                for head in before.events:
                    then = visible(before, reader, reader, head, MATRIX, at)
                    assert visible(after, reader, reader, head, MATRIX, at) == then
        before = after


@given(stories(), moments)
def test_nobody_sees_more_than_audience_and_matrix_allow(stream: Stream, at: object) -> None:
    for reader in READERS:
        for head in stream.now.events:
            seen = visible(stream.now, reader, reader, head, MATRIX, at)
            if head.agency == reader:
                assert seen == (2, head.classes)
                continue
            assert seen.classes & ~head.classes == 0
            assert seen.level == 2 or seen.classes == 0
            for data_class in DataClass:
                if data_class and seen.classes & data_class:
                    assert set("FSCT") & set(letters_of(head, data_class, reader))


@given(stories(), moments)
def test_no_body_without_a_standing_relation_and_its_audience(stream: Stream, at: object) -> None:
    for reader in READERS:
        party = stream.now.parties.get(reader)
        standing = {each.kind for each in party.relations if each.stands(at)} if party else set()
        for head in stream.now.events:
            if head.agency == reader:
                continue
            seen = visible(stream.now, reader, reader, head, MATRIX, at)
            if seen.level == 2 and standing == {"offered"}:
                assert (head.type, seen.classes) == ("ReferralOffered", 0)
            elif seen.level == 2:
                assert standing
                told = stream.now.owed_by.get(head.position) == reader  # a lapse names who owed it
                audience = level(REGISTRY[head.type].audience, reader)
                assert audience == "body" or told or "offered" in standing
            elif seen == STAGE:
                assert standing or reader in OVERSIGHT


@given(stories(), moments)
def test_a_child_s_identity_goes_below_cell_f_only_with_guardian_and_assent(
    stream: Stream, at: object
) -> None:
    for reader in READERS:
        for head in stream.now.events:
            seen = visible(stream.now, reader, reader, head, MATRIX, at)
            identified = seen.classes & DataClass.VICTIM_IDENTITY and head.agency != reader
            if not identified or MATRIX.cell(reader, "victim_identity") == "F":
                continue
            if may_be_child(stream.now, head.person):
                assert head.person is not None
                known = stream.now.persons[head.person]
                assert known.assent
                assert any(
                    each.guardian and each.person == head.person and reader in each.recipients
                    for each in stream.now.consents
                )


@given(stories(), moments)
def test_full_cells_are_for_those_who_work_on_the_case(stream: Stream, at: object) -> None:
    for reader in READERS:
        party = stream.now.parties.get(reader)
        working = bool(party and party.holds(WORKING, at))
        for head in stream.now.events:
            seen = visible(stream.now, reader, reader, head, MATRIX, at)
            for column, bit in COLUMNS.items():
                if column != "narrative" and seen.classes & bit and head.agency != reader:
                    assert working or MATRIX.cell(reader, column) != "F"


@given(stories())
def test_open_items_are_of_the_case_and_none_when_it_is_closed(stream: Stream) -> None:
    owed = open_items_by_agency(stream.now)
    assert not (owed and stream.now.closed)
    for items in owed.values():
        assert items
        assert list(items) == sorted(items, key=lambda item: (item.since_position, item.kind, item.ref))
        assert all(0 < item.since_position <= stream.now.position for item in items)
        assert all(name in REGISTRY for item in items for name in item.answers)
