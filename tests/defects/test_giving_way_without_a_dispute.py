"""A side that gives way settles a discrepancy, also where nobody has opened a dispute about it."""

from domain.discrepancies.grounds import same_grounds
from tests.domain.disagreeing import OTHER_HASH, POLICE, PROSECUTOR, given_file, received, submitted, the_one
from tests.domain.given import Stream


def holds(stream: Stream, agency: str, what: str) -> int:
    differing = the_one(stream, "documents_differ")
    named = {"kind": differing.kind, "ref": differing.ref}
    return stream.records(
        "PositionRecorded", agency, on="discrepancy", holds=what, discrepancy=named
    ).position


def test_a_side_that_accepts_the_other_s_record_settles_it() -> None:
    stream = given_file(submitted(), received(OTHER_HASH))
    holds(stream, POLICE, "maintained")
    assert not the_one(stream, "documents_differ").settled
    assert the_one(stream, "documents_differ").settled_by == 0
    assert holds(stream, PROSECUTOR, "conceded") == the_one(stream, "documents_differ").settled_by


def test_the_list_of_discrepancies_takes_it_in() -> None:
    stream = given_file(submitted(), received(OTHER_HASH))
    before = stream.now
    holds(stream, PROSECUTOR, "conceded")
    assert not same_grounds(before, stream.now)
