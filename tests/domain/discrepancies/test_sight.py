"""Who sees a discrepancy: nobody sees more of it than of the events it rests on."""

from hypothesis import given

from domain.access import visible
from domain.catalogue.conference_codes import DiscrepancyKind
from domain.discrepancies import KINDS, Discrepancy, discrepancies
from domain.discrepancies.sight import BODY_LEVEL, NO_LEVEL, STAGE_LEVEL, sight
from tests.domain.disagreeing import OTHER_HASH, POLICE, PROSECUTOR, found, given_file, received, submitted
from tests.domain.given import Stream
from tests.domain.seeing import AT, MATRIX
from tests.domain.stories import AGENCIES, stories


def seen(stream: Stream, each: Discrepancy, agency: str) -> int:
    reader = agency, agency.partition("-")[0]
    return sight(stream.now, each, KINDS[each.kind], reader, MATRIX, AT)


def levels(stream: Stream, each: Discrepancy, agency: str) -> list[int]:
    heads = [head for head in stream.now.events if head.position in each.rests_on]
    assert len(heads) == len(each.rests_on)
    return [visible(stream.now, agency, agency, head, MATRIX, AT).level for head in heads]


@given(stories())
def test_nobody_is_told_of_a_discrepancy_who_may_not_see_one_of_its_events(stream: Stream) -> None:
    for each in discrepancies(stream.now):
        for agency in (*AGENCIES, "coordinator", "auditor", "desa"):
            least, level = min(levels(stream, each, agency)), seen(stream, each, agency)
            assert level <= least
            assert level != STAGE_LEVEL or KINDS[each.kind].bare
            assert (level == BODY_LEVEL) == (least == BODY_LEVEL)


@given(stories())
def test_a_discrepancy_rests_on_events_of_its_case_and_is_named_once(stream: Stream) -> None:
    every = discrepancies(stream.now)
    assert len({(each.kind, each.ref) for each in every}) == len(every)
    positions = {head.position for head in stream.now.events}
    for each in every:
        assert each.positions
        assert set(each.rests_on) <= positions
        assert each.since_position in each.positions
        assert each.settled == (each.settled_by > 0)
    assert every == tuple(sorted(every, key=lambda each: each.since_position))


def test_police_and_prosecutor_see_what_they_differ_on() -> None:
    stream = given_file(submitted(), received(OTHER_HASH))
    (differing,) = found(stream, "documents_differ")
    assert {seen(stream, differing, agency) for agency in (POLICE, PROSECUTOR)} == {BODY_LEVEL}


def test_who_sees_bare_rows_is_told_that_a_paper_is_missing_and_not_that_it_is_another() -> None:
    stream = given_file(submitted(), received(OTHER_HASH))
    assert seen(stream, found(stream, "not_received")[-1], "uptdppa") == STAGE_LEVEL
    assert seen(stream, found(stream, "documents_differ")[0], "uptdppa") == NO_LEVEL


def test_a_coordinator_without_a_place_in_the_case_sees_that_a_paper_is_missing() -> None:
    stream = given_file(submitted())
    assert seen(stream, found(stream, "not_received")[-1], "coordinator") == STAGE_LEVEL


def test_a_village_that_sees_nothing_of_the_file_sees_no_discrepancy_of_it() -> None:
    stream = given_file(submitted())
    assert {seen(stream, each, "desa") for each in discrepancies(stream.now)} == {NO_LEVEL}


def test_every_kind_is_one_that_a_dispute_can_name() -> None:
    assert KINDS.keys() == {kind.value for kind in DiscrepancyKind}
    assert all(kind.basis for kind in KINDS.values())
