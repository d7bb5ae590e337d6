"""An entry on whose strength another agency has acted is not taken back by its publisher alone."""

from typing import Any

from domain.decisions import Accepted
from domain.events import RecordedEvent
from tests.domain.disputing import CONFERENCE, DISPUTE, accepts, given_conference, given_dispute, proposes
from tests.domain.filing import (
    OTHER_POLICE,
    POLICE,
    PROSECUTOR,
    given_complete,
    given_investigation,
    given_returned,
    given_terminated,
    when,
)
from tests.domain.given import FILE, HASH, REFERRAL, Stream, named

TRANSFER: dict[str, Any] = {"from_agency": POLICE, "to_agency": OTHER_POLICE, "reason": "network"}
ELSEWHERE: dict[str, Any] = {
    "file": named("another file"),
    "ordered_on": "2026-03-02",
    "articles": ["KUHP:455"],
}


def taken_back(stream: Stream, entry: RecordedEvent) -> bool:
    verdict = when(stream, "EntryWithdrawn", entry.agency, event_id=entry.id, reason="wrong_content")
    return isinstance(verdict, Accepted)


def entry(stream: Stream, type_name: str, by: str) -> RecordedEvent:
    return next(each for each in stream.events if (each.type, each.agency) == (type_name, by))


def given_transfer() -> Stream:
    """Between two units that both have their place in the case besides."""
    stream = given_investigation()
    stream.records("InvestigationOrdered", POLICE, **ELSEWHERE)
    stream.records("ReferralOffered", POLICE, referral=REFERRAL, to=OTHER_POLICE, service="legal_aid")
    stream.records("ReferralAccepted", OTHER_POLICE, referral=REFERRAL)
    stream.records("JurisdictionTransferred", POLICE, file=FILE, **TRANSFER)
    return stream


def test_a_transfer_is_not_taken_back_once_the_other_unit_acknowledged_it() -> None:
    stream = given_transfer()
    transfer = stream.events[-1]
    assert taken_back(stream, transfer)
    stream.records("TransferAcknowledged", OTHER_POLICE, file=FILE)
    assert not taken_back(stream, transfer)


def given_agreement() -> Stream:
    stream = given_dispute()
    proposes(stream, POLICE)
    accepts(stream, POLICE)
    accepts(stream, PROSECUTOR)
    return stream


def test_a_dispute_that_both_sides_agreed_is_not_undone_by_one_of_them() -> None:
    stream = given_agreement()
    assert not taken_back(stream, entry(stream, "DisputeOpened", POLICE))
    assert not taken_back(stream, entry(stream, "DisputeOutcomeProposed", POLICE))
    assert not taken_back(stream, entry(stream, "DisputeOutcomeAccepted", POLICE))
    assert not taken_back(stream, entry(stream, "DisputeOutcomeAccepted", PROSECUTOR))


def test_a_side_takes_its_acceptance_back_until_the_other_has_accepted_too() -> None:
    stream = given_dispute()
    proposes(stream, POLICE)
    accepts(stream, POLICE)
    assert taken_back(stream, entry(stream, "DisputeOutcomeAccepted", POLICE))
    assert taken_back(stream, entry(stream, "DisputeOutcomeProposed", POLICE))
    assert taken_back(stream, entry(stream, "DisputeOpened", POLICE))


def test_a_proposal_that_another_took_the_place_of_may_be_taken_back() -> None:
    stream = given_dispute()
    proposes(stream, POLICE)
    accepts(stream, PROSECUTOR)
    proposes(stream, PROSECUTOR, named("another proposal"))
    assert taken_back(stream, entry(stream, "DisputeOutcomeProposed", POLICE))


def test_a_dispute_in_which_the_other_side_argued_is_withdrawn_and_not_taken_back() -> None:
    stream = given_dispute()
    argued = {"on": "file", "file": FILE, "holds": "not_met", "dispute": DISPUTE}
    stream.records("PositionRecorded", PROSECUTOR, **argued)
    assert not taken_back(stream, entry(stream, "DisputeOpened", POLICE))


def test_minutes_of_a_conference_stand_once_another_office_recorded_what_it_came_to() -> None:
    stream = given_conference()
    minutes = entry(stream, "CaseConferenceHeld", POLICE)
    assert taken_back(stream, minutes)
    stream.records("ConferenceUndecided", PROSECUTOR, conference=CONFERENCE, file=FILE)
    assert not taken_back(stream, minutes)


def test_a_return_stands_once_police_sent_the_file_again_after_it() -> None:
    stream = given_returned()
    returned = stream.events[-1]
    assert taken_back(stream, returned)
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    assert not taken_back(stream, returned)


def test_a_p21_stands_once_suspect_and_evidence_were_handed_over_on_it() -> None:
    stream = given_complete()
    complete = stream.events[-1]
    assert taken_back(stream, complete)
    stream.records("HandedOver", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    assert not taken_back(stream, complete)


def test_an_sp3_that_the_court_voided_is_not_taken_back() -> None:
    stream = given_terminated()
    terminated = stream.events[-1]
    assert taken_back(stream, terminated)
    stream.records("TerminationVoided", "pn", file=FILE)
    assert not taken_back(stream, terminated)
