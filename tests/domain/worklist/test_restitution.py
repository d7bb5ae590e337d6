"""Restitution: told, asked, reviewed, completed, assessed, claimed, paid; each step has one who owes it."""

from typing import Any

from domain.worklist import any_of
from tests.domain.disagreeing import POLICE, PROSECUTOR, Said
from tests.domain.given import FILE, VICTIM, Stream, named
from tests.domain.owing import given, owed, owes, when

RESTITUTION = named("restitution")
FILED: Said = ("PoliceReportFiled", POLICE, {"file": FILE, "victims": [VICTIM]})
SPDP: Said = ("SpdpSent", POLICE, {"file": FILE, "prosecutor": PROSECUTOR})


def of_request(type_name: str, by: str, **data: Any) -> Said:
    return (type_name, by, {"restitution": RESTITUTION, "person": VICTIM, **data})


REQUESTED = of_request("RestitutionRequested", "uptdppa", claimant="victim", route="investigator")


def given_investigation(*events: Said) -> Stream:
    """A file with a victim whose SPDP was sent at position 3."""
    return given(FILED, SPDP, *events)


def test_the_victims_of_a_file_are_told_of_their_right() -> None:
    """KUHAP 2025 art 179(1)-(2); UU 21/2007 art 48."""
    stream = given_investigation()
    assert ("notify_restitution_rights", 3) in owed(stream)[POLICE]
    told: Said = ("RestitutionRightsNotified", POLICE, {"person": VICTIM, "told": ["victim"]})
    assert not owes(when(stream, told), POLICE, "notify_restitution_rights")


def test_a_request_is_reviewed_by_the_office_it_was_made_through() -> None:
    """PP 43/2017 art 10."""
    assert ("check_restitution_request", 4) in owed(given_investigation(REQUESTED))[POLICE]
    through_lpsk = of_request("RestitutionRequested", "uptdppa", claimant="victim", route="lpsk")
    assert owes(given_investigation(through_lpsk), any_of("lpsk"), "check_restitution_request")


def test_an_incomplete_request_is_completed_by_who_made_it_and_reviewed_again() -> None:
    checked = of_request("RestitutionRequestChecked", POLICE, complete=False, lacks=["proof_of_loss"])
    stream = given_investigation(REQUESTED, checked)
    assert not owes(stream, POLICE, "check_restitution_request")
    assert ("complete_restitution_request", 5) in owed(stream)["uptdppa"]
    when(stream, of_request("RestitutionRequestCompleted", "uptdppa"))
    assert not owes(stream, "uptdppa", "complete_restitution_request")
    assert ("check_restitution_request", 6) in owed(stream)[POLICE]


def given_assessed() -> Stream:
    checked = of_request("RestitutionRequestChecked", POLICE, complete=True)
    stream = given_investigation(REQUESTED, checked)
    assert owed(stream)[any_of("lpsk")] == [("assess_restitution", 5)]
    return when(stream, of_request("RestitutionAssessed", "lpsk", amount=86_400_000))


def test_a_complete_request_is_assessed_by_the_lpsk() -> None:
    """UU 31/2014 arts 7A, 12A(1)(j)."""
    assert any_of("lpsk") not in owed(given_assessed())


def test_what_was_assessed_is_claimed_by_the_prosecutor_before_the_verdict() -> None:
    stream = given_assessed()
    assert not owes(stream, PROSECUTOR, "claim_restitution")
    when(stream, ("HandedOver", POLICE, {"file": FILE, "with_agencies": [PROSECUTOR]}))
    assert ("claim_restitution", 6) in owed(stream)[PROSECUTOR]
    claims = [{"restitution": RESTITUTION, "person": VICTIM, "amount": 86_400_000}]
    claimed: Said = (
        "RestitutionClaimed",
        PROSECUTOR,
        {"file": FILE, "claims": claims, "claimed_in": "demand"},
    )
    assert not owes(when(stream, claimed), PROSECUTOR, "claim_restitution")


def test_a_final_judgment_is_sent_and_its_award_is_followed_until_it_is_paid() -> None:
    """KUHAP 2025 art 181; UU 21/2007 art 50."""
    stream = given_assessed()
    awards = [{"person": VICTIM, "restitution": RESTITUTION, "amount": 60_000_000}]
    verdict = {"file": FILE, "outcome": "convicted", "awards": awards, "restitution_awarded": 60_000_000}
    when(stream, ("VerdictGiven", "pn", verdict))
    assert not owes(stream, PROSECUTOR, "send_judgment_copy")
    final = {"file": FILE, "instance": "first", "final_on": "2026-08-01", "outcome": "convicted"}
    when(stream, ("JudgmentFinal", "pn", final))
    assert ("send_judgment_copy", 8) in owed(stream)[PROSECUTOR]
    assert ("follow_restitution_payment", 8) in owed(stream)[PROSECUTOR]
    when(stream, ("JudgmentCopySent", PROSECUTOR, {"file": FILE, "to": ["convict"]}))
    assert not owes(stream, PROSECUTOR, "send_judgment_copy")
    paid = {"file": FILE, "restitution": RESTITUTION, "victim": VICTIM, "amount": 60_000_000, "in_full": True}
    when(stream, ("RestitutionPaid", PROSECUTOR, paid))
    assert not owes(stream, PROSECUTOR, "follow_restitution_payment")
