"""Defects of who investigates a file and hands it over (KUHAP 2025 arts 62(5), 24), by what must hold."""

from typing import Any

from domain.decisions import Accepted
from tests.domain.disputing import given_conference
from tests.domain.filing import OTHER_POLICE, POLICE, when
from tests.domain.given import FILE, REFERRAL, Stream


def accepted(stream: Stream, type_name: str, by: str = POLICE, **data: Any) -> bool:
    return isinstance(when(stream, type_name, by, file=FILE, **data), Accepted)


def given_another_unit(stream: Stream) -> Stream:
    """Another police unit is on the case, and does not investigate this file."""
    stream.records("ReferralOffered", "uptdppa", referral=REFERRAL, to=OTHER_POLICE, service="legal_aid")
    stream.records("ReferralAccepted", OTHER_POLICE, referral=REFERRAL)
    return stream


def test_a_file_is_handed_over_in_dispute_by_the_unit_that_investigates_it() -> None:
    stream = given_another_unit(given_conference(outcome="ConferenceUndecided"))
    assert not accepted(stream, "DisputedHandoverMade", OTHER_POLICE)
    assert accepted(stream, "DisputedHandoverMade")


def test_police_terminate_nothing_that_they_handed_over_in_dispute() -> None:
    stream = given_conference(outcome="ConferenceUndecided")
    stream.records("DisputedHandoverMade", POLICE, file=FILE)
    assert not accepted(stream, "InvestigationTerminated", ground="not_a_crime")


def test_an_order_of_another_unit_does_not_take_a_file_from_the_one_that_investigates_it() -> None:
    stream = given_another_unit(given_conference(outcome="ConferenceUndecided"))
    stream.records(
        "InvestigationOrdered", OTHER_POLICE, file=FILE, ordered_on="2026-03-04", articles=["KUHP:455"]
    )
    assert stream.now.files[FILE].investigated_by == POLICE
    assert accepted(stream, "DisputedHandoverMade")
