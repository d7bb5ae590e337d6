"""What settles a discrepancy of any kind: a dispute that both sides end alike, or a side that gives way."""

from typing import Any

import pytest

from tests.domain.disagreeing import OTHER_HASH, POLICE, PROSECUTOR, given_file, received, submitted, the_one
from tests.domain.given import FILE, Stream, named

DISPUTE, PROPOSAL = named("dispute"), named("proposal")


def given_dispute() -> Stream:
    """Police open a dispute about the hash of the file, at position 8."""
    stream = given_file(submitted(), received(OTHER_HASH))
    differing = the_one(stream, "documents_differ")
    stream.records(
        "DisputeOpened",
        POLICE,
        dispute=DISPUTE,
        file=FILE,
        sides=[POLICE, PROSECUTOR],
        discrepancy={"kind": differing.kind, "ref": differing.ref},
    )
    return stream


def proposes(stream: Stream) -> None:
    stream.records(
        "DisputeOutcomeProposed", POLICE, dispute=DISPUTE, proposal=PROPOSAL, outcome="prosecutor_position"
    )


def accepts(stream: Stream, agency: str) -> None:
    stream.records("DisputeOutcomeAccepted", agency, dispute=DISPUTE, proposal=PROPOSAL)


def test_a_dispute_settles_it_when_both_sides_have_accepted_the_outcome() -> None:
    stream = given_dispute()
    proposes(stream)
    accepts(stream, POLICE)
    assert not the_one(stream, "documents_differ").settled
    accepts(stream, PROSECUTOR)
    assert the_one(stream, "documents_differ").settled_by == 11


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        ("DisputeWithdrawn", {"reason": "opened_in_error"}),
        ("DisputeEscalated", {"to": "police_superior", "reason": "no_agreement"}),
    ],
)
def test_a_dispute_that_ends_otherwise_leaves_it_open(type_name: str, data: dict[str, Any]) -> None:
    stream = given_dispute()
    stream.records(type_name, POLICE, dispute=DISPUTE, **data)
    assert not the_one(stream, "documents_differ").settled


def test_a_side_that_accepts_the_record_of_the_other_settles_it() -> None:
    stream = given_dispute()
    stream.records(
        "PositionRecorded", PROSECUTOR, dispute=DISPUTE, on="discrepancy", holds="conceded", file=FILE
    )
    assert the_one(stream, "documents_differ").settled_by == 9


def test_a_side_that_maintains_its_record_does_not() -> None:
    stream = given_dispute()
    stream.records(
        "PositionRecorded", PROSECUTOR, dispute=DISPUTE, on="discrepancy", holds="maintained", file=FILE
    )
    assert not the_one(stream, "documents_differ").settled
