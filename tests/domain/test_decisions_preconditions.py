"""What single types presuppose, and what a refusal says."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.body import Proposed
from domain.case_state import CaseState
from domain.catalogue import REGISTRY
from domain.decisions import Accepted, referenced_cases
from domain.events import Marks
from domain.guards import GUARDS
from domain.preconditions import ORDER, PARTIES
from domain.problems import Refusal
from tests.domain.deciding import (
    ONE,
    PAIRS,
    RETURN,
    TWO,
    deciding,
    given_case,
    given_file,
    given_offer,
    marks,
    refused,
)
from tests.domain.given import (
    FILE,
    HASH,
    REFERRAL,
    VICTIM,
    Stream,
    named,
    proposed,
)

# Preconditions


def test_a_file_never_submitted_is_not_declared_complete_kuhap_2025_art_61() -> None:
    stream = given_case()
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    event = proposed("FileComplete", "kejari", file=FILE, basedon=2)
    assert refused(deciding(event, stream)) == ("precondition", "data.file")
    unknown = proposed("FileComplete", "kejari", file=named("unknown"), basedon=2)
    assert refused(deciding(unknown, stream)) == ("precondition", "data.file")


def test_a_file_that_the_prosecutor_has_though_police_never_recorded_sending_it_can_be_decided() -> None:
    stream = given_case()
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    stream.records("FileReceived", "kejari", file=FILE, sha256=HASH)
    assert marks(deciding(proposed("FileComplete", "kejari", file=FILE, basedon=3), stream)) == Marks(0)


def test_a_complete_file_is_not_decided_again() -> None:
    stream = given_file()
    stream.records("FileComplete", "kejari", file=FILE)
    event = proposed("FileReturned", "kejari", basedon=5, **RETURN)
    assert refused(deciding(event, stream)) == ("precondition", "data.file")


def test_an_act_already_done_is_recorded_though_what_it_presupposes_is_not_on_record() -> None:
    stream = given_case()
    stream.records("SpdpSent", "polres", file=FILE, prosecutor="kejari")
    event = proposed("FileComplete", "kejari", file=FILE, effectedon=date(2026, 3, 20), effecteddoc="B-9")
    assert marks(deciding(event, stream)) == Marks.CONFLICTING


@pytest.mark.parametrize(("type_name", "data"), [("FileComplete", {"file": FILE}), ("FileReturned", RETURN)])
def test_the_office_that_the_spdp_went_to_decides_on_the_file(type_name: str, data: Any) -> None:
    stream = given_file()
    stream.records("SpdpSent", "polres", file=named("their file"), prosecutor="kejari-ttu")
    event = proposed(type_name, "kejari-ttu", basedon=5, **data)
    assert refused(deciding(event, stream)) == ("authority_missing", "data.file")
    assert marks(deciding(proposed(type_name, "kejari", basedon=5, **data), stream)) == Marks(0)


ANSWERS = [("ReferralAccepted", {}), ("ReferralDeclined", {"reason": "no_capacity"})]


@pytest.mark.parametrize(("type_name", "data"), ANSWERS)
def test_an_offer_is_answered_once(type_name: str, data: dict[str, str]) -> None:
    stream = given_offer()
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    event = proposed(type_name, "rsud", referral=REFERRAL, basedon=3, **data)
    assert refused(deciding(event, stream)) == ("precondition", "data.referral")


@pytest.mark.parametrize(("type_name", "data"), ANSWERS)
def test_a_referral_is_answered_by_the_agency_it_was_offered_to(type_name: str, data: dict[str, str]) -> None:
    stream = given_offer()
    for referral in (REFERRAL, named("no such referral")):
        event = proposed(type_name, "polres", referral=referral, basedon=2, **data)
        assert refused(deciding(event, stream)) == ("precondition", "data.referral")
    done = {"effectedon": date(2026, 3, 20), "effecteddoc": "B-9"}
    on_paper = proposed(type_name, "polres", referral=REFERRAL, **done, **data)
    assert refused(deciding(on_paper, stream)) == ("precondition", "data.referral")


def test_a_referral_is_withdrawn_by_the_agency_that_offered_it_while_it_is_on_offer() -> None:
    stream = given_offer()
    assert refused(
        deciding(proposed("ReferralWithdrawn", "polres", referral=REFERRAL, basedon=2), stream)
    ) == (
        "precondition",
        "data.referral",
    )
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    stale = proposed("ReferralWithdrawn", "uptdppa", referral=REFERRAL, basedon=2)
    assert refused(deciding(stale, stream))[0] == "stale"
    late = proposed("ReferralWithdrawn", "uptdppa", referral=REFERRAL, basedon=3)
    assert refused(deciding(late, stream)) == ("precondition", "data.referral")


@pytest.mark.parametrize(("by", "accepted"), [("rsud", True), ("uptdppa", True), ("polres", False)])
def test_a_referral_is_completed_by_one_of_its_sides(by: str, accepted: bool) -> None:
    stream = given_offer()
    stream.records("ReferralAccepted", "rsud", referral=REFERRAL)
    verdict = deciding(proposed("ReferralCompleted", by, referral=REFERRAL), stream)
    assert isinstance(verdict, Accepted) is accepted


def test_a_referral_id_names_one_offer() -> None:
    event = proposed("ReferralOffered", "uptdppa", referral=REFERRAL, to="dinsos", service="legal_aid")
    assert refused(deciding(event, given_offer())) == ("precondition", "data.referral")


@pytest.mark.parametrize("type_name", ["RecordConfirmed", "RecordContested"])
def test_a_joint_act_is_answered_by_the_parties_it_names_alone(type_name: str) -> None:
    stream = given_file()
    stream.records("CoordinationHeld", "polres", file=FILE, with_agencies=["kejari"])
    answer = {"event_id": "e5", "event_source": "/agencies/polres"}
    if type_name == "RecordContested":
        answer["reason"] = "not_held"
    assert marks(deciding(proposed(type_name, "kejari", **answer), stream)) == Marks(0)
    for by, event_id in (("uptdppa", "e5"), ("polres", "e5"), ("kejari", "e4")):
        event = proposed(type_name, by, **{**answer, "event_id": event_id})
        assert refused(deciding(event, stream)) == ("authority_missing", "data.event_id")


# Duplicates (Sc-7)


def given_reports(routed_to: tuple[str, ...] = ("uptdppa",)) -> dict[UUID, CaseState | None]:
    cases: dict[UUID, CaseState | None] = {}
    for case, by in ((ONE, "sbmi"), (TWO, "bp3mi")):
        stream = Stream(case)
        stream.records("ReportReceived", by, channel="phone", routed_to=routed_to, person=VICTIM)
        cases[case] = stream.state
    return cases


def link(by: str = "uptdppa", pairs: Any = PAIRS) -> Proposed:
    return proposed("DuplicateLinked", by, case=named("links"), pairs=pairs, reason="same_contact")


def test_a_link_refers_to_each_case_it_names_once() -> None:
    assert referenced_cases(link()) == (ONE, TWO)
    assert referenced_cases(proposed("ReportReceived", "ngo", channel="phone")) == ()


def test_a_steward_on_both_cases_links_their_persons() -> None:
    assert marks(deciding(link(), others=given_reports())) == Marks(0)


def test_a_link_to_a_case_that_is_absent_or_of_others_answers_alike() -> None:
    cases = given_reports()
    absent = deciding(link(), others={**cases, TWO: None})
    forbidden = deciding(link(by="uptdppa-ttu"), others=cases)
    assert absent == forbidden
    assert refused(absent) == ("case_unknown", "data.pairs")


@pytest.mark.parametrize(
    "pairs",
    [
        [{"case": ONE, "person": VICTIM}, {"case": TWO, "person": named("nobody")}],
        [{"case": ONE, "person": VICTIM}, {"case": ONE, "person": VICTIM}],
    ],
)
def test_a_link_joins_two_persons_on_record(pairs: Any) -> None:
    assert refused(deciding(link(pairs=pairs), others=given_reports())) == ("precondition", "data.pairs")


def test_a_link_is_undone_by_its_publisher_and_unknown_to_others() -> None:
    stream = Stream(named("links"))
    stream.records("DuplicateLinked", "uptdppa", pairs=PAIRS, reason="same_contact")
    undo = {"case": stream.case, "pairs": PAIRS, "reason": "different_persons"}
    assert marks(deciding(proposed("DuplicateUnlinked", "uptdppa", **undo), stream)) == Marks(0)
    other = deciding(proposed("DuplicateUnlinked", "uptdppa-ttu", **undo), stream)
    assert other == deciding(proposed("DuplicateUnlinked", "uptdppa-ttu", **undo))
    assert refused(other) == ("case_unknown", None)
    stream.records("DuplicateUnlinked", "uptdppa", pairs=PAIRS, reason="different_persons")
    assert refused(deciding(proposed("DuplicateUnlinked", "uptdppa", **undo), stream)) == (
        "precondition",
        "data.pairs",
    )


# Refusals


def test_no_rule_repeats_a_value_of_the_event() -> None:
    secret = "nobody-knows-this"
    event = proposed("CaseManagerAssigned", "uptdppa", agency=secret)
    verdict = deciding(event, given_case())
    assert isinstance(verdict, Refusal)
    assert secret not in verdict.rule
    assert verdict.rule.endswith(".")


def test_every_guard_is_a_sentence_that_says_what_it_requires() -> None:
    for guard in (*GUARDS, *PARTIES.values(), *ORDER.values()):
        assert guard.__name__.startswith("requires_")
        assert guard.__doc__
    assert (PARTIES.keys() | ORDER.keys()) <= REGISTRY.keys()
