"""Victims: consent for a child, the way home, visits, progress told, emergencies reviewed, referrals back."""

from datetime import timedelta
from typing import Any

from domain.directory import Agency, Directory
from domain.worklist import any_of, open_items, owed_in
from tests.domain.disagreeing import POLICE, PROSECUTOR, Said
from tests.domain.given import FILE, REFERRAL, START, VICTIM, Stream, named
from tests.domain.owing import given, owed, owes, when

REGISTERED = {"person": VICTIM, "sex": "female", "age_band": "9-17", "child": True}
CONSENT: Said = (
    "ConsentGranted",
    "uptdppa",
    {
        "person": VICTIM,
        "purposes": ["health"],
        "recipients": ["rsud"],
        "classes": ["health"],
        "guardian_relation": "mother",
    },
)


def test_a_victim_known_to_be_a_child_needs_a_guardians_consent_and_its_own_assent() -> None:
    """UU 27/2022 art 25; PP 9/2008 art 4(3)."""
    stream = given(("VictimRegistered", POLICE, REGISTERED), CONSENT)
    assert ("obtain_child_consent", 2) in owed(stream)[any_of("uptdppa")]
    when(stream, ("AssentGranted", "uptdppa", {"person": VICTIM, "purposes": ["health"]}))
    assert any_of("uptdppa") not in owed(stream)


def test_the_case_manager_obtains_it_where_there_is_one() -> None:
    stream = given(("CaseManagerAssigned", "uptdppa", {"agency": "dinsos"}))
    when(stream, ("VictimRegistered", POLICE, REGISTERED))
    assert owes(stream, "dinsos", "obtain_child_consent")


def test_what_a_kind_owes_is_owed_by_each_of_it_on_the_case() -> None:
    stream = given(("VictimRegistered", POLICE, REGISTERED))
    directory = Directory(
        agencies={
            name: Agency(name, "uptdppa", name, ("sukabumi",), None) for name in ("uptdppa", "uptdppa-ttu")
        }
    )
    assert [each.kind for each in owed_in(stream.now, directory)["uptdppa"]] == ["obtain_child_consent"]
    assert "uptdppa-ttu" not in owed_in(stream.now, directory)
    assert [each.kind for each in open_items(stream.now, "uptdppa", "uptdppa")] == ["obtain_child_consent"]


def leg(type_name: str, by: str, **data: Any) -> Said:
    return (type_name, by, {"person": VICTIM, "leg": 1, **data})


def test_who_is_to_receive_the_person_takes_over_the_leg() -> None:
    stream = given(leg("RepatriationLegDeparted", "dinsos", to_agency="dinsos-ttu"))
    assert owed(stream)["dinsos-ttu"] == [("take_over_leg", 2)]
    when(stream, leg("RepatriationLegArrived", "dinsos-ttu", from_agency="dinsos", condition="well"))
    assert "dinsos-ttu" not in owed(stream)


def visited(number: int) -> Said:
    visit = {"person": VICTIM, "visit_number": number, "progress": "improving", "risk": "low"}
    return ("MonitoringVisitDone", "dinsos", visit)


def test_who_planned_the_return_makes_as_many_visits_as_were_planned() -> None:
    plan = {"person": VICTIM, "placement": "family", "visit_months": [1, 3]}
    stream = given(("ReintegrationPlanned", "dinsos", plan))
    assert owed(stream)["dinsos"] == [("visit_after_return", 2)]
    assert owed(when(stream, visited(1)))["dinsos"] == [("visit_after_return", 3)]
    assert "dinsos" not in owed(when(stream, visited(2)))


def test_each_stage_of_a_file_is_told_to_its_victims() -> None:
    """UU 21/2007 art 36."""
    ordered = {"file": FILE, "ordered_on": "2026-03-02", "articles": ["KUHP:455"], "victims": [VICTIM]}
    stream = given(("PoliceReportFiled", POLICE, {"file": FILE}), ("InvestigationOrdered", POLICE, ordered))
    assert ("give_progress_notice", 3) in owed(stream)[POLICE]
    told: Said = ("SubjectNotified", POLICE, {"person": VICTIM, "subject": "case_progress"})
    assert not owes(when(stream, told), POLICE, "give_progress_notice")
    when(stream, ("SpdpSent", POLICE, {"file": FILE, "prosecutor": PROSECUTOR}))
    assert ("give_progress_notice", 5) in owed(stream)[POLICE]


def test_glass_that_was_broken_is_reviewed_by_a_data_protection_officer() -> None:
    opened = {
        "person": VICTIM,
        "classes": ["location"],
        "reason": "danger_to_life",
        "second": named("second person"),
        "until": (START + timedelta(days=1)).isoformat(),
    }
    stream = given(("BreakGlassOpened", POLICE, opened))
    both = [("confirm_break_glass", 2), ("review_break_glass", 2)]
    assert owed(stream)[any_of("dpo")] == both
    directory = Directory(agencies={"dpo": Agency("dpo", "dpo", "DPO", ("sukabumi",), None)})
    assert [each.kind for each in owed_in(stream.now, directory)["dpo"]] == [kind for kind, _ in both]
    assert owes(stream, "uptdppa", "know_break_glass")
    when(stream, ("CaseClosed", "uptdppa", {"reason": "services_completed"}))
    assert owed(stream)[any_of("dpo")] == both
    confirmed = {"opened_id": "e2", "opened_source": f"/agencies/{POLICE}"}
    when(stream, ("BreakGlassConfirmed", "dinsos", confirmed))
    assert owed(stream)[any_of("dpo")] == both[1:]
    reviewed = {"opened_id": "e2", "opened_source": f"/agencies/{POLICE}", "finding": "justified"}
    assert owed(when(stream, ("BreakGlassReviewed", "dpo", reviewed))) == {}


def test_an_erasure_asked_for_is_reviewed_before_anything_is_erased() -> None:
    asked = {"erasure": named("erasure"), "person": VICTIM, "ground": "requested", "asked_by": "person"}
    stream = given(("ErasureRequested", "uptdppa", asked))
    assert owed(stream)[any_of("dpo")] == [("review_erasure", 2)]


def test_a_referral_that_is_returned_waits_for_the_one_that_offered_it() -> None:
    offer = {"referral": REFERRAL, "to": "rsud", "service": "health_rehabilitation", "person": VICTIM}
    stream = given(
        ("ReferralOffered", "uptdppa", offer), ("ReferralAccepted", "rsud", {"referral": REFERRAL})
    )
    back = {"referral": REFERRAL, "reason": "done_here"}
    assert owed(when(stream, ("ReferralReturned", "rsud", back)))["uptdppa"] == [("take_back_referral", 4)]
    assert owed(when(stream, ("ReferralAccepted", "uptdppa", {"referral": REFERRAL}))) == {}


def test_a_commitment_waits_for_the_member_that_made_it() -> None:
    commitment = {
        "task_force": "sukabumi",
        "commitment": named("commitment"),
        "owner": "dinsos",
        "due": "2026-06-01",
        "topic": "protection",
    }
    stream = Stream(named("task force"))
    configured = {
        "task_force": "sukabumi",
        "lead": "dp3a",
        "members": ["dp3a", "dinsos"],
        "zone": "Asia/Jakarta",
    }
    stream.records("TaskForceConfigured", "coordinator", **configured)
    stream.records("CommitmentMade", "coordinator", **commitment)
    assert owed(stream) == {"dinsos": [("fulfil_commitment", 2)]}
    stream.records("CommitmentFulfilled", "dinsos", commitment=named("commitment"), fulfilled_on="2026-05-01")
    assert owed(stream) == {}
