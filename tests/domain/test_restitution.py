"""Restitution from the notice of the right to the last rupiah (Sc-11)."""

from typing import Any

import msgspec
import pytest

from domain.access import STAGE
from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.catalogue.registry import decode_full
from domain.events import Marks
from domain.shapes.court import Award
from tests.domain.deciding import deciding, given_file, marks, refused
from tests.domain.given import FILE, VICTIM, Stream, named, proposed
from tests.domain.seeing import BODY, seen_by

REQUEST, OTHER = named("restitution"), named("other victim")
ABOUT: dict[str, Any] = {"restitution": REQUEST, "person": VICTIM}
LOSSES = [
    {"loss": "wages", "amount": 50_000_000},
    {"loss": "medical", "amount": 6_400_000},
    {"loss": "suffering", "amount": 30_000_000},
]


def given_request() -> Stream:
    """Sc-11 days 0 to 17: told, requested, found incomplete, completed, assessed; version 9."""
    stream = given_file()
    stream.records("RestitutionRightsNotified", "polres", person=VICTIM, told=["victim", "lpsk"])
    stream.records("RestitutionRequested", "uptdppa", **ABOUT, claimant="guardian", route="investigator")
    stream.records("RestitutionRequestChecked", "polres", **ABOUT, complete=False, lacks=["proof_of_loss"])
    stream.records("RestitutionRequestCompleted", "uptdppa", **ABOUT, added=["proof_of_loss"])
    stream.records("RestitutionAssessed", "lpsk", **ABOUT, amount=86_400_000, losses=LOSSES)
    return stream


def given_award() -> Stream:
    stream = given_request()
    stream.records("AssetSeizedAsSecurity", "polres", file=FILE, asset=named("van"), kind="vehicle")
    claims = [{"person": VICTIM, "restitution": REQUEST, "amount": 86_400_000}]
    stream.records("RestitutionClaimed", "kejari", file=FILE, claims=claims)
    stream.records("SentToCourt", "kejari", file=FILE, court="pn")
    awards = [{"person": VICTIM, "amount": 60_000_000}]
    stream.records(
        "VerdictGiven", "pn", file=FILE, outcome="convicted", restitution_awarded=60_000_000, awards=awards
    )
    stream.records("JudgmentFinal", "pn", file=FILE)
    return stream


def test_a_request_is_followed_from_the_notice_to_the_figure_of_lpsk() -> None:
    state = given_request().now
    (notice,) = state.restitution_notices
    assert (notice.person, notice.told, notice.agency) == (VICTIM, ("victim", "lpsk"), "polres")
    known = state.restitutions[REQUEST]
    assert known.request == ("uptdppa", "e6")
    assert (known.complete, known.lacks) == (False, ("proof_of_loss",))
    assert (known.requested, known.checked, known.completed) == (6, 7, 8)
    assert (known.assessed, known.assessed_position, known.claimed) == (86_400_000, 9, None)


def test_the_steps_of_a_request_are_about_it_and_those_after_the_verdict_about_the_file() -> None:
    stream = given_award()
    about = {event.type: event.head.about for event in stream.events}
    assert about["RestitutionRequested"] == about["RestitutionAssessed"] == REQUEST
    assert about["RestitutionClaimed"] == about["JudgmentFinal"] == FILE


def test_claimed_awarded_and_paid_stand_side_by_side() -> None:
    stream = given_award()
    stream.records("RestitutionPaid", "kejari", file=FILE, restitution=REQUEST, amount=10_000_000)
    stream.records("RestitutionDefaulted", "deployment", file=FILE, restitution=REQUEST, balance=50_000_000)
    stream.records("AssetAuctioned", "kejari", file=FILE, restitution=REQUEST, proceeds=31_000_000)
    stream.records(
        "SubstituteImposed",
        "pn",
        file=FILE,
        restitution=REQUEST,
        months=6,
        remainder=19_000_000,
        state_fund_requested=True,
    )
    known = stream.now.restitutions[REQUEST]
    assert (known.assessed, known.claimed, known.awarded) == (86_400_000, 86_400_000, 60_000_000)
    assert (known.paid, known.asset_sales, known.balance) == (10_000_000, 31_000_000, 19_000_000)
    assert (known.substituted, known.file, known.in_full) == (6, FILE, False)
    file = stream.now.proceedings[FILE]
    assert (file.paid, file.auctioned, file.balance) == (10_000_000, 31_000_000, 19_000_000)
    assert file.substitute_months == 6


def test_payments_add_up_until_one_says_that_nothing_is_owed() -> None:
    stream = given_award()
    for amount, in_full in ((20_000_000, False), (40_000_000, True)):
        stream.records("RestitutionPaid", "kejari", file=FILE, victim=VICTIM, amount=amount, in_full=in_full)
    known, file = stream.now.restitutions[REQUEST], stream.now.proceedings[FILE]
    assert (known.paid, known.in_full) == (60_000_000, True)
    assert (file.paid, file.paid_in_full) == (60_000_000, stream.position)


def test_a_payment_that_names_no_victim_counts_for_the_file_alone() -> None:
    stream = given_award()
    stream.records("RestitutionPaid", "kejari", file=FILE, amount=5_000_000)
    assert stream.now.proceedings[FILE].paid == 5_000_000
    assert stream.now.restitutions[REQUEST].paid == 0


def test_an_award_to_a_victim_with_two_requests_is_nobody_s_guess() -> None:
    stream = given_request()
    stream.records(
        "RestitutionRequested", "lpsk", restitution=named("second"), person=VICTIM, claimant="lpsk"
    )
    awards = [{"person": VICTIM, "amount": 60_000_000}]
    stream.records("VerdictGiven", "pn", file=FILE, outcome="convicted", awards=awards)
    assert {each.awarded for each in stream.now.restitutions.values()} == {None}
    assert stream.now.proceedings[FILE].verdicts[0].awards == (Award(VICTIM, None, 60_000_000),)


def test_lpsk_assesses_what_was_asked_for_outside_the_log() -> None:
    stream = given_file()
    stream.records("AccessGranted", "uptdppa", agency="lpsk", reason="lpsk_request")
    event = proposed("RestitutionAssessed", "lpsk", **ABOUT, amount=1_000_000)
    assert marks(deciding(event, stream)) == Marks(0)
    stream.records("RestitutionAssessed", "lpsk", **ABOUT, amount=1_000_000)
    known = stream.now.restitutions[REQUEST]
    assert (known.request, known.requested, known.person, known.assessed) == (None, 0, VICTIM, 1_000_000)


def test_a_request_id_names_one_request() -> None:
    event = proposed("RestitutionRequested", "uptdppa", **ABOUT, claimant="victim")
    assert refused(deciding(event, given_request())) == ("precondition", "data.restitution")


@pytest.mark.parametrize(
    ("type_name", "by", "data"),
    [
        ("RestitutionRequestChecked", "polres", {"complete": True}),
        ("RestitutionRequestCompleted", "uptdppa", {}),
        ("RestitutionAssessed", "lpsk", {"amount": 1}),
    ],
)
def test_a_step_of_a_request_is_about_its_victim(type_name: str, by: str, data: dict[str, Any]) -> None:
    stream = given_request()
    stream.records("AccessGranted", "uptdppa", agency="lpsk", reason="lpsk_request")
    event = proposed(type_name, by, restitution=REQUEST, person=OTHER, **data)
    assert refused(deciding(event, stream)) == ("precondition", "data.person")


def test_only_lpsk_assesses_restitution() -> None:
    event = proposed("RestitutionAssessed", "kejari", **ABOUT, amount=1)
    assert refused(deciding(event, given_request())) == ("authority_missing", "type")


def test_losses_add_up_to_the_amount() -> None:
    event_type = REGISTRY["RestitutionAssessed"]
    data = {"restitution": str(REQUEST), "person": str(VICTIM), "losses": LOSSES}
    assert decode_full(event_type, {**data, "amount": 86_400_000})
    with pytest.raises(msgspec.ValidationError, match="add up"):
        decode_full(event_type, {**data, "amount": 86_400_001})


def test_those_who_stand_by_the_victim_read_amounts_and_the_papers_stay_with_the_law() -> None:
    stream = given_award()
    event = stream.records(
        "RestitutionPaid", "kejari", disclosing=DataClass.LEGAL_FILE, file=FILE, amount=10_000_000
    )
    assert seen_by(stream, "polres", event).classes == DataClass.LEGAL_FILE
    assert seen_by(stream, "uptdppa", event) == BODY
    stream.records("AccessGranted", "uptdppa", agency="bp3mi", history="all", reason="task")
    assert seen_by(stream, "bp3mi", event) == STAGE
