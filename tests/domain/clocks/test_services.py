"""The clocks of the services: PP 9/2008, UU 21/2007, UU 27/2022 and what a regency sets in its SOP."""

from datetime import timedelta
from typing import Any

from domain.clocks.clock import status
from tests.domain.clocks.telling import DAY_0, clock, clocks, day, force, rules
from tests.domain.given import REFERRAL, VICTIM, Stream

HOUR = timedelta(hours=1)
PERSON = {"person": VICTIM}
OFFER = {"referral": REFERRAL, "to": "rsud", "service": "health_rehabilitation", **PERSON}
PLAN = {**PERSON, "placement": "family"}


def triaged(urgency: str = "urgent") -> Stream:
    stream = Stream()
    stream.records("ReportReceived", "disdik", at=DAY_0, channel="school", routed_to=["uptdppa"], **PERSON)
    stream.records("ReportTriaged", "uptdppa", at=DAY_0 + HOUR, urgency=urgency, **PERSON)
    return stream


def test_pp_9_2008_art_14_5_police_are_told_within_24_hours_of_taking_the_person_in() -> None:
    stream = Stream()
    stream.records("ReportReceived", "uptdppa", at=DAY_0, channel="walk_in", **PERSON)
    stream.records("ReportTriaged", "uptdppa", at=DAY_0 + HOUR, urgency="urgent", **PERSON)
    assert clock(stream, "PP9_2008.police_notice").due_at == DAY_0 + HOUR * 25
    stream.records("PoliceNotified", "uptdppa", at=DAY_0 + HOUR * 25, police="polres", **PERSON)
    assert status(clock(stream, "PP9_2008.police_notice"), day(9)) == "met"


def test_pp_9_2008_art_14_5_one_notice_is_enough_however_many_persons_are_taken_in() -> None:
    stream = triaged()
    stream.records("PoliceNotified", "uptdppa", at=DAY_0 + HOUR * 2, police="polres", **PERSON)
    stream.records("ReportTriaged", "uptdppa", at=day(1), urgency="urgent", person=REFERRAL)
    assert rules(stream)["PP9_2008.police_notice"] == 1


def test_sc_12_a_village_report_is_counted_from_when_the_unit_has_it_and_shows_both() -> None:
    stream = Stream()
    event = stream.records(
        "ReportReceived", "desa", at=day(-9), channel="walk_in", routed_to=["uptdppa"], **PERSON
    )
    found = clock(stream, "PP9_2008.police_notice")
    assert (found.started_at, found.stated_at) == (event.recordedat, day(-9))
    assert found.due_at == event.recordedat + timedelta(hours=24)
    assert found.owner == "uptdppa"


def test_uu_21_2007_art_53_first_aid_within_seven_days_where_it_is_urgent() -> None:
    assert "UU21_2007.first_aid" not in rules(triaged("routine"))
    stream = triaged()
    due = clock(stream, "UU21_2007.first_aid").due_at
    assert due is not None
    assert due.date() == (DAY_0 + HOUR).date() + timedelta(days=7)
    stream.records("ServiceOpened", "rsud", at=day(2), service="legal_aid", **PERSON)
    assert clock(stream, "UU21_2007.first_aid").stopped_at is None
    stream.records("ServiceOpened", "rsud", at=day(3), service="health_rehabilitation", **PERSON)
    assert status(clock(stream, "UU21_2007.first_aid"), day(9)) == "met"


def test_a_referral_is_answered_within_48_hours_by_whom_it_was_offered_to() -> None:
    stream = triaged()
    stream.records("ReferralOffered", "uptdppa", at=day(1), **OFFER)
    found = clock(stream, "SOP.referral_answer")
    assert (found.due_at, found.owner) == (day(3), "rsud")


def test_a_referral_given_back_is_answered_by_whoever_offered_it() -> None:
    stream = triaged()
    stream.records("ReferralOffered", "uptdppa", at=day(1), **OFFER)
    stream.records("ReferralAccepted", "rsud", at=day(2), referral=REFERRAL)
    stream.records("ReferralReturned", "rsud", at=day(5), referral=REFERRAL, reason="no_capacity")
    found = clock(stream, "SOP.referral_answer")
    assert (found.due_at, found.owner) == (day(7), "uptdppa")


def test_a_regency_sets_its_own_sop_times_and_no_time_of_a_law() -> None:
    stream = triaged()
    stream.records("ReferralOffered", "uptdppa", at=day(1), **OFFER)
    own = force("Asia/Makassar", referral_answer=(24, "hours"))
    assert clock(stream, "SOP.referral_answer", own).due_at == day(2)
    law = force("Asia/Makassar", police_notice=(240, "hours"), first_aid=(90, "days"))
    for rule in ("PP9_2008.police_notice", "UU21_2007.first_aid"):
        assert clock(stream, rule, law).due_at == clock(stream, rule).due_at


def test_a_clock_runs_by_what_its_regency_had_set_when_it_started() -> None:
    stream = triaged()
    stream.records("ReferralOffered", "uptdppa", at=day(1), **OFFER)
    before = force("Asia/Makassar", position=1)
    after = force("Asia/Makassar", position=4, referral_answer=(24, "hours"))
    assert clock(stream, "SOP.referral_answer", before, after).due_at == day(3)
    stream.records("ReferralDeclined", "rsud", at=day(2), referral=REFERRAL, reason="no_capacity")
    stream.records("ReferralOffered", "uptdppa", at=day(4), **{**OFFER, "referral": VICTIM})
    assert clock(stream, "SOP.referral_answer", before, after).due_at == day(5)


def test_uu_27_2022_art_40_processing_stops_within_three_times_24_hours() -> None:
    stream = triaged()
    stream.records("ConsentWithdrawn", "uptdppa", at=day(3), **PERSON)
    assert clock(stream, "UU27_2022.stop_processing").due_at == day(6)


def test_uu_27_2022_art_40_what_is_stopped_in_the_moment_of_the_withdrawal_is_stopped_in_time_sc_6() -> None:
    stream = triaged()
    withdrawn = stream.records("ConsentWithdrawn", "uptdppa", at=day(3), **PERSON)
    stream.records(
        "ProcessingStopped",
        "deployment",
        at=day(3),
        withdrawn_source="/agencies/uptdppa",
        withdrawn_id=withdrawn.id,
        due=day(6).isoformat(),
        **PERSON,
    )
    assert status(clock(stream, "UU27_2022.stop_processing"), day(20)) == "met"


def test_uu_27_2022_art_30_the_person_is_told_of_a_correction_within_72_hours() -> None:
    stream = triaged()
    stream.records(
        "FactCorrected",
        "uptdppa",
        at=day(6),
        event_id="e2",
        event_source="/agencies/uptdppa",
        fields=["child"],
        reason="register_extract",
        child=True,
        **PERSON,
    )
    assert clock(stream, "UU27_2022.subject_notice").due_at == day(9)
    stream.records("SubjectNotified", "uptdppa", at=day(7), subject="data_corrected", **PERSON)
    assert status(clock(stream, "UU27_2022.subject_notice"), day(20)) == "met"


def test_sc_8_who_turns_out_to_be_a_child_starts_the_steps_for_children() -> None:
    stream = triaged()
    stream.records(
        "VictimRegistered", "uptdppa", at=day(0.1), sex="female", age_band="18-20", child=False, **PERSON
    )
    assert "SOP.guardian_consent" not in rules(stream)
    stream.records("IdentityVerified", "polres", at=day(6), matched=False, child=True, **PERSON)
    assert clock(stream, "SOP.guardian_consent").due_at == day(9)
    assert clock(stream, "SOP.guardian_check").due_at == day(8)


def registered_as(child: bool) -> tuple[Stream, dict[str, Any]]:
    stream = triaged()
    band = "9-17" if child else "18-20"
    told = {"sex": "female", "age_band": band, "child": child, **PERSON}
    entry = stream.records("VictimRegistered", "polres", at=day(0.1), **told)
    meant = {"event_id": entry.id, "event_source": "/agencies/polres", "fields": ["child"], **PERSON}
    return stream, {"reason": "register_extract", **meant}


def test_who_could_not_know_of_a_child_owes_guardian_and_consent_from_the_correction_on_sc_8() -> None:
    stream, correction = registered_as(child=False)
    stream.records("FactCorrected", "uptdppa", at=day(6), child=True, **correction)
    for rule, due in (("SOP.guardian_check", day(8)), ("SOP.guardian_consent", day(9))):
        found = clock(stream, rule)
        assert (found.started_at, found.due_at) == (day(6), due)
        assert (found.owner, found.owner_kind) == (None, "uptdppa")


def test_who_turns_out_to_be_an_adult_needs_no_guardian() -> None:
    stream, correction = registered_as(child=True)
    assert "SOP.guardian_check" in rules(stream)
    stream.records("FactCorrected", "uptdppa", at=day(1), child=False, **correction)
    assert "SOP.guardian_check" not in rules(stream)


def test_monitoring_visits_are_due_after_one_three_six_and_twelve_months_each_visit_meeting_the_next() -> (
    None
):
    stream = triaged()
    stream.records("ReintegrationPlanned", "dinsos", at=day(60), **PLAN)
    dues = [clock(stream, f"SOP.monitoring_{number}").due_at for number in (1, 2, 3, 4)]
    assert [each.date().isoformat() for each in dues if each] == [
        "2026-06-01",
        "2026-08-01",
        "2026-11-01",
        "2027-05-01",
    ]
    visit = {**PERSON, "visit_number": 1, "progress": "stable", "risk": "low"}
    stream.records("MonitoringVisitDone", "dinsos", at=day(80), **visit)
    assert status(clock(stream, "SOP.monitoring_1"), day(400)) == "met"
    assert clock(stream, "SOP.monitoring_2").stopped_at is None


def test_closing_a_case_pauses_what_its_regency_has_set_itself_and_reopening_resumes_it() -> None:
    stream = triaged()
    stream.records("ReferralOffered", "uptdppa", at=day(1), **OFFER)
    stream.records("CaseClosed", "uptdppa", at=day(2), reason="services_completed")
    assert status(clock(stream, "SOP.referral_answer"), day(90)) == "paused"
    stream.records("CaseReopened", "uptdppa", at=day(10), reason="new_evidence")
    assert clock(stream, "SOP.referral_answer").due_at == day(3 + 8)


def test_every_break_glass_access_is_reviewed_for_itself() -> None:
    stream = triaged()
    opening = {
        "classes": ["location"],
        "reason": "danger_to_life",
        "until": day(2).isoformat(),
        "second": REFERRAL,
    }
    stream.records("BreakGlassOpened", "polres", at=day(1), **opening)
    stream.records("BreakGlassOpened", "polres", at=day(1.5), **opening)
    review = {"opened_id": "e3", "opened_source": "/agencies/polres", "finding": "justified"}
    stream.records("BreakGlassReviewed", "dpo", at=day(2), **review)
    found = [each for each in clocks(stream) if each.rule == "SOP.break_glass_review"]
    assert [(each.due_at, status(each, day(9))) for each in found] == [(day(4), "met"), (day(4.5), "lapsed")]


def test_uu_27_2022_an_erasure_asked_for_is_done_or_refused_within_72_hours() -> None:
    stream = triaged()
    asked = {"erasure": REFERRAL, "ground": "consent_withdrawn", "asked_by": "person", **PERSON}
    stream.records("ErasureRequested", "uptdppa", at=day(1), **asked)
    assert clock(stream, "UU27_2022.erasure").due_at == day(4)
    stream.records("SubjectNotified", "uptdppa", at=day(2), subject="request_refused", **PERSON)
    assert status(clock(stream, "UU27_2022.erasure"), day(9)) == "met"
