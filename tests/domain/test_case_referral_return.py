"""A referral that is given back: the return needs acceptance too (DESIGN section 4)."""

from typing import Any

import pytest

from domain.body import Proposed
from domain.decisions import Accepted
from domain.events import Marks
from domain.worklist import open_items_by_agency
from tests.domain.deciding import deciding, given_offer, marks, refused
from tests.domain.given import REFERRAL, Stream, proposed


def given_taken_up() -> Stream:
    """The hospital took the referral up: version 3."""
    stream = given_offer()
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    return stream


def given_returned() -> Stream:
    """The hospital gives it back: version 4."""
    stream = given_taken_up()
    stream.records("ReferralReturned", "rsud", referral=REFERRAL, reason="person_moved")
    return stream


def answer(type_name: str, by: str, stream: Stream, **data: Any) -> Proposed:
    return proposed(type_name, by, referral=REFERRAL, basedon=stream.now.version, **data)


def test_a_return_waits_for_the_agency_that_offered_and_the_person_stays_where_it_is() -> None:
    stream = given_returned()
    referral = stream.now.referrals[REFERRAL]
    assert (referral.status, referral.awaits, referral.waiting_since) == ("returned", "uptdppa", 4)
    assert (referral.returned, referral.reason, referral.answered) == (4, "person_moved", 3)
    assert stream.now.parties["rsud"].relation == "referred"


def test_who_offered_has_the_return_to_answer() -> None:
    items = open_items_by_agency(given_returned().now)["uptdppa"]
    assert [(item.kind, item.since_position) for item in items if item.ref == str(REFERRAL)] == [
        ("take_back_referral", 4)
    ]


def test_an_accepted_return_ends_the_place_that_the_referral_gave() -> None:
    stream = given_returned()
    stream.records("ReferralAccepted", "uptdppa", referral=REFERRAL)
    assert stream.now.referrals[REFERRAL].status == "taken_back"
    assert stream.now.parties["rsud"].ended
    assert not stream.now.parties["uptdppa"].ended


def test_a_declined_return_leaves_the_referral_with_the_agency_that_had_taken_it_up() -> None:
    stream = given_returned()
    stream.records("ReferralDeclined", "uptdppa", referral=REFERRAL, reason="no_capacity")
    assert stream.now.referrals[REFERRAL].status == "accepted"
    assert stream.now.parties["rsud"].relation == "referred"
    stream.records("ReferralReturned", "rsud", referral=REFERRAL, reason="unsafe_here")
    assert stream.now.referrals[REFERRAL].status == "returned"


def test_a_referral_is_returned_by_the_agency_that_took_it_up() -> None:
    stream = given_taken_up()
    event = answer("ReferralReturned", "rsud", stream, reason="done_here")
    assert marks(deciding(event, stream)) == Marks(0)
    for by in ("uptdppa", "polres"):
        event = answer("ReferralReturned", by, stream, reason="done_here")
        assert refused(deciding(event, stream)) == ("precondition", "data.referral")


def test_a_referral_that_was_not_taken_up_or_is_over_is_not_returned() -> None:
    offered, over = given_offer(), given_returned()
    over.records("ReferralAccepted", "uptdppa", referral=REFERRAL)
    over.records("AccessGranted", "uptdppa", agency="rsud", reason="task")
    event = answer("ReferralReturned", "rsud", offered, reason="done_here")
    assert refused(deciding(event, offered)) == ("authority_missing", "type")
    event = answer("ReferralReturned", "rsud", over, reason="done_here")
    assert refused(deciding(event, over)) == ("precondition", "data.referral")


@pytest.mark.parametrize("type_name", ["ReferralAccepted", "ReferralDeclined"])
def test_a_return_is_answered_once_and_by_the_agency_that_offered(type_name: str) -> None:
    data: dict[str, Any] = {"reason": "no_capacity"} if type_name == "ReferralDeclined" else {}
    stream = given_returned()
    assert isinstance(deciding(answer(type_name, "uptdppa", stream, **data), stream), Accepted)
    for by in ("rsud", "polres"):
        event = answer(type_name, by, stream, **data)
        assert refused(deciding(event, stream)) == ("precondition", "data.referral")
    stream.records("ReferralAccepted", "uptdppa", referral=REFERRAL)
    event = answer(type_name, "uptdppa", stream, **data)
    assert refused(deciding(event, stream)) == ("precondition", "data.referral")


def test_who_offered_a_referral_does_not_accept_its_own_offer() -> None:
    stream = given_offer()
    event = answer("ReferralAccepted", "uptdppa", stream)
    assert refused(deciding(event, stream)) == ("precondition", "data.referral")


def test_a_return_does_not_pass_over_a_completion_recorded_meanwhile() -> None:
    stream = given_taken_up()
    stream.records("ReferralCompleted", "uptdppa", referral=REFERRAL)
    stream.records("AccessGranted", "uptdppa", agency="rsud", reason="task")
    stale = proposed("ReferralReturned", "rsud", referral=REFERRAL, reason="done_here", basedon=3)
    assert refused(deciding(stale, stream)) == ("stale", "basedon")
